import type { PassiveTraffic } from './passive-traffic.js';

/** Where tenants' packets are not counted. */
export const noTraffic: PassiveTraffic = {
  refresh: () => {},
  lastReceivedNs: () => 0,
  lastSentNs: () => 0,
  takeTraffic: () => [],
  takeInnerFlows: () => [],
  losses: () => ({ innerFlowsFull: 0, trafficFull: 0 }),
};
