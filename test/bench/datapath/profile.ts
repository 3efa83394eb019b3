import type { Line, Samples } from '../report.js';

/** What a run of the data path's benchmark is about: systems, tests, and what is made of the figures. */
export interface Profile {
  /** Systems that take turns, unless the caller says which. */
  readonly systems: readonly string[];
  /** Of these, those whose streams are measured. */
  readonly streams: readonly string[];
  /** Are connections a second measured? */
  readonly connections: boolean;
  /** The system that has a policy, if any: what its rules cost is measured by itself too (policy-cost.ts). */
  readonly policed?: string;
  /** What is compared, of these systems. */
  compare(samples: Samples, systems: readonly string[]): Line[];
}
