import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';

/** A frame that has to be received somewhere. */
export interface ExpectedFrame {
  readonly at: string;
  /** In words. */
  readonly what: string;
  /** Null: as it has to be; otherwise what is wrong with it. */
  readonly differs: (frame: Buffer) => string | null;
}

/** What has to come of a frame: delivered where and rewritten how, answered with what, dropped why. */
export interface Expectation {
  readonly frames: readonly ExpectedFrame[];
  /** Port, '' for none, and reason. */
  readonly drops: readonly (readonly [port: string, reason: DropReasonName])[];
}

export const silence: Expectation = { frames: [], drops: [] };

export function drop(port: string, reason: DropReasonName): Expectation {
  return { frames: [], drops: [[port, reason]] };
}

/** Exactly these bytes. */
export function exactly(at: string, what: string, bytes: Buffer): ExpectedFrame {
  return {
    at,
    what: `${what}: ${bytes.toString('hex')}`,
    differs: (frame) => {
      if (frame.equals(bytes)) return null;
      const where = bytes.findIndex((byte, i) => frame[i] !== byte);
      return `byte ${where < 0 ? bytes.length : where} differs: ${frame.toString('hex')}`;
    },
  };
}
