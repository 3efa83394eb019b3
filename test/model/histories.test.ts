import { expect, it } from 'vitest';
import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { runHistories } from './histories.js';

const reasons: DropReasonName[] = ['EGRESS_DENIED', 'INGRESS_DENIED', 'CONNECTION_INVALID', 'FRAGMENT_UNTRACKED'];

it('ports with security groups let pass what the model says, packet by packet, and count it at the rule that it says', async () => {
  const { failure, histories, undecided, seen } = await runHistories({ histories: 10, seed: 1 });
  expect(failure).toBeNull();
  expect(histories).toBe(10);
  // A busy machine may leave some undecided, but not all.
  expect(undecided).toBeLessThan(4);
  // The histories are worth something: what passes and every way not to pass was met.
  for (const name of ['to port', 'to far', 'out of the tunnel to port', ...reasons])
    expect(seen, name).toHaveProperty([name]);
}, 240_000);
