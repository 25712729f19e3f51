/** A seeded stream of random numbers. The only source of chance in the project. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number;
  /** Uniform integer in [low, high], both included. */
  integer(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  /** One of the items, each as likely. Throws RangeError on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** The items in a new random order. */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent stream named by a label; does not advance this one. */
  fork(label: string | number): Random;
}

/** MurmurHash3's finaliser over the text, four differently seeded lanes (public domain, A. Appleby). */
function seedState(text: string): [number, number, number, number] {
  const lanes: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
  for (let lane = 0; lane < 4; lane++) {
    let hash = lanes[lane] ?? 0;
    for (let i = 0; i < text.length; i++) {
      hash = Math.imul(hash ^ text.charCodeAt(i), 0xcc9e2d51 + 2 * lane);
      hash = (hash << 13) | (hash >>> 19);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    lanes[lane] = (hash ^ (hash >>> 16)) | 0;
  }
  return lanes;
}

/** sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, passes PractRand and BigCrush. Same seed, same stream, everywhere. */
export function createRandom(seed: string | number): Random {
  const name = String(seed);
  let [a, b, c, d] = seedState(name);
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  let spare: number | undefined;
  return {
    next,
    integer,
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box-Muller; 1 - next() keeps the logarithm finite.
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      const angle = 2 * Math.PI * next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError('pick: the list is empty');
      return items[integer(0, items.length - 1)] as T;
    },
    shuffle<T>(items: readonly T[]): T[] {
      const order = [...items];
      for (let i = order.length - 1; i > 0; i--) {
        const j = integer(0, i);
        [order[i], order[j]] = [order[j] as T, order[i] as T];
      }
      return order;
    },
    fork: (label) => createRandom(`${name}/${label}`),
  };
}
