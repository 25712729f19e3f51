import { strategies } from '../../shared/strategies/index.ts';
import type { Requirements } from '../peers/venv.ts';

/** One way to search: a strategy with so many proposals at a time. */
export interface Contender {
  /** As `--strategies` takes it, and as the report calls it. */
  readonly id: string;
  readonly strategy: string;
  readonly batch: number;
  /** Packages of a peer; ours has none. */
  readonly requirements?: Requirements;
  /** Fewer seeds for what is no side of the target; all of them where it is absent. */
  readonly mostSeeds?: number;
  /** Not told drawn repeats: it takes too long to do everything twice. */
  readonly onlyMean?: boolean;
}

const batch = 20;
/** No strategies for a table: `grid` tries everything, and the others need training to go on. */
const elsewhere = new Set(['grid', 'gradient', 'pbt']);
/** One at a time they would fit a model for each proposal, as no search of ours does. */
const slow = new Set(['gp', 'auto']);
/** What the target speaks of. */
const decisive = new Set(['auto', 'random']);

const fewer = { mostSeeds: 5 } as const;
const long = { mostSeeds: 2, onlyMean: true } as const;

const ours = Object.keys(strategies)
  .filter((strategy) => !elsewhere.has(strategy))
  .flatMap((strategy): Contender[] => [
    { id: `${strategy}/${batch}`, strategy, batch, ...(decisive.has(strategy) ? {} : fewer) },
    ...(slow.has(strategy) ? [] : [{ id: `${strategy}/1`, strategy, batch: 1, ...fewer }]),
  ]);

const optuna = { requirements: 'requirements-strategies.txt' } as const;
const peers: readonly Contender[] = [
  { id: 'optuna-tpe/1', strategy: 'tpe', batch: 1, ...optuna },
  { id: `optuna-tpe/${batch}`, strategy: 'tpe', batch, ...fewer, ...optuna },
  { id: 'optuna-tpe-multivariate/1', strategy: 'tpe-multivariate', batch: 1, ...fewer, ...optuna },
  { id: 'optuna-nsga2/1', strategy: 'nsga2', batch: 1, ...fewer, ...optuna },
  { id: 'optuna-random/1', strategy: 'random', batch: 1, ...optuna },
  { id: 'optuna-gp/1', strategy: 'gp', batch: 1, requirements: 'requirements-torch.txt', ...long },
  { id: 'smac3/1', strategy: 'smac', batch: 1, ...optuna, ...long, mostSeeds: 1 },
];

/** The contenders of these names; `tpe` stands for `tpe/1` and `tpe/20`, `ours` and `peers` for all of a side. None: all. */
export function contendersOf(names: readonly string[]): Contender[] {
  const all = [...ours, ...peers];
  if (names.length === 0) return all;
  const known = (name: string): Contender[] => {
    if (name === 'ours') return ours;
    if (name === 'peers') return [...peers];
    return all.filter(({ id }) => id === name || id.startsWith(`${name}/`));
  };
  for (const name of names) {
    if (known(name).length === 0) throw new Error(`No strategy "${name}": ${all.map(({ id }) => id).join(', ')}`);
  }
  const wanted = new Set(names.flatMap(known));
  return all.filter((contender) => wanted.has(contender));
}
