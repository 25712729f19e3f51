/** Every error a user can cause or meet. */
export type ErrorCode =
  | 'InvalidSpec'
  | 'InvalidDataset'
  | 'InvalidModel'
  | 'NotFound'
  | 'ArtifactMissing'
  | 'ArtifactCorrupt'
  | 'EngineUnavailable'
  | 'SearchFailed'
  | 'Interrupted'
  | 'StoreUnavailable'
  | 'CloudUnavailable';

/** Where in the user's input the trouble is; shown after the message. */
export interface ErrorPlace {
  readonly file?: string;
  /** 1-based line or row of the file, the header counted. */
  readonly row?: number;
  readonly column?: string;
  readonly key?: string;
}

/** An error with a closed name, a place and a way out: told in a line, without a stack trace. */
export class SearchError extends Error {
  override readonly name: ErrorCode;
  readonly place: ErrorPlace;
  /** What the user can do about it, as a sentence. */
  readonly wayOut: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { place?: ErrorPlace; wayOut?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.place = options.place ?? {};
    this.wayOut = options.wayOut;
  }

  /** Message, place and way out in one line. */
  describe(): string {
    const { file, row, column, key } = this.place;
    const where = [
      file,
      row === undefined ? undefined : `row ${row}`,
      column === undefined ? undefined : `column "${column}"`,
      key === undefined ? undefined : `key "${key}"`,
    ].filter((part) => part !== undefined);
    const place = where.length > 0 ? ` (${where.join(', ')})` : '';
    // Messages of other libraries end in a full stop or do not.
    const message = this.wayOut === undefined ? this.message : this.message.replace(/\.$/, '');
    return `${message}${place}${this.wayOut === undefined ? '' : `. ${this.wayOut}`}`;
  }
}
