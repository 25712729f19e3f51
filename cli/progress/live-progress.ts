import { liveBlock } from '../terminal/live-block.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { statusBlock } from './bar.ts';
import type { SearchObserver } from './observer.ts';
import type { ProgressState } from './progress-state.ts';

const millisecondsAFrame = 100;

export interface LiveProgressOptions {
  readonly terminal: Terminal;
  readonly state: ProgressState;
  readonly title: string;
  /** The metric's name, for people. */
  readonly metric: () => string;
}

/** One status block, redrawn ten times a second at most, whatever happens in between. */
export function liveProgress({ terminal, state, title, metric }: LiveProgressOptions): SearchObserver {
  const block = liveBlock(terminal);
  const draw = (): void =>
    block.draw(
      statusBlock(state.read(), { title, metric: metric(), width: terminal.width() - 1, style: terminal.style }),
    );
  const timer = setInterval(draw, millisecondsAFrame);
  // The second Ctrl-C ends the process wherever it is: the cursor must come back.
  const { clear } = block;
  process.once('exit', clear);
  draw();
  return {
    onEvent: (event) => state.add(event),
    onResume: (earlier) => state.goOnFrom(earlier),
    note(text) {
      block.clear();
      terminal.print(text);
      draw();
    },
    close() {
      clearInterval(timer);
      process.off('exit', clear);
      clear();
    },
  };
}
