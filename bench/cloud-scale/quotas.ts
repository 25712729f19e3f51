/**
 * What the simulation takes from AWS's documentation, and what it assumes where nothing is documented. Prices are those of
 * shared/money/prices.ts.
 */

/** Step Functions, Standard workflows: "Step Functions service quotas". */
export const stepFunctions = {
  historyEvents: 25_000,
  stateBytes: 256 * 1024,
  /** Standard children that a distributed map begins a second, as the project's notes have it: not in the quotas. */
  childrenASecond: 100,
  /** Children of one map run at a time. */
  children: 10_000,
};

/** Lambda: "Lambda quotas", "Lambda scaling behavior". Each function may grow by 1,000 environments in 10 s: a map is slower. */
export const lambda = {
  concurrency: 1000,
  seconds: 900,
};

/** S3, a second and partitioned prefix: "Optimizing Amazon S3 performance". */
export const s3 = {
  writesASecond: 3500,
  readsASecond: 5500,
  /** Keys of one answer to a list. */
  listed: 1000,
};

/** Milliseconds that AWS promises nothing about. */
export const assumed = {
  /** From one state to the next, with the call of a function. */
  transition: 50,
  /** Until the first child of a distributed map begins: the list of items is read. */
  map: 1000,
  /** A request to S3 for a small object. Amazon speaks of "roughly 100–200 ms"; from within the region 20–30 are usual. */
  request: 100,
  /** A new environment of a function that loads TensorFlow (shared/money/call.ts), and of another one. */
  coldTraining: 3000,
  cold: 1000,
  /** An environment without work is kept for so long. */
  kept: 300_000,
  /** SNS takes a message. */
  notice: 100,
};
