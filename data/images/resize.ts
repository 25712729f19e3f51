import type { Picture, PictureSize } from './picture.ts';

/** Of each place along one side of the result: the first place of the original that it is made of, and the weights from there. */
type Weights = readonly { readonly first: number; readonly weights: readonly number[] }[];

/**
 * The picture in another size, stretched where its proportions differ. A side that shrinks is averaged over the area that each
 * new pixel covers, which loses nothing and shows no false patterns; one that grows is interpolated between pixels' centres.
 */
export function resized(picture: Picture, { height, width }: PictureSize): Picture {
  if (picture.height === height && picture.width === width) return picture;
  const { channels, values } = picture;
  const across = alongSide(picture.width, width);
  const down = alongSide(picture.height, height);
  const narrow = new Float64Array(picture.height * width * channels);
  for (let row = 0; row < picture.height; row++) {
    const from = row * picture.width * channels;
    const to = row * width * channels;
    across.forEach(({ first, weights }, column) => {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) {
          sum += (weights[i] ?? 0) * (values[from + (first + i) * channels + channel] ?? 0);
        }
        narrow[to + column * channels + channel] = sum;
      }
    });
  }
  const isBytes = values instanceof Uint8Array;
  const length = width * channels;
  const out = isBytes ? new Uint8Array(height * length) : new Float32Array(height * length);
  down.forEach(({ first, weights }, row) => {
    for (let at = 0; at < length; at++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (narrow[(first + i) * length + at] ?? 0);
      out[row * length + at] = isBytes ? Math.round(sum) : sum;
    }
  });
  return { height, width, channels, values: out };
}

/** Pictures of a dataset are mostly of few sizes. */
const known = new Map<string, Weights>();
const mostKnown = 1000;

function alongSide(from: number, to: number): Weights {
  const key = `${from}>${to}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) known.clear();
  const weights = Array.from({ length: to }, (_, at) => (to < from ? covered(at, from, to) : between(at, from, to)));
  known.set(key, weights);
  return weights;
}

/** The share of each original pixel in the stretch [at, at + 1) of the shorter side. */
function covered(at: number, from: number, to: number): Weights[number] {
  const ratio = from / to;
  const [start, end] = [at * ratio, Math.min(from, (at + 1) * ratio)];
  const first = Math.floor(start);
  const last = Math.max(first + 1, Math.ceil(end - 1e-9));
  const shares = Array.from(
    { length: last - first },
    (_, i) => Math.min(first + i + 1, end) - Math.max(first + i, start),
  );
  const sum = shares.reduce((all, share) => all + share, 0);
  return { first, weights: shares.map((share) => share / sum) };
}

/** The two original pixels whose centres lie around the new one's; beyond the outermost centres, the outermost pixel. */
function between(at: number, from: number, to: number): Weights[number] {
  const centre = Math.max(0, Math.min(from - 1, ((at + 0.5) * from) / to - 0.5));
  const first = Math.min(Math.floor(centre), Math.max(0, from - 2));
  const share = centre - first;
  return { first, weights: from === 1 ? [1] : [1 - share, share] };
}
