import { outOfRange } from './errors.js';

/** VXLAN network identifier: 24 bits (RFC 7348 section 5); 0 is not used, and the last one is that of tunnel probes (PROBE_VNI). */
export type Vni = number & { readonly __vni: unique symbol };

export const VNI_MIN = 1;
export const VNI_MAX = 0xff_ff_fe;

/** Checks the range; OUT_OF_RANGE names `field`. */
export function vni(value: number, field: string): Vni {
  if (!Number.isInteger(value) || value < VNI_MIN || value > VNI_MAX) throw outOfRange(field, value, VNI_MIN, VNI_MAX);
  return value as Vni;
}
