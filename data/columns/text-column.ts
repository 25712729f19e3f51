import { cellText } from '../cell.ts';
import { placeRow } from '../formats/format.ts';
import { invalid } from '../invalid.ts';
import { limits } from '../limits.ts';
import { parseNumber } from '../parse-number.ts';
import { type ColumnBuilder, type ColumnPlace, mostly } from './column.ts';
import { GrowingArray } from './growing-array.ts';
import { textAmongNumbers } from './number-column.ts';

/** Collects texts as codes: each different one is held once, up to `most` of them. */
export function textColumn(place: ColumnPlace, most: number): ColumnBuilder {
  const codes = new GrowingArray((length) => new Int32Array(length));
  const codeOf = new Map<string, number>();
  const firstRows: number[] = [];
  let missing = 0;
  let beyond = 0;
  let count = 0;
  let letters = 0;
  return {
    add({ rows, firstRow }, index) {
      for (let i = 0; i < rows.length; i++) {
        count++;
        const text = cellText(rows[i]?.[index] ?? null);
        if (text === undefined) {
          missing++;
          codes.push(-1);
          continue;
        }
        if (text.length > limits.fieldLength) throw tooLong(place, text.length, firstRow + i);
        let code = codeOf.get(text);
        if (code === undefined && codeOf.size < most) {
          letters += text.length;
          if (letters > limits.textLetters) throw tooMuch(place, firstRow + i);
          code = codeOf.size;
          codeOf.set(text, code);
          firstRows.push(firstRow + i);
        }
        if (code === undefined) beyond++;
        codes.push(code ?? -2);
      }
    },
    finish() {
      const all = codes.take();
      const texts = [...codeOf.keys()];
      if (place.declared === undefined) refuseMostlyNumbers(place, all, texts, firstRows);
      return { kind: 'text', codes: all, texts, firstRows, beyond, missing };
    },
  };
}

const tooLong = (place: ColumnPlace, length: number, row: number): Error =>
  invalid(
    `the field has ${length} letters; the limit is ${limits.fieldLength}`,
    { file: place.file, row: placeRow(place, row), column: place.name },
    'Shorten it, or take the column out',
  );

const tooMuch = (place: ColumnPlace, row: number): Error =>
  invalid(
    `the column's different texts have more than ${limits.textLetters} letters in sum, which is the limit`,
    { file: place.file, row: placeRow(place, row), column: place.name },
    'Take a sample of the rows, or take the column out',
  );

/** The first rows may have looked like text where the column as a whole is numbers. */
function refuseMostlyNumbers(
  place: ColumnPlace,
  codes: Int32Array,
  texts: readonly string[],
  firstRows: readonly number[],
): void {
  const isNumber = texts.map((text) => parseNumber(text) !== undefined);
  const firstText = isNumber.indexOf(false);
  if (firstText === -1) return;
  let numbers = 0;
  let present = 0;
  for (const code of codes) {
    if (code === -1) continue;
    present++;
    if (isNumber[code] === true) numbers++;
  }
  if (numbers > mostly * present) throw textAmongNumbers(place, texts[firstText] ?? null, firstRows[firstText] ?? 0);
}
