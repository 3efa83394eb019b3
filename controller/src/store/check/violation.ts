/** Something in a store that must not be so. */
export interface Violation {
  /** The key of the entry that is wrong, or is missing. */
  readonly key: string;
  readonly what: string;
}

/** Takes the violations of a check as they are found. */
export type Report = (key: string, what: string) => void;

/** A decimal number as the store writes them, 0..2^53-1; null if the bytes are not one. */
export function decimal(value: Uint8Array | undefined): number | null {
  const text = value === undefined ? '' : Buffer.from(value).toString();
  const number = Number(text);
  return /^(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(number) ? number : null;
}
