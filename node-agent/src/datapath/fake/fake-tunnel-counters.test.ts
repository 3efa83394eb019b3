import { TrafficSlot } from '../bpf/layout.gen.js';
import { countersLimits, tunnelCountersContract } from '../tunnel-counters-contract.js';
import { FakeTunnelCounters } from './fake-tunnel-counters.js';

tunnelCountersContract('fake', () => {
  const { maxTunnelCounters = 0, maxTunnelFlows = 0 } = countersLimits;
  const counters = new FakeTunnelCounters(maxTunnelCounters + TrafficSlot.FIRST, maxTunnelFlows);
  return {
    counters,
    carry: (slot, [sentPackets, sentBytes, receivedPackets, receivedBytes]) =>
      counters.carry(slot, { sentPackets, sentBytes, receivedPackets, receivedBytes }),
    putInner: (key, value) => counters.putInner(key, value),
    remove: () => {},
  };
});
