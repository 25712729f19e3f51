/** How large a picture is. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** Pixels row by row from the top, channels last. Of a file: one channel is grey, three are red, green and blue, 0 to 255. */
export interface Picture extends PictureSize {
  readonly channels: number;
  /** [height, width, channels] */
  readonly values: Uint8Array | Float32Array;
}

/** What grey is made of: luma of ITU-R BT.601, as JPEG has it. */
const luma = [0.299, 0.587, 0.114] as const;

/** The picture with so many channels: colour becomes grey, grey is repeated. Throws RangeError for other numbers of channels. */
export function withChannels(picture: Picture, channels: number): Picture {
  const { height, width, values } = picture;
  if (picture.channels === channels) return picture;
  const pixels = height * width;
  if (picture.channels === 3 && channels === 1) {
    const grey = values.length === 0 ? values : values.slice(0, pixels);
    for (let at = 0; at < pixels; at++) {
      const [red, green, blue] = [values[3 * at] ?? 0, values[3 * at + 1] ?? 0, values[3 * at + 2] ?? 0];
      const mixed = luma[0] * red + luma[1] * green + luma[2] * blue;
      grey[at] = values instanceof Uint8Array ? Math.round(mixed) : mixed;
    }
    return { height, width, channels, values: grey };
  }
  if (picture.channels !== 1) throw new RangeError(`${picture.channels} channels do not become ${channels}`);
  const repeated =
    values instanceof Uint8Array ? new Uint8Array(pixels * channels) : new Float32Array(pixels * channels);
  for (let at = 0; at < pixels; at++) repeated.fill(values[at] ?? 0, at * channels, (at + 1) * channels);
  return { height, width, channels, values: repeated };
}

/** Whether a colour picture shows no colour: red, green and blue are the same in every pixel. */
export function isGrey({ channels, values }: Picture): boolean {
  if (channels === 1) return true;
  if (channels !== 3) return false;
  for (let at = 0; at < values.length; at += 3) {
    if (values[at] !== values[at + 1] || values[at] !== values[at + 2]) return false;
  }
  return true;
}
