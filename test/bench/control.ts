import { benchAgent } from './control-agent.js';
import type { ControlOptions } from './control-options.js';
import { benchWrites } from './control-writes.js';
import { type Line, Samples } from './report.js';

/**
 * The control plane: what the controller takes in, how fast an agent with real BPF maps follows, and what a port costs from the call until it
 * forwards. docs/benchmarks.md says what each test is.
 */

export async function benchControl(options: ControlOptions, progress: (s: string) => void): Promise<Line[]> {
  const samples = new Samples();
  await benchWrites(samples, options, progress);
  await benchAgent(samples, options, progress);
  return samples.measures();
}
