import { otherBinding } from '../model/bindings.js';
import type { Tables } from '../store/change.js';

export interface BindingPlace {
  readonly nodeId: string;
  readonly generation: number;
}

/** What the node of a binding that takes over tells of it. */
export interface TakeoverFacts {
  /** PLUGGED, LINK_UP and PROGRAMMED (port-table.ts). */
  readonly bits: number;
  readonly interface: string;
  readonly message: string;
  readonly sends: boolean;
  readonly hasConnections: boolean;
}

export const nothingTold: TakeoverFacts = {
  bits: 0,
  interface: '',
  message: '',
  sends: false,
  hasConnections: false,
};

/** A port with two bindings: `from` is the older one, active and then departing; `to` the newer one, pending and then active. One object for the whole move. */
export interface MovingPort {
  readonly portId: string;
  readonly networkId: string;
  readonly from: BindingPlace;
  readonly to: BindingPlace;
  /** Revision that made `to` the active one, or a later one of the port; null: `to` is pending. */
  readonly activatedAt: number | null;
  /** Of `to`. After the activation `hasConnections` alone is kept up, and means the final ones: what else there is to say of an active binding is said as of any. */
  readonly facts: TakeoverFacts;
}

type Mutable = { -readonly [K in keyof MovingPort]: MovingPort[K] };

/** The ports that are being moved. They are few: each is an object. */
export class MovingPorts {
  readonly #moves = new Map<string, Mutable>();
  /** By the node of `to`. */
  readonly #toNode = new Map<string, Set<Mutable>>();

  get(portId: string): MovingPort | null {
    return this.#moves.get(portId) ?? null;
  }

  [Symbol.iterator](): Iterator<MovingPort> {
    return this.#moves.values();
  }

  /** How many there are, before and after their activation. */
  count(): { readonly pending: number; readonly departing: number } {
    let pending = 0;
    for (const { activatedAt } of this.#moves.values()) if (activatedAt === null) pending++;
    return { pending, departing: this.#moves.size - pending };
  }

  /** Those that go to the node; none may begin or end meanwhile. */
  toNode(nodeId: string): Iterable<MovingPort> {
    return this.#toNode.get(nodeId) ?? [];
  }

  /** The port has these bindings since `revision`; null: it is gone. */
  follow(portId: string, row: Tables['port'] | null, revision: number): void {
    const known = this.#moves.get(portId);
    const places = row && placesOf(row);
    if (known && !(places && isSame(known.from, places.from) && isSame(known.to, places.to))) this.#forget(known);
    if (!row || !places) return;
    const move = this.#moves.get(portId) ?? this.#begin(portId, row.networkId, places);
    if (row.pendingBinding) move.activatedAt = null;
    else move.activatedAt ??= revision;
  }

  tell(move: MovingPort, facts: TakeoverFacts): void {
    const known = this.#moves.get(move.portId);
    if (known === move) known.facts = facts;
  }

  #begin(portId: string, networkId: string, places: Pick<MovingPort, 'from' | 'to'>): Mutable {
    const move: Mutable = { portId, networkId, ...places, activatedAt: null, facts: nothingTold };
    this.#moves.set(portId, move);
    const others = this.#toNode.get(move.to.nodeId);
    if (others) others.add(move);
    else this.#toNode.set(move.to.nodeId, new Set([move]));
    return move;
  }

  #forget(move: Mutable): void {
    this.#moves.delete(move.portId);
    const others = this.#toNode.get(move.to.nodeId);
    others?.delete(move);
    if (others?.size === 0) this.#toNode.delete(move.to.nodeId);
  }
}

/** Null: the port is not being moved. */
function placesOf(row: Tables['port']): Pick<MovingPort, 'from' | 'to'> | null {
  const other = otherBinding(row);
  const { activeBinding: active } = row;
  if (!other || !active) return null;
  const [from, to] = row.pendingBinding ? [active, other] : [other, active];
  return { from: placeOf(from), to: placeOf(to) };
}

function placeOf(binding: { nodeId?: string | null; generation?: number | null }): BindingPlace {
  return { nodeId: binding.nodeId ?? '', generation: binding.generation ?? 0 };
}

function isSame(a: BindingPlace, b: BindingPlace): boolean {
  return isPlace(a, b.nodeId, b.generation);
}

export function isPlace(place: BindingPlace, nodeId: string, generation: number): boolean {
  return place.nodeId === nodeId && place.generation === generation;
}
