/** Tokens that are told apart, the most frequent ones: indices grow as frequency falls. */
const mostTokens = 1000;
/** Numbers of all rows: 200 MB. */
const mostNumbers = 50_000_000;

export interface BagOfWords {
  /** Tokens that are told apart. */
  readonly width: number;
  /** Row-major [rows, width]: 1 where the text has the token, else 0. Texts are row-major [rows, length], 0 is padding. */
  encode(texts: Float32Array): Float32Array;
}

/** What a linear model can read of texts: which of the frequent tokens each has, whatever their order. */
export function bagOfWords({
  length,
  vocabulary,
  rows,
}: {
  readonly length: number;
  readonly vocabulary: number;
  readonly rows: number;
}): BagOfWords {
  const width = Math.max(1, Math.min(mostTokens, vocabulary - 1, Math.floor(mostNumbers / Math.max(1, rows))));
  return {
    width,
    encode(texts) {
      const bags = new Float32Array((texts.length / length) * width);
      for (const [at, token] of texts.entries()) {
        if (token > 0 && token <= width) bags[Math.floor(at / length) * width + token - 1] = 1;
      }
      return bags;
    },
  };
}
