import { weft } from '../../../proto/gen/codecs.js';
import type { Key } from '../compiler/entry.js';
import type { Effect, Tables } from '../store/change.js';
import {
  type BindingPlace,
  isPlace,
  type MovingPort,
  MovingPorts,
  nothingTold,
  type TakeoverFacts,
} from './moving-ports.js';
import { type NacksOfPort, type PortNack, PortNacks } from './port-nacks.js';
import { LINK_UP, PLUGGED, type PortPlace, PortTable, PROGRAMMED } from './port-table.js';
import type { Transition } from './transitions.js';

const { PortState } = weft.v1;

export interface PortBoardOptions {
  readonly now: () => number;
  /** The port's status is not what it was. */
  readonly onChange: (portId: string) => void;
  readonly onTransition: (transition: Transition) => void;
  /** The node that a moving port goes to has told of it; perhaps what it told before. */
  readonly onTakeover: (move: MovingPort) => void;
  /** A move has begun, was activated, or is over. */
  readonly onMove: (portId: string) => void;
}

type PendingStatus = Pick<
  weft.v1.PortStatus.$Properties,
  'pendingPlugged' | 'pendingProgrammed' | 'pendingHasConnections' | 'pendingMessage'
>;

/**
 * The observed state of ports: UNBOUND without a binding; ACTIVE while its node reports it plugged, link up and programmed at the current
 * generation; BINDING otherwise. Of a port that is being moved it is that of the active binding; facts of the pending one are shown beside it, and are its own
 * when it becomes the active one. Facts about another generation, or from another node, have no effect.
 */
export class PortBoard {
  readonly #ports = new PortTable();
  readonly moving = new MovingPorts();
  /** By slot, for the few that have any: why all is not well, as the node says. */
  readonly #messages = new Map<number, string>();
  readonly #nacks = new PortNacks();
  readonly #options: PortBoardOptions;

  constructor(rows: Iterable<Tables['port']>, options: PortBoardOptions) {
    this.#options = options;
    const now = options.now();
    for (const row of rows) {
      const id = row.metadata?.id ?? '';
      this.#ports.add(placeOf(id, row), now);
      // Its activation was not after the last change of the port.
      this.moving.follow(id, row, row.metadata?.revision ?? 0);
    }
  }

  /** Follows the desired state: a port that is bound anew or unbound starts from nothing. */
  apply(effect: Effect & { table: 'port' }, revision: number, timeUnixMs: number): void {
    const slot = this.#ports.find(effect.id);
    const move = this.moving.get(effect.id);
    this.moving.follow(effect.id, effect.after, revision);
    if (move || this.moving.get(effect.id)) this.#options.onMove(effect.id);
    if (effect.after) {
      const place = placeOf(effect.id, effect.after);
      this.#put(slot, place, move && isPlace(move.to, place.nodeId, place.generation) ? move.facts : null, timeUnixMs);
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
    const takingOver = report.complete ? new Set<MovingPort>() : null;
    for (const facts of report.ports) {
      const slot = this.#ports.find(facts.portId ?? '');
      if (slot < 0) continue;
      const generation = facts.generation ?? 0;
      const move = this.moving.get(facts.portId ?? '');
      if (move && isPlace(move.to, nodeId, generation)) {
        takingOver?.add(move);
        this.#tellOf(move, takeoverOf(facts));
      }
      if (this.#ports.nodeId(slot) !== nodeId || this.#ports.generation(slot) !== generation) continue;
      named?.add(slot);
      this.#observe(slot, bitsOf(facts), facts.interface ?? '', facts.message ?? '');
    }
    if (!named) return;
    for (const slot of this.#ports.ofNode(nodeId)) if (!named.has(slot)) this.#observe(slot, 0, '', '');
    for (const move of this.moving.toNode(nodeId)) if (!takingOver?.has(move)) this.#tellOf(move, nothingTold);
  }

  /**
   * The node's agent has opened a stream. What an earlier one told as `has_connections` may have been meant of the pending binding, although the agent knows of the
   * activation by now.
   */
  connected(nodeId: string): void {
    for (const move of this.moving.toNode(nodeId)) {
      if (move.activatedAt !== null) this.moving.tell(move, { ...move.facts, hasConnections: false });
    }
  }

  /** All ports of the node have another `node_ready`. */
  nodeChanged(nodeId: string): void {
    for (const slot of this.#ports.ofNode(nodeId)) this.#options.onChange(this.#ports.id(slot));
  }

  portsOf(nodeId: string): number {
    return this.#ports.countOfNode(nodeId);
  }

  /** Where the port is bound, or is to be; null: nowhere, or there is no such port. */
  bindingOf(portId: string, role: 'active' | 'pending'): BindingPlace | null {
    if (role === 'pending') {
      const move = this.moving.get(portId);
      return move?.activatedAt === null ? move.to : null;
    }
    const slot = this.#ports.find(portId);
    const nodeId = slot < 0 ? '' : this.#ports.nodeId(slot);
    return nodeId === '' ? null : { nodeId, generation: this.#ports.generation(slot) };
  }

  idOfDatapathId(datapathId: number): string | null {
    const slot = this.#ports.findDatapathId(datapathId);
    return slot < 0 ? null : this.#ports.id(slot);
  }

  /** The node of such a nack of the port; null: there is none. */
  nackedBy(portId: string, concerns: (nack: PortNack) => boolean): string | null {
    return this.#nacks.nodeOf(this.#ports.find(portId), concerns);
  }

  nacked(portId: string, nack: PortNack): void {
    const slot = this.#ports.find(portId);
    if (slot < 0) return;
    this.#nacks.add(slot, nack);
    this.#options.onChange(portId);
  }

  /** The node can apply the entry of the port now. */
  resolved(portId: string, nodeId: string, key: Key): void {
    if (this.#nacks.resolve(this.#ports.find(portId), nodeId, key)) this.#options.onChange(portId);
  }

  /** The status of a row; the row may be newer or older than what this board has followed. */
  status(row: Tables['port'], nodeReady: (nodeId: string) => boolean): weft.v1.PortStatus.$Properties {
    const { id, nodeId, generation } = placeOf(row.metadata?.id ?? '', row);
    const slot = this.#ports.find(id);
    const followed = slot >= 0 && this.#ports.nodeId(slot) === nodeId && this.#ports.generation(slot) === generation;
    const facts = followed ? this.#ports.facts(slot) : 0;
    const message = followed ? this.#messages.get(slot) : '';
    const pending = row.pendingBinding;
    return {
      state: stateOf(nodeId, facts),
      plugged: (facts & PLUGGED) !== 0,
      linkUp: (facts & LINK_UP) !== 0,
      programmed: (facts & PROGRAMMED) !== 0,
      nodeReady: nodeId !== '' && nodeReady(nodeId),
      interface: followed ? this.#ports.interface(slot) : '',
      message: message || this.#nacks.text(slot, (node) => node !== pending?.nodeId),
      since: timestamp(slot >= 0 ? this.#ports.sinceMs(slot) : this.#options.now()),
      ...(pending && this.#pendingStatus(slot, id, pending)),
    };
  }

  #pendingStatus(slot: number, id: string, { nodeId, generation }: weft.v1.Binding.$Properties): PendingStatus {
    const move = this.moving.get(id);
    const followed = move && move.activatedAt === null && isPlace(move.to, nodeId ?? '', generation ?? 0);
    const { bits, message, hasConnections } = followed ? move.facts : nothingTold;
    return {
      pendingPlugged: (bits & PLUGGED) !== 0,
      pendingProgrammed: (bits & PROGRAMMED) !== 0,
      pendingHasConnections: hasConnections,
      pendingMessage: message || this.#nacks.text(slot, (node) => node === nodeId),
    };
  }

  #tellOf(move: MovingPort, facts: TakeoverFacts): void {
    const { bits, message, hasConnections } = move.facts;
    this.moving.tell(move, facts);
    this.#options.onTakeover(move);
    if (move.activatedAt !== null) return;
    if (bits === facts.bits && message === facts.message && hasConnections === facts.hasConnections) return;
    this.#options.onChange(move.portId);
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

  /** `known` is the port's slot until now, or -1. `carried` is what was told of the binding before it was the active one; null: it was not there. */
  #put(known: number, place: PortPlace, carried: TakeoverFacts | null, timeUnixMs: number): void {
    const ports = this.#ports;
    let previous: weft.v1.PortState = PortState.PORT_STATE_UNSPECIFIED;
    let sinceMs = timeUnixMs;
    const state = stateOf(place.nodeId, carried?.bits ?? 0);
    if (known >= 0) {
      if (ports.nodeId(known) === place.nodeId && ports.generation(known) === place.generation) return;
      previous = this.#stateOf(known);
      if (state === previous) sinceMs = ports.sinceMs(known);
    }
    const nacks = known >= 0 ? this.#remove(known) : undefined;
    const slot = ports.add(place, sinceMs);
    if (carried) {
      ports.setFacts(slot, carried.bits, carried.interface);
      if (carried.message !== '') this.#messages.set(slot, carried.message);
      if (nacks) this.#nacks.put(slot, nacks);
    }
    // A port that has moved is told of even if its state is the same: its node is another one.
    if (state !== previous || carried) this.#transition(place, timeUnixMs, previous, state, false);
    this.#options.onChange(place.id);
  }

  /** Returns the nacks that there were. */
  #remove(slot: number): NacksOfPort | undefined {
    this.#messages.delete(slot);
    this.#ports.remove(slot);
    return this.#nacks.take(slot);
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

function takeoverOf(facts: weft.v1.PortFacts.$Properties): TakeoverFacts {
  return {
    bits: bitsOf(facts),
    interface: facts.interface ?? '',
    message: facts.message ?? '',
    sends: facts.sends ?? false,
    hasConnections: facts.hasConnections ?? false,
  };
}

function bitsOf({ plugged, linkUp, programmed }: weft.v1.PortFacts.$Properties): number {
  return (plugged ? PLUGGED : 0) | (linkUp ? LINK_UP : 0) | (programmed ? PROGRAMMED : 0);
}

/** google.protobuf.Timestamp of milliseconds since the epoch. */
export function timestamp(unixMs: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(unixMs / 1000);
  return { seconds, nanos: Math.round((unixMs - seconds * 1000) * 1e6) };
}
