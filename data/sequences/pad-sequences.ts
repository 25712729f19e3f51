/**
 * Sequences of one length: row-major [sequences, steps, channels] with zeros in front of those that are shorter. `encoded` is
 * row-major [all their steps, channels], each sequence at most `steps` long and begun where `starts` says; its last channel is
 * written here: 1, which tells a step from padding even where all else is 0.
 */
export function padSequences(
  encoded: Float32Array,
  starts: Int32Array,
  [steps = 1, channels = 1]: readonly number[],
): Float32Array {
  const count = starts.length - 1;
  const padded = new Float32Array(count * steps * channels);
  for (let sequence = 0; sequence < count; sequence++) {
    const [start = 0, end = 0] = starts.subarray(sequence, sequence + 2);
    const from = (sequence + 1) * steps - (end - start);
    padded.set(encoded.subarray(start * channels, end * channels), from * channels);
    for (let step = from; step < (sequence + 1) * steps; step++) padded[(step + 1) * channels - 1] = 1;
  }
  return padded;
}
