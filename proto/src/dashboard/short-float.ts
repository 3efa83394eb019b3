/**
 * Whole numbers in few bits, right to the bits of the mantissa: what the page shows of a figure has two or three digits. Codes ascend with the
 * numbers; below 2^mantissaBits a number is its own code.
 */
export interface ShortFloat {
  encode(n: number): number;
  decode(code: number): number;
  /** Largest number that fits; what is above becomes it. */
  readonly max: number;
}

/** A code of `bits` bits, of which `mantissaBits` are mantissa (its leading one is not stored). */
export function shortFloat(bits: number, mantissaBits: number): ShortFloat {
  const one = 2 ** mantissaBits;
  const decode = (code: number) => {
    const exponent = Math.floor(code / one);
    const mantissa = code % one;
    return exponent === 0 ? mantissa : (mantissa + one) * 2 ** (exponent - 1);
  };
  const max = decode(2 ** bits - 1);
  return {
    max,
    decode,
    encode: (n) => {
      if (!(n >= 0.5)) return 0;
      const whole = Math.min(Math.round(n), max);
      if (whole < one) return whole;
      let exponent = Math.floor(Math.log2(whole)) - mantissaBits + 1;
      let mantissa = Math.round(whole / 2 ** (exponent - 1));
      if (mantissa === 2 * one) {
        exponent++;
        mantissa = one;
      }
      return exponent * one + mantissa - one;
    },
  };
}
