const infinite = /^[+-]?inf(inity)?$/i;

/**
 * The number that a trimmed text stands for, ±Infinity included, or undefined. Only decimal notation counts. A text of digits
 * that begins with 0, such as "007", is a code (a postcode, an account) unless `leadingZeros` says otherwise.
 */
export function parseNumber(text: string, { leadingZeros = false } = {}): number | undefined {
  if (text.length === 0) return undefined;
  if (text.charCodeAt(0) === 48 && text.length > 1) {
    const second = text.charCodeAt(1);
    const digit = second >= 48 && second <= 57;
    // After the 0 only ".", "e" or a digit is decimal: 0x10, 0b1 and 0o7 are not.
    if (digit ? !leadingZeros : second !== 46 && second !== 101 && second !== 69) return undefined;
  }
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  if (infinite.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return undefined;
}
