import type { Logger } from 'pino';
import type { Compiler } from '../compiler/compiler.js';
import { isFdbKey } from '../compiler/entry.js';
import type { Scope } from '../compiler/topology.js';
import type { MovingPort, MovingPorts } from '../status/moving-ports.js';
import type { PortNack } from '../status/port-nacks.js';
import { LOGGED_LINGERERS } from './limits.js';

export interface DeparturesOptions {
  readonly moving: () => MovingPorts;
  readonly compiler: () => Compiler;
  readonly ackedBy: (nodeId: string) => number;
  /** The node of such a nack of the port; null: there is none. */
  readonly nackedBy: (portId: string, concerns: (nack: PortNack) => boolean) => string | null;
  /** Nobody needs the port's departing binding any more. Called again, as long as the binding is there, when something that concerns it happens. */
  readonly onDeparted: (move: MovingPort) => void;
  readonly log: Logger;
  /** A departing binding that is there for so long is logged. */
  readonly lingerMs: number;
}

interface Departure {
  readonly move: MovingPort;
  readonly sinceMs: number;
  /** The node that it waits for; null: not for a node. */
  watched: string | null;
}

/** The lowest revision that the nodes of a scope have acked, and one that has acked no more; null: there is no node. */
interface Floor {
  readonly revision: number;
  readonly nodeId: string | null;
}

/** Why a departing binding has to stay: a node, or that the connections are not at the new place. */
type Hindrance = { readonly nodeId: string } | 'connections';

/**
 * Finds out when departing bindings may end: when every node that gets the entries of the port's scope has acked the activation, none of them could not apply the port's
 * FDB entries, and the new node has the final connections. A departure waits for one node that is behind, and is looked at again when that one gets on, together with all that
 * are due then: the nodes of a scope are gone through once for all of them.
 */
export class Departures {
  readonly #options: DeparturesOptions;
  /** By port; the oldest first. */
  readonly #departures = new Map<string, Departure>();
  /** By the node that they wait for. */
  readonly #waiting = new Map<string, Set<Departure>>();
  #due = new Set<Departure>();
  #looking: NodeJS.Immediate | null = null;
  /** Those that were not logged yet, the oldest first. */
  readonly #unlogged = new Set<Departure>();
  #lingering: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: DeparturesOptions) {
    this.#options = options;
  }

  /** The controller starts, or what was known of nodes is wrong. */
  lookAtAll(): void {
    for (const { portId } of this.#options.moving()) this.changed(portId);
  }

  /** The port's bindings have changed, or its new node has told of it. */
  changed(portId: string): void {
    const move = this.#options.moving().get(portId);
    const known = this.#departures.get(portId);
    if (known && known.move !== move) this.#forget(known);
    if (this.#stopped || !move || move.activatedAt === null) return;
    this.#lookAt(this.#departures.get(portId) ?? this.#begin(move));
  }

  /** The node has acked, can apply what it could not, has left a scope, or is no more. */
  progressed(nodeId: string): void {
    for (const departure of this.#waiting.get(nodeId) ?? []) this.#lookAt(departure);
  }

  /** How long the oldest departing binding has been there, as far as this process knows; 0: there is none. */
  get oldestSeconds(): number {
    for (const { sinceMs } of this.#departures.values()) return (performance.now() - sinceMs) / 1_000;
    return 0;
  }

  stop(): void {
    this.#stopped = true;
    if (this.#looking) clearImmediate(this.#looking);
    if (this.#lingering) clearTimeout(this.#lingering);
  }

  #begin(move: MovingPort): Departure {
    const departure: Departure = { move, sinceMs: performance.now(), watched: null };
    this.#departures.set(move.portId, departure);
    this.#unlogged.add(departure);
    this.#awaitLingering();
    return departure;
  }

  #forget(departure: Departure): void {
    this.#departures.delete(departure.move.portId);
    this.#due.delete(departure);
    this.#unlogged.delete(departure);
    this.#watch(departure, null);
  }

  #lookAt(departure: Departure): void {
    if (this.#stopped) return;
    this.#due.add(departure);
    this.#looking ??= setImmediate(() => this.#look());
  }

  #look(): void {
    this.#looking = null;
    const due = this.#due;
    this.#due = new Set();
    const floors = new Map<Scope, Floor>();
    for (const departure of due) {
      const hindrance = this.#hindranceOf(departure.move, floors);
      this.#watch(departure, hindrance === null || hindrance === 'connections' ? null : hindrance.nodeId);
      if (hindrance === null) this.#options.onDeparted(departure.move);
    }
  }

  /** `floors` are those that were found out just now. */
  #hindranceOf(move: MovingPort, floors: Map<Scope, Floor>): Hindrance | null {
    if (!move.facts.hasConnections) return 'connections';
    const { nodeId, revision } = this.#floorOf(move, floors);
    if (nodeId !== null && revision < (move.activatedAt ?? 0)) return { nodeId };
    const nacker = this.#options.nackedBy(move.portId, mayBeStale);
    return nacker === null ? null : { nodeId: nacker };
  }

  #floorOf({ networkId }: MovingPort, floors: Map<Scope, Floor>): Floor {
    const scope = this.#options.compiler().network(networkId)?.scope;
    if (!scope) return { revision: 0, nodeId: null };
    const known = floors.get(scope);
    if (known) return known;
    let floor: Floor = { revision: Number.POSITIVE_INFINITY, nodeId: null };
    for (const { id: nodeId } of scope.subscribers) {
      const revision = this.#options.ackedBy(nodeId);
      if (revision < floor.revision) floor = { revision, nodeId };
    }
    floors.set(scope, floor);
    return floor;
  }

  #watch(departure: Departure, nodeId: string | null): void {
    if (departure.watched === nodeId) return;
    if (departure.watched !== null) {
      const others = this.#waiting.get(departure.watched);
      others?.delete(departure);
      if (others?.size === 0) this.#waiting.delete(departure.watched);
    }
    departure.watched = nodeId;
    if (nodeId === null) return;
    const waiting = this.#waiting.get(nodeId);
    if (waiting) waiting.add(departure);
    else this.#waiting.set(nodeId, new Set([departure]));
  }

  #awaitLingering(): void {
    const [oldest] = this.#unlogged;
    if (!oldest || this.#lingering || this.#stopped) return;
    // A little later: others that began with it go into the same line.
    const dueMs = oldest.sinceMs + this.#options.lingerMs * 1.1;
    this.#lingering = setTimeout(
      () => {
        this.#lingering = null;
        this.#logLingering();
        this.#awaitLingering();
      },
      Math.max(0, dueMs - performance.now()),
    );
    this.#lingering.unref();
  }

  /** All that are due in one line: a node that is away holds up every port that left it. */
  #logLingering(): void {
    const { lingerMs, log } = this.#options;
    const nowMs = performance.now();
    const floors = new Map<Scope, Floor>();
    const ports: string[] = [];
    const nodes = new Set<string>();
    let withoutConnections = 0;
    for (const departure of this.#unlogged) {
      if (departure.sinceMs + lingerMs > nowMs) break;
      this.#unlogged.delete(departure);
      const hindrance = this.#hindranceOf(departure.move, floors);
      ports.push(departure.move.portId);
      if (hindrance === 'connections') withoutConnections++;
      else if (hindrance) nodes.add(hindrance.nodeId);
    }
    if (ports.length === 0) return;
    const waitsFor = { nodes: [...nodes].slice(0, LOGGED_LINGERERS), withoutConnections };
    log.warn(
      { ports: ports.slice(0, LOGGED_LINGERERS), count: ports.length, ...waitsFor },
      'ports that were moved still have their departing bindings; CancelPortMove ends one without waiting',
    );
  }
}

/** May the node have the port's former FDB entry? Where the map is full it has none: what is there can be replaced. */
function mayBeStale({ key, reason }: PortNack): boolean {
  return isFdbKey(key) && reason !== 'MAP_FULL';
}
