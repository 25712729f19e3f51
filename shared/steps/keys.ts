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
    /** Which engine it began with, and keeps to. */
    engine: `${root}/engine.json`,
    /** The spec with everything filled in that the data decided. */
    settings: `${root}/data/settings.json`,
    preprocessing: `${root}/data/preprocessing.json`,
    /** Written last: what is prepared is whole when this is there. */
    dataset: `${root}/data/dataset.json`,
    /** What it goes by of earlier searches; absent where there is nothing. */
    memory: `${root}/data/memory.json`,
    fold: (fold: number) => `${root}/data/fold-${fold}`,
    refit: `${root}/data/refit`,
    sealed: `${root}/sealed`,
    /** The sealed rows as the champion's preprocessing encodes them. */
    sealedForChampion: `${root}/sealed/champion`,
    /** There where somebody asked the search to end: what is done is judged. */
    stop: `${root}/stop.json`,
    /** Why the search failed for good. */
    failure: `${root}/failure.json`,
    /** Candidates that were added by hand, numbered. */
    addedFolder: `${root}/added/`,
    added: (place: number) => `${root}/added/${String(place).padStart(4, '0')}.json`,
    plan: (round: number) => `${root}/rounds/${round}/plan.json`,
    /** The round's packs as inputs of the train step: the items that a workflow maps over. */
    packs: (round: number) => `${root}/rounds/${round}/packs.json`,
    /** One of them with its trials: a call need not read the whole plan. */
    pack: (round: number, pack: number) => `${root}/rounds/${round}/packs/${pack}.json`,
    /** Packs that were paused: what each goes on from. */
    snapshots: (round: number) => `${root}/rounds/${round}/snapshots/`,
    snapshot: (round: number, pack: number) => `${root}/rounds/${round}/snapshots/${pack}.bin`,
    /** Each call that trained a pack, or part of it: where, and how long. */
    timings: (round: number) => `${root}/rounds/${round}/timings/`,
    timing: (round: number, pack: number, call: string) => `${root}/rounds/${round}/timings/${pack}-${call}.json`,
    /** Written last: a round with observations is collected. */
    observations: (round: number) => `${root}/rounds/${round}/observations.jsonl`,
    /** The best score up to the round. */
    best: (round: number) => `${root}/rounds/${round}/best.json`,
    /** What the round's calls cost. */
    spent: (round: number) => `${root}/rounds/${round}/spent.json`,
    trial: (trialId: string) => `${root}/trials/${trialId}/result.json`,
    checkpoint: (trialId: string) => `${root}/trials/${trialId}/checkpoint/state.bin`,
    /** The ids of them all: where later searches look for what is known. */
    trialIndex: `${root}/trials/index.json`,
    result,
    leaderboard: `${result}/leaderboard.json`,
    leaderboardCsv: `${result}/leaderboard.csv`,
    model: `${result}/model`,
    report: `${result}/report.html`,
    modelCard: `${result}/model-card.md`,
    bill: `${result}/bill.json`,
    /** Absent where the report shows no single rows. */
    samples: `${result}/samples.json`,
    /** Written last: a search with a verdict is finished. */
    verdict: `${result}/verdict.json`,
  };
}

/** The number of the pack that a timing or a snapshot is of; NaN where the key is another's. */
export const packNumberOf = (key: string): number => Number.parseInt(key.slice(key.lastIndexOf('/') + 1), 10);

/** What finished searches are remembered by: those of the same prepared data lie in one folder. */
export const memoryRoot = 'memory/';
export const memoryFolder = (data: string): string => `${memoryRoot}${data}/`;
export const memoryKey = (data: string, searchId: string): string => `${memoryFolder(data)}${searchId}.json`;

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
