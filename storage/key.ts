const namePattern = /^[A-Za-z0-9._=-]{1,200}$/;

/** Whether the text may be a part of a key. `.` and `..` may not: a folder would walk out of itself. */
export const isKeyPart = (part: string): boolean => namePattern.test(part) && part !== '.' && part !== '..';

/** Throws RangeError where the text is no key: a mistake of the caller, never of the user. */
export function checkKey(key: string): void {
  if (!key.split('/').every(isKeyPart)) {
    throw new RangeError(`${JSON.stringify(key)} is no key: parts between '/' are 1 to 200 of A-Z a-z 0-9 . _ = -`);
  }
}
