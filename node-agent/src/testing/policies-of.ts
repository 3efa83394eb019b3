import type { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import { Policies } from '../policies/policies.js';
import type { DesiredState } from '../state/desired-state.js';

/** For tests: policies over a datapath in memory, restored; nothing is removed but by the test. */
export function policiesOf(state: DesiredState, datapath: FakeDatapath, now = () => 0): Policies {
  const policies = new Policies({
    datapath,
    group: (groupId) => state.securityGroups.get(groupId),
    later: () => {},
    now,
  });
  policies.restore([]);
  return policies;
}
