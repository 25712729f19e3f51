import type { ColumnEncoding, NumberEncoding } from '../shared/preprocessing.ts';
import { datePart } from './date-parts.ts';
import { toNormal } from './quantile-map.ts';

/**
 * Turns a column's value into features. The value is a number for every kind of column: the number itself, milliseconds since
 * 1970, 1 or 0, or a category's index among the encoding's values (−2: none of them); NaN where it is missing.
 */
export interface ColumnWriter {
  /** Names of the features, in order. */
  readonly features: readonly string[];
  /** Writes all features of one value from `at` on; arithmetic is in double precision until it is stored. */
  write(value: number, out: Float32Array, at: number): void;
}

/** A category's index where the value is not among the encoding's. */
export const otherValue = -2;

/** The writer of an encoding: the only way features are made, in training and in prediction. */
export function createColumnWriter({ column, encoding }: ColumnEncoding): ColumnWriter {
  switch (encoding.kind) {
    case 'number':
      return numberWriter(column, encoding, `${column}=(missing)`);
    case 'boolean':
      return booleanWriter(column, encoding.indicator);
    case 'category':
      return categoryWriter(column, encoding);
    case 'date':
      return dateWriter(
        encoding.parts.map(({ part, encoding }) => ({
          read: datePart(part),
          writer: numberWriter(`${column}.${part}`, encoding, `${column}=(missing)`),
        })),
      );
  }
}

function numberWriter(name: string, encoding: NumberEncoding, missingName: string): ColumnWriter {
  const { impute, indicator, mean, scale, quantiles } = encoding;
  return {
    features: indicator ? [name, missingName] : [name],
    write(value, out, at) {
      const missing = Number.isNaN(value);
      const filled = missing ? impute : value;
      out[at] = ((quantiles === undefined ? filled : toNormal(filled, quantiles)) - mean) / scale;
      if (indicator) out[at + 1] = missing ? 1 : 0;
    },
  };
}

function booleanWriter(name: string, indicator: boolean): ColumnWriter {
  return {
    features: indicator ? [name, `${name}=(missing)`] : [name],
    write(value, out, at) {
      const missing = Number.isNaN(value);
      out[at] = missing ? 0.5 : value;
      if (indicator) out[at + 1] = missing ? 1 : 0;
    },
  };
}

function categoryWriter(
  name: string,
  { values, other, missing }: Extract<ColumnEncoding['encoding'], { kind: 'category' }>,
): ColumnWriter {
  const features = [
    ...values.map((value) => `${name}=${value}`),
    ...(other ? [`${name}=(other)`] : []),
    ...(missing ? [`${name}=(missing)`] : []),
  ];
  return {
    features,
    write(value, out, at) {
      out.fill(0, at, at + features.length);
      if (value >= 0) out[at + value] = 1;
      else if (value === otherValue) {
        if (other) out[at + values.length] = 1;
      } else if (missing) out[at + features.length - 1] = 1;
    },
  };
}

function dateWriter(parts: readonly { read: (milliseconds: number) => number; writer: ColumnWriter }[]): ColumnWriter {
  return {
    features: parts.flatMap(({ writer }) => writer.features),
    write(value, out, at) {
      for (const { read, writer } of parts) {
        writer.write(read(value), out, at);
        at += writer.features.length;
      }
    },
  };
}
