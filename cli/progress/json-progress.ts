import type { SearchObserver } from './observer.ts';

/** A JSON object a line. */
export const jsonLine = (value: object): string => `${JSON.stringify(value)}\n`;

/** Every event as a line of JSON, as it comes. */
export const jsonProgress = (write: (text: string) => void): SearchObserver => ({
  onEvent: (event) => write(jsonLine(event)),
  onResume: () => undefined,
  note: (text) => write(jsonLine({ type: 'note', text })),
  close: () => undefined,
});
