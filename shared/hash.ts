import { createHash } from 'node:crypto';

/** JSON with sorted keys: equal values, equal text. `undefined` members are left out, as JSON.stringify does. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)))
      : member,
  );
}

/** The first 16 hexadecimal digits of the SHA-256 of the value's canonical JSON (or of the bytes): 64 bits of identity. */
export function contentHash(value: unknown): string {
  const hash = createHash('sha256');
  hash.update(value instanceof Uint8Array ? value : canonicalJson(value));
  return hash.digest('hex').slice(0, 16);
}
