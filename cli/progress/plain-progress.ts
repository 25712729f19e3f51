import { formatScore } from '../../report/page/format.js';
import { plural, rowInWords } from '../../report/words.ts';
import type { SearchEvent } from '../../shared/steps/context.ts';
import type { SearchObserver } from './observer.ts';
import type { ProgressState } from './progress-state.ts';
import { duration, ratePhrase } from './words.ts';

const heartbeatMilliseconds = 30_000;

export interface PlainProgressOptions {
  readonly say: (line: string) => void;
  readonly state: ProgressState;
  readonly title: string;
  readonly metric: () => string;
}

/** Where known results came from; of many searches, how many. */
function knownPhrase({ trials, known }: Extract<SearchEvent, { type: 'planned' }>): string {
  if (known === undefined) return '';
  const [first, ...more] = known.searches;
  const from = more.length === 0 ? `search ${first}` : `${known.searches.length} earlier searches`;
  return `; ${known.trials} of ${trials} were known from ${from}`;
}

/** A line a round, and one now and then so that a log shows that it goes on. */
export function plainProgress({ say, state, title, metric }: PlainProgressOptions): SearchObserver {
  const heartbeat = (): void => {
    const { phase, round, done, total, failed, best, rate, secondsLeft } = state.read();
    if (phase !== 'searching') return;
    const facts = [
      `round ${round}: ${done}/${total} trials`,
      rate === undefined ? undefined : ratePhrase(rate),
      secondsLeft === undefined ? undefined : `${duration(secondsLeft)} left`,
      best === undefined ? undefined : `best ${metric()} ${formatScore(best)}`,
      failed === 0 ? undefined : `${failed} failed`,
    ];
    say(facts.filter((fact) => fact !== undefined).join(', '));
  };
  const timer = setInterval(heartbeat, heartbeatMilliseconds);

  function lineOf(event: SearchEvent): string | undefined {
    const { done, total, failed, best } = state.read();
    switch (event.type) {
      case 'started':
        return `${event.resumed ? 'going on with' : 'beginning'} search ${event.searchId}: ${title}`;
      case 'prepared':
        return `${plural(event.rows, 'row')}, ${rowInWords(event.featureShape)}`;
      case 'planned':
        return `round ${event.round + 1}: ${plural(event.trials, 'trial')} in ${plural(event.packs, 'pack')}${knownPhrase(event)}`;
      case 'collected': {
        const score = best === undefined ? 'none has a score' : `best ${metric()} ${formatScore(best)}`;
        return event.observed === 0
          ? undefined
          : `round ${event.round + 1} done: ${done}/${total} trials, ${score}${failed === 0 ? '' : `, ${failed} failed`}`;
      }
      case 'ending':
        return `${event.because}; fitting the winner to all rows`;
      case 'worker-lost':
        return `a worker was lost in round ${event.round + 1}: ${event.message.split('\n')[0]}`;
      case 'pack-progress':
      case 'pack-done':
      case 'published':
        return undefined;
    }
  }

  return {
    onEvent(event) {
      state.add(event);
      const line = lineOf(event);
      if (line !== undefined) say(line);
    },
    onResume(earlier) {
      state.goOnFrom(earlier);
      say(`${plural(earlier.trials, 'trial')} of an earlier run are used`);
    },
    note: say,
    close: () => clearInterval(timer),
  };
}
