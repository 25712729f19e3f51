import { open } from 'node:fs/promises';
import { getNodeValue, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { SearchError } from '../../shared/errors.ts';

/** A spec or a space is a page of text; what is larger is another file. */
const mostBytes = 10_000_000;

/**
 * The JSON in a file of the user's; comments and commas before a closing bracket are allowed.
 * Throws SearchError NotFound, or InvalidSpec with the file and the line.
 */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  const text = (await readText(path, what)).replace(/^\ufeff/, '');
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (tree !== undefined && error === undefined) return getNodeValue(tree) as unknown;
  // CommaExpected → comma expected
  const reason = error === undefined ? 'the file is empty' : wordsOf(printParseErrorCode(error.error));
  const line = text.slice(0, error?.offset ?? 0).split('\n').length;
  throw new SearchError('InvalidSpec', `The ${what} is no JSON: ${reason}`, {
    place: { file: path, row: line },
    wayOut: 'Look for a missing comma, quote or bracket there or just before',
  });
}

const wordsOf = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

async function readText(path: string, what: string): Promise<string> {
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    if (size > mostBytes) {
      throw new SearchError('InvalidSpec', `The ${what} has ${size} bytes; ${mostBytes} is the limit`, {
        place: { file: path },
        wayOut: 'Was the dataset meant? It is given by itself',
      });
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
  } catch (error) {
    throw readError(error, path, what);
  } finally {
    await file?.close();
  }
}

function readError(error: unknown, path: string, what: string): unknown {
  if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new SearchError('InvalidSpec', `The ${what} is not UTF-8 text`, {
      place: { file: path },
      wayOut: 'Save it as UTF-8',
      cause: error,
    });
  }
  if (error instanceof SearchError || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new SearchError('NotFound', `There is no ${what} at ${JSON.stringify(path)}`, { wayOut: 'Check the path' });
  }
  return new SearchError('InvalidSpec', `The ${what} cannot be read: ${String(error.code)}`, {
    place: { file: path },
    wayOut: error.code === 'EISDIR' ? 'Name a file in the folder' : 'Check the file and your rights to it',
    cause: error,
  });
}
