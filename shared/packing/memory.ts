import { sizeOf } from '../layers.ts';
import type { PackingShape } from './outline.ts';

const mebibyte = 1024 ** 2;
/** Node, TensorFlow and its buffers, before there is any data. */
const engineBytes = 420 * mebibyte;
/** Of what packs really took, the model has seen from 0.85 to 1.3 times its prediction. */
const unseen = 4 / 3;
/** The rows as they are read, and as the engine holds them. */
const copies = 2;

/**
 * How many times over a process holds a pack's numbers at its peak, as fitted to how much processes grew that trained packs of many shapes
 * (x86-64, native engine; glibc gives back little of what was freed). Parameters: for the optimiser and the best epoch, as they are
 * loaded, recorded and stored; other numbers of a batch: forward, back, and for the first step, which runs unrecorded.
 */
const copiesHeld = { parameter: 26, hidden: 4, mapped: 5, patch: 4.4, evaluated: 2 };

/** Numbers of a pack, padded, of all its trials. */
export interface PackNumbers {
  readonly parameters: number;
  /** Of each row: those of hidden layers, of layers over positions, and of the patches that convolutions read. */
  readonly hidden: number;
  readonly mapped: number;
  readonly patches: number;
  /** Rows of a batch, and rows that are evaluated at a time. */
  readonly batch: number;
  readonly evaluated: number;
}

/** Bytes of a pack's tensors and of what is made of them. */
export const packBytes = ({ parameters, hidden, mapped, patches, batch, evaluated }: PackNumbers): number =>
  4 *
  (copiesHeld.parameter * parameters +
    batch * (copiesHeld.hidden * hidden + copiesHeld.mapped * mapped + copiesHeld.patch * patches) +
    evaluated * copiesHeld.evaluated * (hidden + mapped + patches));

/** Numbers of one evaluation's largest activation: bounds it to some 64 MB. */
const evaluatedNumbers = 1 << 24;
/** Widths of fully connected layers are not looked at: as wide as any hidden layer of a default space. */
const assumedWidth = 256;

/** Rows that a pack is evaluated on at a time. `imageNumbers`: of the largest tensor that a row has in a layer of images or series; 0 for tables. */
export const rowsEvaluated = (trials: number, imageNumbers: number): number =>
  Math.max(1, Math.floor(evaluatedNumbers / (trials * Math.max(assumedWidth, imageNumbers))));

/** Of one fold: its features, and a target or the `horizon` steps that are forecast. */
export const dataBytesOf = ({ rows, input, validationRows }: PackingShape, horizon = 1): number =>
  4 * (sizeOf(input) + horizon) * (rows + validationRows);

/** MiB of memory that the process needs that trains a pack of so many bytes. */
export const neededMiB = (packBytes: number, dataBytes: number): number =>
  Math.ceil((engineBytes + unseen * (packBytes + copies * dataBytes)) / mebibyte);

/** Bytes of the largest pack that a process with so much memory trains. */
export const roomForPack = (memoryMiB: number, dataBytes: number): number =>
  (memoryMiB * mebibyte - engineBytes) / unseen - copies * dataBytes;
