import type { weft } from '../../../proto/gen/codecs.js';
import type { LocalPort } from './entities.js';
import { addressBytes, portDefect } from './entry-defects.js';
import { limitsOf } from './port-limits.js';
import { macOf, PortRole } from './port-role.js';
import * as rows from './rows.js';
import type { Tables } from './tables.js';

/** Ports that the controller bound to this node, by datapath id and by resource id, and which of them depart: rows of departing_port. */
export class BoundPorts {
  readonly #ports = new Map<number, LocalPort>();
  readonly #byId = new Map<string, LocalPort>();
  readonly #departing: Tables['fromController']['departing_port'];
  readonly #onChange: (port: LocalPort, removed: boolean) => void;
  #named: Set<number> | null = null;

  constructor(tables: Tables, onChange: (port: LocalPort, removed: boolean) => void) {
    this.#departing = tables.fromController.departing_port;
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#ports.size;
  }

  values(): IterableIterator<LocalPort> {
    return this.#ports.values();
  }

  has(datapathId: number): boolean {
    return this.#ports.has(datapathId);
  }

  get(datapathId: number): LocalPort | null {
    return this.#ports.get(datapathId) ?? null;
  }

  byId(portId: string): LocalPort | null {
    return this.#byId.get(portId) ?? null;
  }

  /** Returns why it can't be programmed; then the node does not have it. */
  put(entry: weft.v1.LocalPort.$Properties): string | null {
    const datapathId = entry.datapathId ?? 0;
    this.#named?.add(datapathId);
    const defect = portDefect(entry);
    const before = this.#ports.get(datapathId);
    if (before && (defect || before.portId !== entry.portId)) this.remove(datapathId);
    if (defect) return defect;
    const groupIds = Array.from(entry.groupIds ?? []);
    const mac = macOf(entry);
    const addresses = (entry.addresses ?? []).map(addressBytes);
    const port: LocalPort = {
      datapathId,
      portId: entry.portId ?? '',
      generation: entry.generation ?? 0,
      role: entry.role ?? PortRole.ACTIVE,
      otherGeneration: entry.otherGeneration ?? 0,
      vni: entry.vni ?? 0,
      mac,
      ip4: addresses.filter((a) => a.length === 4),
      ip6: addresses.filter((a) => a.length === 16),
      pairs: (entry.pairs ?? []).map((pair) => ({
        prefix: addressBytes(pair.prefix?.address),
        length: pair.prefix?.length ?? 0,
        mac: pair.mac?.length ? Uint8Array.from(pair.mac) : mac,
      })),
      floodPacketsPerSecond: entry.floodPacketsPerSecond || DEFAULT_FLOOD_PACKETS_PER_SECOND,
      limits: limitsOf(entry),
      groupIds,
    };
    this.#ports.set(datapathId, port);
    this.#byId.set(port.portId, port);
    const key = rows.u32(datapathId);
    if (port.role === PortRole.DEPARTING) this.#departing.put(key, rows.u32Value(port.vni));
    else this.#departing.remove(key);
    this.#onChange(port, false);
    return null;
  }

  remove(datapathId: number): void {
    const port = this.#ports.get(datapathId);
    if (!port) return;
    this.#ports.delete(datapathId);
    this.#departing.remove(rows.u32(datapathId));
    if (this.#byId.get(port.portId) === port) {
      this.#byId.delete(port.portId);
      // A port of the same id may have come under another number before the old one went.
      const other = [...this.#ports.values()].find((p) => p.portId === port.portId);
      if (other) this.#byId.set(port.portId, other);
    }
    this.#onChange(port, true);
  }

  beginSnapshot(): void {
    this.#named = new Set();
  }

  sweep(): void {
    const named = this.#named;
    this.#named = null;
    for (const id of [...this.#ports.keys()]) if (named && !named.has(id)) this.remove(id);
  }
}

/** Where the controller says none: one that does not know the field. */
const DEFAULT_FLOOD_PACKETS_PER_SECOND = 1000;
