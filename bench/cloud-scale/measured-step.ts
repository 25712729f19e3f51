/** One step over a folder, in a process of its own: tells what it took. Linux alone says what the peak of a time was. */
import { readFileSync, writeFileSync } from 'node:fs';
import { deploymentSchema } from '../../shared/compute.ts';
import { collect } from '../../shared/steps/collect.ts';
import { plan } from '../../shared/steps/plan.ts';
import { folderStore } from '../../storage/folder.ts';
import type { ProcessTold } from './memory.ts';

const [step, searchId = '', round, folder = ''] = process.argv.slice(2);
const deployment = deploymentSchema.parse(JSON.parse(process.env.DEPLOYMENT ?? ''));
const input = { searchId, round: Number(round) };
const context = { store: folderStore(folder), now: () => Date.now(), emit: () => undefined };

const kibibytes = (name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);

// The peak so far is of loading and compiling.
writeFileSync('/proc/self/clear_refs', '5');
const startBytes = 1024 * kibibytes('VmRSS');
const begun = performance.now();
if (step === 'plan') await plan(input, { ...context, deployment });
else await collect(input, context);
const seconds = (performance.now() - begun) / 1000;
const told: ProcessTold = { startBytes, peakBytes: 1024 * kibibytes('VmHWM'), seconds };
console.log(JSON.stringify(told));
