/** Numbers from 0 to 4,292,870,144 in 16 bits, right to 1/2,048: 5 bits exponent, 11 bits mantissa. Exact below 4,096. */

/** Largest number that fits; what is above becomes it. */
export const COMPACT_MAX = 0xff_f0_00_00;

export function compact(n: number): number {
  if (!(n > 0)) return 0;
  const whole = Math.min(Math.round(n), COMPACT_MAX);
  if (whole < 2_048) return whole;
  // The leading one is not stored: exponent 1 has 2,048 to 4,095.
  let exponent = 21 - Math.clz32(whole);
  let mantissa = Math.round(whole / 2 ** (exponent - 1));
  if (mantissa === 4_096) {
    exponent++;
    mantissa = 2_048;
  }
  return (exponent << 11) | (mantissa - 2_048);
}

export function expand(bits: number): number {
  const exponent = bits >>> 11;
  const mantissa = bits & 0x7_ff;
  return exponent === 0 ? mantissa : (mantissa + 2_048) * 2 ** (exponent - 1);
}
