import { weft } from '../../../proto/gen/codecs.js';
import type { Effect, Tables } from '../store/change.js';
import { LINK_UP, PLUGGED, type PortPlace, PortTable, PROGRAMMED } from './port-table.js';
import type { Transition } from './transitions.js';

const { PortState } = weft.v1;

export interface PortBoardOptions {
  readonly now: () => number;
  /** The port's status is not what it was. */
  readonly onChange: (portId: string) => void;
  readonly onTransition: (transition: Transition) => void;
}

/**
 * The observed state of ports: UNBOUND without a binding; ACTIVE while its node reports it plugged, link up and programmed at the current
 * generation; BINDING otherwise. Facts about another generation, or from another node, have no effect.
 */
export class PortBoard {
  readonly #ports = new PortTable();
  /** By slot, for the few that have any: why all is not well, as the node says. */
  readonly #messages = new Map<number, string>();
  /** By slot: entries of the port that nodes could not apply, (node, key) -> text. */
  readonly #nacks = new Map<number, Map<string, string>>();
  readonly #options: PortBoardOptions;

  constructor(rows: Iterable<Tables['port']>, options: PortBoardOptions) {
    this.#options = options;
    const now = options.now();
    for (const row of rows) this.#ports.add(placeOf(row.metadata?.id ?? '', row), now);
  }

  /** Follows the desired state: a port that is bound anew or unbound starts from nothing. */
  apply(effect: Effect & { table: 'port' }, timeUnixMs: number): void {
    const slot = this.#ports.find(effect.id);
    if (effect.after) {
      this.#put(slot, placeOf(effect.id, effect.after), timeUnixMs);
      return;
    }
    if (slot < 0) return;
    const place = this.#ports.place(slot);
    const state = this.#stateOf(slot);
    this.#remove(slot);
    this.#transition(place, timeUnixMs, state, state, true);
    this.#options.onChange(effect.id);
  }

  /** What the node observes of its ports. */
  report(nodeId: string, report: weft.v1.PortReport): void {
    const named = report.complete ? new Set<number>() : null;
    for (const facts of report.ports) {
      const slot = this.#ports.find(facts.portId ?? '');
      if (slot < 0 || this.#ports.nodeId(slot) !== nodeId || this.#ports.generation(slot) !== facts.generation)
        continue;
      named?.add(slot);
      this.#observe(slot, bitsOf(facts), facts.interface ?? '', facts.message ?? '');
    }
    if (!named) return;
    for (const slot of this.#ports.ofNode(nodeId)) if (!named.has(slot)) this.#observe(slot, 0, '', '');
  }

  /** All ports of the node have another `node_ready`. */
  nodeChanged(nodeId: string): void {
    for (const slot of this.#ports.ofNode(nodeId)) this.#options.onChange(this.#ports.id(slot));
  }

  portsOf(nodeId: string): number {
    return this.#ports.countOfNode(nodeId);
  }

  /** Where the port is bound; null: nowhere, or there is no such port. */
  bindingOf(portId: string): { readonly nodeId: string; readonly generation: number } | null {
    const slot = this.#ports.find(portId);
    const nodeId = slot < 0 ? '' : this.#ports.nodeId(slot);
    return nodeId === '' ? null : { nodeId, generation: this.#ports.generation(slot) };
  }

  idOfDatapathId(datapathId: number): string | null {
    const slot = this.#ports.findDatapathId(datapathId);
    return slot < 0 ? null : this.#ports.id(slot);
  }

  /** A node could not apply an entry of the port; null: it can now. `source` identifies node and entry. */
  setNack(portId: string, source: string, text: string | null): void {
    const slot = this.#ports.find(portId);
    if (slot < 0) return;
    const nacks = this.#nacks.get(slot) ?? new Map<string, string>();
    if (text !== null) {
      nacks.set(source, text);
      this.#nacks.set(slot, nacks);
    } else if (nacks.delete(source)) {
      if (nacks.size === 0) this.#nacks.delete(slot);
    } else {
      return;
    }
    this.#options.onChange(portId);
  }

  /** The status of a row; the row may be newer or older than what this board has followed. */
  status(row: Tables['port'], nodeReady: (nodeId: string) => boolean): weft.v1.PortStatus.$Properties {
    const { id, nodeId, generation } = placeOf(row.metadata?.id ?? '', row);
    const slot = this.#ports.find(id);
    const followed = slot >= 0 && this.#ports.nodeId(slot) === nodeId && this.#ports.generation(slot) === generation;
    const facts = followed ? this.#ports.facts(slot) : 0;
    const message = followed ? this.#messages.get(slot) : '';
    const [nack] = this.#nacks.get(slot)?.values() ?? [];
    return {
      state: stateOf(nodeId, facts),
      plugged: (facts & PLUGGED) !== 0,
      linkUp: (facts & LINK_UP) !== 0,
      programmed: (facts & PROGRAMMED) !== 0,
      nodeReady: nodeId !== '' && nodeReady(nodeId),
      interface: followed ? this.#ports.interface(slot) : '',
      message: message || nack || '',
      since: timestamp(slot >= 0 ? this.#ports.sinceMs(slot) : this.#options.now()),
    };
  }

  #observe(slot: number, facts: number, name: string, message: string): void {
    const ports = this.#ports;
    const sameMessage = (this.#messages.get(slot) ?? '') === message;
    if (sameMessage && ports.facts(slot) === facts && ports.interface(slot) === name) return;
    const previous = this.#stateOf(slot);
    ports.setFacts(slot, facts, name);
    if (message === '') this.#messages.delete(slot);
    else this.#messages.set(slot, message);
    const state = this.#stateOf(slot);
    if (state !== previous) {
      const now = this.#options.now();
      ports.setSinceMs(slot, now);
      this.#transition(ports.place(slot), now, previous, state, false);
    }
    this.#options.onChange(ports.id(slot));
  }

  /** `known` is the port's slot until now, or -1. */
  #put(known: number, place: PortPlace, timeUnixMs: number): void {
    const ports = this.#ports;
    let previous: weft.v1.PortState = PortState.PORT_STATE_UNSPECIFIED;
    let sinceMs = timeUnixMs;
    const state = stateOf(place.nodeId, 0);
    if (known >= 0) {
      if (ports.nodeId(known) === place.nodeId && ports.generation(known) === place.generation) return;
      previous = this.#stateOf(known);
      if (state === previous) sinceMs = ports.sinceMs(known);
      this.#remove(known);
    }
    ports.add(place, sinceMs);
    if (state !== previous) this.#transition(place, timeUnixMs, previous, state, false);
    this.#options.onChange(place.id);
  }

  #remove(slot: number): void {
    this.#messages.delete(slot);
    this.#nacks.delete(slot);
    this.#ports.remove(slot);
  }

  #stateOf(slot: number): weft.v1.PortState {
    return stateOf(this.#ports.nodeId(slot), this.#ports.facts(slot));
  }

  #transition(
    { id: portId, tenantId, networkId, nodeId, generation }: PortPlace,
    timeUnixMs: number,
    previousState: weft.v1.PortState,
    state: weft.v1.PortState,
    deleted: boolean,
  ): void {
    this.#options.onTransition({
      kind: 'port',
      timeUnixMs,
      portId,
      tenantId,
      networkId,
      nodeId,
      generation,
      previousState,
      state,
      deleted,
    });
  }
}

function placeOf(id: string, { tenantId, networkId, datapathId, activeBinding }: Tables['port']): PortPlace {
  return {
    id,
    tenantId,
    networkId,
    datapathId,
    nodeId: activeBinding?.nodeId ?? '',
    generation: activeBinding?.generation ?? 0,
  };
}

function stateOf(nodeId: string, facts: number): weft.v1.PortState {
  if (nodeId === '') return PortState.UNBOUND;
  return facts === (PLUGGED | LINK_UP | PROGRAMMED) ? PortState.ACTIVE : PortState.BINDING;
}

function bitsOf({ plugged, linkUp, programmed }: weft.v1.PortFacts.$Properties): number {
  return (plugged ? PLUGGED : 0) | (linkUp ? LINK_UP : 0) | (programmed ? PROGRAMMED : 0);
}

/** google.protobuf.Timestamp of milliseconds since the epoch. */
export function timestamp(unixMs: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(unixMs / 1000);
  return { seconds, nanos: Math.round((unixMs - seconds * 1000) * 1e6) };
}
