/**
 * What limits packed training on the networks of bench/packed.ts: `npx tsx bench/profile.ts`. Splits a pack's time into building,
 * running the step's graph, running the evaluation's graph, and everything else, which is JavaScript and copies to and from the engine.
 */
import { writeFileSync } from 'node:fs';
import tf from '@tensorflow/tfjs';
import { createTrainer } from '../training/index.ts';
import { stepCoefficientCount } from '../training/packed/optimizer.ts';
import { createPackProgram } from '../training/packed/program.ts';
import { inPackOrder, startRunner, withTensors } from '../training/packed/train-pack.ts';
import { type BenchData, benchData, trainingData } from './datasets.ts';
import { type FixedNet, fixedNets } from './fixed-nets.ts';
import { median } from './measure.ts';
import { trainOnePack } from './packed-trials.ts';

/** The calls of tfjs-node's backend through which all work goes. */
interface WatchedBackend {
  executeSingleOutput(...given: unknown[]): unknown;
  executeMultipleOutputs(...given: unknown[]): unknown;
  loadSavedModelMetaGraph(...given: unknown[]): unknown;
  runSavedModel(id: number, ...given: unknown[]): unknown;
}

type Call = { readonly kind: keyof WatchedBackend; readonly program: unknown; readonly seconds: number };

/** Notes each call that the backend gets until the function given back is called. */
function watch(): () => Call[] {
  const backend = tf.backend() as unknown as Record<keyof WatchedBackend, (...given: unknown[]) => unknown>;
  const calls: Call[] = [];
  const kinds = ['executeSingleOutput', 'executeMultipleOutputs', 'loadSavedModelMetaGraph', 'runSavedModel'] as const;
  for (const kind of kinds) {
    const original = backend[kind];
    backend[kind] = (...given) => {
      const started = performance.now();
      const result = original.apply(backend, given);
      calls.push({ kind, program: given[0], seconds: (performance.now() - started) / 1000 });
      return result;
    };
  }
  return () => {
    // The methods themselves are the prototype's.
    for (const kind of kinds) Reflect.deleteProperty(backend, kind);
    return calls;
  };
}

const candidatesOf = ({ hidden, batch, pack }: FixedNet) =>
  Array.from({ length: pack }, () => ({ depth: 1, 'width.1': hidden, batchSize: batch }));

/** Operations in the graphs of one step and of one evaluation: those of the first call, which is recorded. */
function countOperations(net: FixedNet, data: BenchData): [step: number, evaluation: number] {
  const prepared = trainingData(data);
  const count = (work: () => void): number => {
    const stop = watch();
    work();
    return stop().filter(({ kind }) => kind.startsWith('execute')).length;
  };
  return withTensors(prepared, (tensors) => {
    const runners = inPackOrder(
      candidatesOf(net).map((candidate, index) =>
        startRunner({ trialId: `t${index}`, candidate, epochs: 1 }, prepared, 1),
      ),
    );
    const program = createPackProgram(
      runners.map(({ network }) => network),
      tensors,
      1,
    );
    program.load(runners.map(({ state }) => state));
    const coefficients = new Float32Array(runners.length * stepCoefficientCount);
    const step = count(() => program.step(prepared.training.slice(0, net.batch), coefficients, []));
    const evaluation = count(() => void program.predict(prepared.validation));
    program.dispose();
    return [step, evaluation];
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const trainer = await createTrainer({ engine: 'native' });
const rows: Record<string, string | number>[] = [];
for (const net of fixedNets) {
  const data = benchData(net.data);
  await trainOnePack(trainer, data, candidatesOf(net).slice(0, 2), 2);
  const stop = watch();
  const { seconds } = await trainOnePack(trainer, data, candidatesOf(net), net.epochs);
  const calls = stop();
  const runs = calls.filter(({ kind }) => kind === 'runSavedModel');
  // Each program is loaded once; the step's runs the most often.
  const programs = [...new Set(runs.map(({ program }) => program))];
  const [steps = [], evaluations = []] = programs
    .map((program) => runs.filter((run) => run.program === program))
    .sort((a, b) => b.length - a.length);
  const secondsOf = (some: readonly Call[]): number => sum(some.map((call) => call.seconds));
  const building = secondsOf(calls.filter(({ kind }) => kind !== 'runSavedModel'));
  const [stepOperations, evaluationOperations] = countOperations(net, data);
  rows.push({
    network: `${data.name} ${data.columns}-${net.hidden}-${data.classes}, batch ${net.batch}, ${net.pack} trials`,
    seconds: seconds.toFixed(2),
    'step graph': percent(secondsOf(steps) / seconds),
    'evaluation graph': percent(secondsOf(evaluations) / seconds),
    'single operations, building': percent(building / seconds),
    'JavaScript, copies': percent(1 - (secondsOf(runs) + building) / seconds),
    'µs a step': Math.round(median(steps.map((call) => call.seconds)) * 1e6),
    'operations a step': stepOperations,
    'µs an evaluation': Math.round(median(evaluations.map((call) => call.seconds)) * 1e6),
    'operations an evaluation': evaluationOperations,
  });
}
const head = Object.keys(rows[0] ?? {});
const lines = [head, head.map(() => '---'), ...rows.map((row) => head.map((key) => String(row[key])))];
const report = lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
console.log(report);
if (process.argv.includes('--write')) {
  const text = `# What limits packed training\n\n\`npx tsx bench/profile.ts --write\`: one pack each of bench/packed.ts's networks, one thread.\n\n${report}\n`;
  writeFileSync(new URL('results/profile.md', import.meta.url), text);
}
