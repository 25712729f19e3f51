/** Four significant digits, without trailing zeros; exponents only for the very small and the very large. */
export function formatNumber(value: number): string;
/** A score: figures below each other end at the same decimal. */
export function formatScore(value: number): string;
export function formatCount(value: number): string;
