const chunkLength = 65_536;

/** Numbers that are appended one at a time, without the copies of a doubling array: memory never exceeds a chunk more. */
export class GrowingArray<T extends Float64Array | Int32Array> {
  readonly #create: (length: number) => T;
  readonly #full: T[] = [];
  #chunk: T;
  #used = 0;

  constructor(create: (length: number) => T) {
    this.#create = create;
    // The first chunk is small: most tables are, and 5,000 columns may wait for their first row.
    this.#chunk = create(256);
  }

  push(value: number): void {
    if (this.#used === this.#chunk.length) {
      this.#full.push(this.#chunk);
      this.#chunk = this.#create(Math.min(chunkLength, this.#chunk.length * 2));
      this.#used = 0;
    }
    this.#chunk[this.#used++] = value;
  }

  /** All values in one array; the chunks are let go. */
  take(): T {
    const length = this.#full.reduce((sum, chunk) => sum + chunk.length, this.#used);
    const all = this.#create(length);
    let at = 0;
    for (let chunk = this.#full.shift(); chunk !== undefined; chunk = this.#full.shift()) {
      all.set(chunk, at);
      at += chunk.length;
    }
    all.set(this.#chunk.subarray(0, this.#used), at);
    this.#chunk = this.#create(0);
    this.#used = 0;
    return all;
  }
}
