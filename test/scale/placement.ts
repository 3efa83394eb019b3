import { NodeCounts } from './node-counts.js';
import type { PlacedGroup } from './placed-groups.js';
import type { Scenario } from './scenario.js';

/** A port as the simulator made it. */
export interface PlacedPort {
  readonly id: string;
  nodeId: string;
  /** Where it is being moved to. */
  pendingAt: string | null;
  groups: readonly PlacedGroup[];
}

/** A network as the simulator made it, and where its ports lie. Follows what was answered. */
export class PlacedNetwork {
  readonly id: string;
  readonly tenantId: string;
  /** Of the tenant's networks, from 0. */
  readonly number: number;
  /** The nodes that its ports are spread over. */
  readonly nodeIds: readonly string[];
  readonly ports: PlacedPort[] = [];
  readonly #ports = new NodeCounts();
  /** Of the tenant, and how many of them a port is in. */
  readonly #groups: readonly PlacedGroup[];
  readonly #groupsPerPort: number;
  #lastPort = 0;

  constructor(
    tenantId: string,
    number: number,
    nodeIds: readonly string[],
    groups: readonly PlacedGroup[],
    groupsPerPort: number,
  ) {
    this.id = `${tenantId}-n${number}`;
    this.tenantId = tenantId;
    this.number = number;
    this.nodeIds = nodeIds;
    this.#groups = groups;
    this.#groupsPerPort = groupsPerPort;
  }

  get subnetId(): string {
    return `${this.id}-s`;
  }

  /** Address `last` of its subnet, a /12; those of the first 16 networks of a tenant do not overlap. */
  address(last: number): Uint8Array {
    return Uint8Array.of(10, (this.number % 16) * 16, 0, last);
  }

  /** The nodes with a port in it, which hear of every change; the same array as long as they are the same. */
  get audience(): readonly string[] {
    return this.#ports.nodeIds;
  }

  nextPort(): PlacedPort {
    const n = this.#lastPort++;
    const nodeId = this.nodeIds[n % this.nodeIds.length] ?? '';
    return { id: `${this.id}-p${n}`, nodeId, pendingAt: null, groups: this.#groupsFrom(n) };
  }

  /** Others than those that the port is in, or none. */
  otherGroups({ groups }: PlacedPort, random: () => number): PlacedGroup[] {
    const all = this.#groups.length;
    const [first] = groups;
    if (!first) return this.#groupsFrom(Math.floor(random() * all));
    if (this.#groupsPerPort === all || random() < 0.2) return [];
    return this.#groupsFrom(this.#groups.indexOf(first) + 1 + Math.floor(random() * (all - 1)));
  }

  /** As many of the tenant's groups as a port is in: those from number n on. */
  #groupsFrom(n: number): PlacedGroup[] {
    const groups = Array.from({ length: this.#groupsPerPort }, (_, i) => this.#groups[(n + i) % this.#groups.length]);
    return groups.filter((group) => group !== undefined);
  }

  created(port: PlacedPort): void {
    this.ports.push(port);
    this.#count(port, 1);
  }

  /** Takes the port at an index out, at once, so that nobody else changes it meanwhile. */
  take(index: number): PlacedPort | undefined {
    const port = this.ports[index];
    const last = this.ports.pop();
    if (port && last && port !== last) this.ports[index] = last;
    return port;
  }

  putBack(port: PlacedPort): void {
    this.ports.push(port);
  }

  /** It was bound anew, if that is another node: a move that was in progress is over. */
  moved(port: PlacedPort, nodeId: string): void {
    this.#count(port, -1);
    if (port.nodeId !== nodeId) port.pendingAt = null;
    port.nodeId = nodeId;
    this.#count(port, 1);
  }

  /** It is being moved there. */
  migrating(port: PlacedPort, pendingAt: string): void {
    this.#count(port, -1);
    port.pendingAt = pendingAt;
    this.#count(port, 1);
  }

  regrouped(port: PlacedPort, groups: readonly PlacedGroup[]): void {
    this.#count(port, -1);
    port.groups = groups;
    this.#count(port, 1);
  }

  deleted(port: PlacedPort): void {
    this.#count(port, -1);
  }

  #count({ nodeId, pendingAt, groups }: PlacedPort, by: 1 | -1): void {
    for (const at of pendingAt === null ? [nodeId] : [nodeId, pendingAt]) {
      this.#ports.count(at, by);
      for (const group of groups) group.count(at, by);
    }
  }
}

/** The networks of a scenario; those of one tenant lie side by side, so nodes next to each other share many. */
export function placedNetworks(
  scenario: Scenario,
  groups: ReadonlyMap<string, readonly PlacedGroup[]>,
): PlacedNetwork[] {
  const nodes = nodeIdsOf(scenario);
  const networks: PlacedNetwork[] = [];
  const groupsPerPort = scenario.securityGroups?.perPort ?? 0;
  for (let t = 0; t < scenario.tenants; t++) {
    for (let n = 0; n < scenario.networksPerTenant; n++) {
      const first = networks.length * scenario.nodesPerNetwork;
      const spread = Array.from(
        { length: scenario.nodesPerNetwork },
        (_, i) => nodes[(first + i) % nodes.length] ?? '',
      );
      networks.push(new PlacedNetwork(tenantId(t), n, spread, groups.get(tenantId(t)) ?? [], groupsPerPort));
    }
  }
  return networks;
}

function tenantId(index: number): string {
  return `t${index}`;
}

export function tenantIdsOf({ tenants }: Pick<Scenario, 'tenants'>): string[] {
  return Array.from({ length: tenants }, (_, i) => tenantId(i));
}

export function nodeIdsOf({ nodes }: Pick<Scenario, 'nodes'>): string[] {
  return Array.from({ length: nodes }, (_, i) => `node-${i}`);
}
