import {
  type DatapathLimits,
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_MAX_POLICY_ENTRIES,
  DEFAULT_MAX_TUNNEL_COUNTERS,
  DEFAULT_MAX_TUNNEL_FLOWS,
} from '../datapath.js';
import { DROP_REASONS_MAX, TrafficSlot } from './layout.gen.js';
import { policyMapSizes } from './policy-maps.js';

/** Entries of the maps whose sizes follow from what an operator sets, by name. */
export function maxEntriesOf(limits: DatapathLimits): Readonly<Record<string, number>> {
  const { maxEndpoints, maxPorts, maxFlows, maxRoutes } = limits;
  const { maxPolicyEntries = DEFAULT_MAX_POLICY_ENTRIES, maxConnections = DEFAULT_MAX_CONNECTIONS } = limits;
  const { maxTunnelCounters = DEFAULT_MAX_TUNNEL_COUNTERS, maxTunnelFlows = DEFAULT_MAX_TUNNEL_FLOWS } = limits;
  const slots = maxPorts + 1;
  return {
    fdb: maxEndpoints,
    neighbor4: maxEndpoints,
    neighbor6: maxEndpoints,
    route4: maxRoutes,
    route6: maxRoutes,
    gateway4: maxRoutes,
    gateway6: maxRoutes,
    port_pairs: maxPorts,
    dhcp4: maxPorts,
    ra: maxPorts,
    port_by_if: maxPorts,
    port_by_id: maxPorts,
    pending_port: maxPorts,
    departing_port: maxPorts,
    // A node has at most as many networks as ports.
    flood_remote: maxPorts,
    flood_local: maxPorts,
    port_counters: slots,
    port_drop: slots * DROP_REASONS_MAX,
    port_flows: slots,
    port_limits: slots,
    port_bandwidth: slots,
    port_bandwidth_used: slots,
    flow4: maxFlows,
    flow6: maxFlows,
    tunnel_traffic: maxTunnelCounters + TrafficSlot.FIRST,
    inner_flow: maxTunnelFlows,
    ...policyMapSizes({ slots, maxEndpoints, maxPolicyEntries, maxConnections }),
  };
}
