import type { Scenario } from './scenario.js';

/** A port as the simulator made it. */
export interface PlacedPort {
  readonly id: string;
  nodeId: string;
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
  readonly #portsOnNode = new Map<string, number>();
  #audience: readonly string[] | null = null;
  #lastPort = 0;

  constructor(tenantId: string, number: number, nodeIds: readonly string[]) {
    this.id = `${tenantId}-n${number}`;
    this.tenantId = tenantId;
    this.number = number;
    this.nodeIds = nodeIds;
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
    this.#audience ??= [...this.#portsOnNode.keys()];
    return this.#audience;
  }

  nextPort(): PlacedPort {
    const n = this.#lastPort++;
    return { id: `${this.id}-p${n}`, nodeId: this.nodeIds[n % this.nodeIds.length] ?? '' };
  }

  created(port: PlacedPort): void {
    this.ports.push(port);
    this.#count(port.nodeId, 1);
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

  moved(port: PlacedPort, nodeId: string): void {
    this.#count(port.nodeId, -1);
    port.nodeId = nodeId;
    this.#count(nodeId, 1);
  }

  deleted(port: PlacedPort): void {
    this.#count(port.nodeId, -1);
  }

  #count(nodeId: string, by: 1 | -1): void {
    const count = (this.#portsOnNode.get(nodeId) ?? 0) + by;
    if (count === 0 || (by === 1 && count === 1)) this.#audience = null;
    if (count > 0) this.#portsOnNode.set(nodeId, count);
    else this.#portsOnNode.delete(nodeId);
  }
}

/** The networks of a scenario; those of one tenant lie side by side, so nodes next to each other share many. */
export function placedNetworks(scenario: Scenario): PlacedNetwork[] {
  const nodes = nodeIdsOf(scenario);
  const networks: PlacedNetwork[] = [];
  for (let t = 0; t < scenario.tenants; t++) {
    for (let n = 0; n < scenario.networksPerTenant; n++) {
      const first = networks.length * scenario.nodesPerNetwork;
      const spread = Array.from(
        { length: scenario.nodesPerNetwork },
        (_, i) => nodes[(first + i) % nodes.length] ?? '',
      );
      networks.push(new PlacedNetwork(tenantId(t), n, spread));
    }
  }
  return networks;
}

export function tenantId(index: number): string {
  return `t${index}`;
}

export function nodeIdsOf({ nodes }: Pick<Scenario, 'nodes'>): string[] {
  return Array.from({ length: nodes }, (_, i) => `node-${i}`);
}
