import { CsvError, parse } from 'csv-parse';
import { invalid } from '../invalid.ts';
import { limits } from '../limits.ts';
import { batchBytes, batchRows, type RowBatch, type TextFormat } from './format.ts';
import { checkUtf8 } from './utf8.ts';

const delimiters = [',', ';', '\t', '|'];
/** Bytes in which the first line is looked for. */
const sniffedBytes = 65_536;

/** Text with a header, whose delimiter is the one that its first line has most of. */
export const csv: TextFormat = (bytes, file) => readDelimited(bytes, file, undefined);

/** Text with a header, its fields divided by tabs. */
export const tsv: TextFormat = (bytes, file) => readDelimited(bytes, file, '\t');

async function* readDelimited(
  input: AsyncIterable<Uint8Array>,
  file: string,
  delimiter: string | undefined,
): AsyncGenerator<RowBatch> {
  let columns: string[] | undefined;
  let rows: string[][] = [];
  let firstRow = 0;
  const take = (record: string[]): null => {
    if (columns === undefined) {
      // A first line without any text: empty lines above the header.
      if (record.length > 1 || record[0]?.trim() !== '') columns = record;
    } else if (record.length === columns.length) {
      rows.push(record);
    } else if (record.length > 1 || record[0] !== '') {
      throw ragged(file, firstRow + rows.length + 2, columns.length, record.length);
    }
    return null;
  };
  let parser: ReturnType<typeof createParser> | undefined;
  let bytes = 0;
  for await (const chunk of withFirstLine(checkUtf8(input, file))) {
    parser ??= createParser(delimiter ?? sniffDelimiter(chunk), take);
    await parser
      .write(chunk)
      .catch((error: unknown) => Promise.reject(explain(error, file, firstRow + rows.length + 2)));
    bytes += chunk.length;
    if (columns !== undefined && (rows.length >= batchRows(columns.length) || bytes >= batchBytes)) {
      yield { columns, headerRows: 1, firstRow, rows };
      firstRow += rows.length;
      rows = [];
      bytes = 0;
    }
  }
  await parser?.end().catch((error: unknown) => Promise.reject(explain(error, file, firstRow + rows.length + 2)));
  if (columns === undefined) throw invalid('the file is empty', { file });
  if (rows.length > 0 || firstRow === 0) yield { columns, headerRows: 1, firstRow, rows };
}

/** The parser as two promises. Records go to `take` and not through the stream, which costs more than the parsing. */
function createParser(delimiter: string, take: (record: string[]) => null) {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: limits.rowBytes,
    on_record: take,
  });
  // The callbacks below carry the error; without a listener it would end the process too.
  parser.on('error', () => {});
  const done = (act: (callback: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      act((error) => (error === undefined || error === null ? resolve() : reject(error)));
    });
  return {
    write: (chunk: Buffer) => done((callback) => parser.write(chunk, callback)),
    end: () => done((callback) => parser.end(callback)),
  };
}

/** The same bytes, the first chunk so long that its first line is whole: a store may give pieces of any size. */
async function* withFirstLine(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (first === undefined) {
      yield chunk;
      continue;
    }
    first = Buffer.concat([first, chunk]);
    if (first.length < sniffedBytes && !/\S[\r\n]/.test(first.toString('utf8'))) continue;
    yield first;
    first = undefined;
  }
  if (first !== undefined) yield first;
}

function sniffDelimiter(chunk: Buffer): string {
  const header = (/^\s*([^\r\n]*)/.exec(chunk.toString('utf8', 0, sniffedBytes))?.[1] ?? '').replaceAll(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => header.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

function ragged(file: string, row: number, expected: number, got: number): Error {
  return invalid(
    `the row has ${got} field${got === 1 ? '' : 's'} where the header has ${expected}`,
    { file, row },
    'Quote fields that contain the delimiter, and check for a line break inside a field',
  );
}

function explain(error: unknown, file: string, row: number): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return invalid(
      `the row is longer than ${limits.rowBytes} bytes`,
      { file, row },
      'A quote that is never closed makes the rest of the file one field; otherwise leave the long column out',
    );
  }
  return invalid(
    `not readable as CSV: ${error.message}`,
    { file, row },
    'Quotes inside a quoted field are doubled',
    error,
  );
}
