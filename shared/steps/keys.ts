import { contentHash } from '../hash.ts';

/** A search's id may be typed by a person: only what makes one key part, and never one that walks out of it. */
export const searchIdPattern = /^[A-Za-z0-9_-]{1,100}$/;

/** Where a search's artifacts lie: ARCHITECTURE.md, 'The artifact store'. */
export function searchKeys(searchId: string) {
  const root = `searches/${searchId}`;
  const result = `${root}/result`;
  return {
    root,
    spec: `${root}/spec.json`,
    /** When it began. */
    state: `${root}/state.json`,
    /** The spec with everything filled in that the data decided. */
    settings: `${root}/data/settings.json`,
    preprocessing: `${root}/data/preprocessing.json`,
    /** Written last: what is prepared is whole when this is there. */
    dataset: `${root}/data/dataset.json`,
    fold: (fold: number) => `${root}/data/fold-${fold}`,
    refit: `${root}/data/refit`,
    sealed: `${root}/sealed`,
    plan: (round: number) => `${root}/rounds/${round}/plan.json`,
    timing: (round: number, pack: number) => `${root}/rounds/${round}/timings/${pack}.json`,
    trial: (trialId: string) => `${root}/trials/${trialId}/result.json`,
    checkpoint: (trialId: string) => `${root}/trials/${trialId}/checkpoint/state.bin`,
    history: `${root}/history.jsonl`,
    result,
    leaderboard: `${result}/leaderboard.json`,
    leaderboardCsv: `${result}/leaderboard.csv`,
    model: `${result}/model`,
    report: `${result}/report.html`,
    modelCard: `${result}/model-card.md`,
    /** Written last: a search with a verdict is finished. */
    verdict: `${result}/verdict.json`,
  };
}

/** Where the models published for a dataset lie. */
export function modelKeys(dataset: string) {
  const root = `models/${keyPartOf(dataset)}`;
  return { root, champion: `${root}/champion.json`, version: (searchId: string) => `${root}/${searchId}` };
}

/** A name of the user's as one part of a key: readable, and different names stay different. */
function keyPartOf(name: string): string {
  const readable = name.replace(/[^A-Za-z0-9._=-]+/g, '-').slice(0, 80);
  return readable === name && !/^\.*$/.test(name)
    ? name
    : `${readable.replace(/^\.+/, '')}-${contentHash(name).slice(0, 8)}`;
}
