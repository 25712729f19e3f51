import { formatScore } from '../../report/page/format.js';
import type { CliContext } from '../context.ts';
import { formatDollars } from '../estimate/estimate-lines.ts';
import { statusBlock } from '../progress/bar.ts';
import { jsonLine } from '../progress/json-progress.ts';
import type { ProgressKind } from '../progress/progress-kind.ts';
import type { Progress } from '../progress/progress-state.ts';
import { duration } from '../progress/words.ts';
import { liveBlock } from '../terminal/live-block.ts';
import { printable } from '../terminal/text-width.ts';

export interface StatusWords {
  readonly title: string;
  /** The metric's name, for people. */
  readonly metric: string;
  /** Why the search ends, once that is known. */
  readonly because?: string | undefined;
}

/** Shows a search that somebody else runs. */
export interface StatusDisplay {
  show(progress: Progress, words: StatusWords): void;
  /** Nothing is drawn any more: what is printed next stands at the end. */
  close(): void;
}

const millisecondsAFrame = 100;
const heartbeatSeconds = 30;

export interface StatusDisplayOptions {
  readonly kind: ProgressKind;
  readonly context: CliContext;
  readonly searchId: string;
}

export function statusDisplay({ kind, context, searchId }: StatusDisplayOptions): StatusDisplay {
  if (kind === 'quiet') return { show: () => undefined, close: () => undefined };
  if (kind === 'live') return liveStatus(context, searchId);
  if (kind === 'json') return jsonStatus(context, searchId);
  return plainStatus((line) => context.err.print(line));
}

/** The block of a search on this machine; between two looks the spinner goes on. */
function liveStatus({ err, now }: CliContext, searchId: string): StatusDisplay {
  const block = liveBlock(err);
  const started = now();
  let last: { progress: Progress; words: StatusWords } | undefined;
  const draw = (): void => {
    if (last === undefined) return;
    const { progress, words } = last;
    const title = printable(`${words.title} (${searchId})`);
    const elapsedSeconds = (now() - started) / 1000;
    const bar = { title, metric: words.metric, width: err.width() - 1, style: err.style };
    block.draw(statusBlock({ ...progress, elapsedSeconds }, bar));
  };
  const timer = setInterval(draw, millisecondsAFrame);
  // The second Ctrl-C ends the process wherever it is: the cursor must come back.
  const { clear } = block;
  process.once('exit', clear);
  return {
    show(progress, words) {
      last = { progress, words };
      draw();
    },
    close() {
      clearInterval(timer);
      process.off('exit', clear);
      clear();
    },
  };
}

/** Every change as a line of JSON. */
function jsonStatus({ out }: CliContext, searchId: string): StatusDisplay {
  let before = '';
  return {
    show({ phase, round, done, total, failed, best, dollars, secondsLeft }) {
      const fact = { type: 'status', searchId, phase, round, trials: done, total, failed, best, dollars };
      if (JSON.stringify(fact) === before) return;
      before = JSON.stringify(fact);
      out.write(jsonLine({ ...fact, secondsLeft }));
    },
    close: () => undefined,
  };
}

/** A line when the phase or the round changes, and one now and then while trials come in. */
function plainStatus(say: (line: string) => void): StatusDisplay {
  let last: Progress | undefined;
  return {
    show(progress, words) {
      const changed = last === undefined || last.phase !== progress.phase || last.round !== progress.round;
      const due = last !== undefined && progress.elapsedSeconds - last.elapsedSeconds >= heartbeatSeconds;
      if (!changed && !(due && last?.done !== progress.done)) return;
      last = progress;
      const line = plainLine(progress, words);
      if (line !== undefined) say(line);
    },
    close: () => undefined,
  };
}

function plainLine(progress: Progress, { title, metric, because }: StatusWords): string | undefined {
  const { phase, round, done, total, failed, best, dollars, secondsLeft } = progress;
  if (phase === 'done') return undefined;
  if (phase === 'preparing')
    return title === '' ? 'waiting for the search to begin' : `reading the data of ${printable(title)}`;
  if (phase === 'publishing')
    return `${because === undefined ? '' : `${printable(because)}; `}fitting the winner to all rows`;
  const facts = [
    `round ${round}: ${done}/${total} trials`,
    best === undefined ? undefined : `best ${metric} ${formatScore(best)}`,
    failed === 0 ? undefined : `${failed} failed`,
    dollars === undefined ? undefined : `${formatDollars(dollars)} so far`,
    secondsLeft === undefined ? undefined : `${duration(secondsLeft)} left`,
  ];
  return facts.filter((fact) => fact !== undefined).join(', ');
}
