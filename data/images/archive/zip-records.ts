/** Records of a zip whose files are stored (PKWARE, APPNOTE 6.3.10), with one date for all: the earliest there is. */
export interface PackedFile {
  /** Path with slashes. */
  readonly name: string;
  readonly size: number;
  readonly crc: number;
}

const version = 20;
/** The zip64 end of directory. */
const version64 = 45;
const namesAreUtf8 = 1 << 11;
/** 1 January 1980. */
const date = (1 << 5) | 1;
const beyond16 = 0xffff;

/** The fields that a file's header and its line in the directory share, from `at` on. */
function writeFields(record: Buffer, at: number, { size, crc }: PackedFile, nameLength: number): void {
  record.writeUInt16LE(version, at);
  record.writeUInt16LE(namesAreUtf8, at + 2);
  record.writeUInt16LE(date, at + 8);
  record.writeUInt32LE(crc, at + 10);
  record.writeUInt32LE(size, at + 14);
  record.writeUInt32LE(size, at + 18);
  record.writeUInt16LE(nameLength, at + 22);
}

/** What stands before a file's bytes. */
export function localHeader(file: PackedFile): Uint8Array {
  const nameBytes = Buffer.from(file.name, 'utf8');
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  writeFields(header, 4, file, nameBytes.length);
  return Buffer.concat([header, nameBytes]);
}

/** The file's line in the directory; `offset` is where its header stands. */
export function directoryRecord(file: PackedFile, offset: number): Uint8Array {
  const nameBytes = Buffer.from(file.name, 'utf8');
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(version, 4);
  writeFields(record, 6, file, nameBytes.length);
  record.writeUInt32LE(offset, 42);
  return Buffer.concat([record, nameBytes]);
}

/** What ends the archive; 16 bits do not count more than 65,534 files, the zip64 record before it does. */
export function directoryEnd({
  entries,
  start,
  length,
}: {
  readonly entries: number;
  readonly start: number;
  readonly length: number;
}): Uint8Array {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, beyond16), 8);
  end.writeUInt16LE(Math.min(entries, beyond16), 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(start, 16);
  if (entries < beyond16) return end;
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(version64, 12);
  end64.writeUInt16LE(version64, 14);
  end64.writeBigUInt64LE(BigInt(entries), 24);
  end64.writeBigUInt64LE(BigInt(entries), 32);
  end64.writeBigUInt64LE(BigInt(length), 40);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(start + length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}
