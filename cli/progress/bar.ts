import { formatScore } from '../../report/page/format.js';
import { formatDollars } from '../estimate/estimate-lines.ts';
import type { Style } from '../terminal/style.ts';
import { textWidth } from '../terminal/text-width.ts';
import type { Progress } from './progress-state.ts';
import { duration, ratePhrase } from './words.ts';

const widestBar = 50;
const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const millisecondsAFrame = 100;

export interface BarOptions {
  readonly title: string;
  readonly metric: string;
  readonly width: number;
  readonly style: Style;
}

/** The status block: what is searched; how far it is; how fast, and what came out so far. */
export function statusBlock(progress: Progress, { title, metric, width, style }: BarOptions): string[] {
  const { phase, round, done, total, share, known, failed, lost, best, dollars, elapsedSeconds, rate, secondsLeft } =
    progress;
  const frame = frames[Math.floor((elapsedSeconds * 1000) / millisecondsAFrame) % frames.length] ?? '';
  const spinner = style.cyan(frame);
  if (phase === 'preparing') return [`${spinner} ${style.bold(title)}`, `  reading the data and starting the engine`];
  const count = `${done}/${total} trials`;
  const room = Math.max(8, Math.min(widestBar, width - count.length - 13));
  const filled = Math.round(share * room);
  const bar = `${style.cyan('━'.repeat(filled))}${style.dim('─'.repeat(room - filled))}`;
  const percent = `${Math.floor(share * 100)} %`.padStart(6);
  const time =
    phase === 'publishing'
      ? 'fitting the winner to all rows'
      : [
          rate === undefined ? undefined : ratePhrase(rate),
          secondsLeft === undefined ? undefined : `${duration(secondsLeft)} left`,
        ]
          .filter((part) => part !== undefined)
          .join(' · ');
  const facts = [
    `round ${round}`,
    time === '' ? undefined : time,
    best === undefined ? undefined : `best ${metric} ${style.bold(formatScore(best))}`,
    dollars === undefined ? undefined : `${formatDollars(dollars)} so far`,
    known === undefined || known === 0 ? undefined : `${known} known already`,
    failed === 0 ? undefined : style.red(`${failed} failed`),
    lost === 0 ? undefined : style.yellow(`${lost} lost ${lost === 1 ? 'worker' : 'workers'}`),
  ].filter((part) => part !== undefined);
  return [`${spinner} ${style.bold(title)}`, `  ${bar}${percent}  ${count}`, ...factLines(facts, width)];
}

/** The facts one after the other, on as many lines as they need. */
function factLines(facts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    const longer = last === undefined ? undefined : `${last} · ${fact}`;
    if (longer !== undefined && textWidth(longer) < width) lines[lines.length - 1] = longer;
    else lines.push(`  ${fact}`);
  }
  return lines;
}
