import type { Logger } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import type { TrackedConnections } from '../datapath/tracked-connections.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole, takesOver } from '../state/port-role.js';
import type { Send } from './connection-teller.js';
import { type TakenCounts, TakenTelling } from './taken-telling.js';

/** What finds no stream is lost, so it is asked again. */
export const ASK_INTERVAL_MS = 1_000;

export interface TakerParts {
  readonly connections: TrackedConnections;
  /** Ports that the controller has bound to this node. */
  readonly ports: () => Iterable<LocalPort>;
  readonly portOf: (portId: string) => LocalPort | null;
  /** Slot of a port that has its rows and its policy; null if it has not. */
  readonly slotOf: (port: LocalPort) => number | null;
  readonly send: Send;
  /** What `has` or `problemOf` answers for the port is another. */
  readonly onChange: (portId: string) => void;
  /** Connections found no room, for people. */
  readonly onFull: (message: string) => void;
  readonly log: Logger;
  /** Monotonic, milliseconds. */
  readonly now?: () => number;
}

interface Taking {
  /** Of the binding here. */
  readonly generation: number;
  readonly slot: number;
  /** Of the tellings that were complete, the last one. */
  has: 'nothing' | 'some' | 'final';
  telling: TakenTelling | null;
  heardAtMs: number;
  lack: string;
}

/**
 * Takes over connections of ports that come to this node: asks for them once a port is up, and again until it has them. All but `has` and `problemOf` are called while nothing else changes
 * ports or kernel.
 */
export class ConnectionTaker {
  readonly #parts: TakerParts;
  readonly #now: () => number;
  readonly #takings = new Map<string, Taking>();
  /** Of tellings that were complete. */
  readonly counts: { -readonly [outcome in keyof TakenCounts]: number } = {
    taken: 0,
    kept: 0,
    expired: 0,
    bad: 0,
    no_room: 0,
  };
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: TakerParts) {
    this.#parts = parts;
    this.#now = parts.now ?? (() => performance.now());
  }

  /** As ConnectionHandover.has. */
  has(port: LocalPort): boolean {
    const taking = this.#takings.get(port.portId);
    return taking !== undefined && taking.generation === port.generation && hasEnough(taking, port);
  }

  /** Why connections of the port are missing here, for people; empty if none are. */
  problemOf(port: LocalPort): string {
    const taking = this.#takings.get(port.portId);
    return taking?.generation === port.generation ? taking.lack : '';
  }

  /** Ports have changed: those that take over and are up are asked for. */
  follow(): void {
    const gone = new Set(this.#takings.keys());
    for (const port of this.#parts.ports()) {
      if (!takesOver(port) || port.groupIds.length === 0) continue;
      const slot = this.#parts.slotOf(port);
      if (slot === null) continue;
      gone.delete(port.portId);
      const { generation } = port;
      const taking = this.#takings.get(port.portId);
      if (taking?.generation === generation && taking.slot === slot) continue;
      this.#takings.set(port.portId, { generation, slot, has: 'nothing', telling: null, heardAtMs: 0, lack: '' });
      this.#ask(port);
    }
    // With the slot its connections are gone, too.
    for (const portId of gone) this.#takings.delete(portId);
    this.#setTimer();
  }

  /** Takes what another node told. What is not asked for is ignored. */
  async take(states: weft.v1.ConnectionStates): Promise<void> {
    const port = this.#parts.portOf(states.portId);
    const taking = this.#takings.get(states.portId);
    if (!port || !taking || states.generation !== taking.generation || port.generation !== taking.generation) return;
    if (taking.has === 'final') return;
    if (states.part === 0) taking.telling = new TakenTelling(this.#parts.connections, port, taking.slot);
    const { telling } = taking;
    taking.heardAtMs = this.#now();
    if (!telling?.continuesWith(states)) {
      // One was lost: the rest is worth nothing.
      taking.telling = null;
      return;
    }
    await telling.take(states);
    if (states.complete) this.#end(port, taking, telling, states.final);
  }

  #end(port: LocalPort, taking: Taking, telling: TakenTelling, isFinal: boolean): void {
    const { portId, generation } = port;
    const { log, onChange, onFull } = this.#parts;
    telling.end();
    taking.telling = null;
    taking.has = isFinal ? 'final' : 'some';
    taking.lack = telling.lack;
    const { counts } = telling;
    log[taking.lack ? 'error' : 'info'](
      { port: portId, generation, isFinal, ...counts },
      taking.lack || 'connections taken over',
    );
    for (const outcome of outcomes) this.counts[outcome] += counts[outcome];
    if (counts.no_room > 0) onFull(`port ${portId}: ${taking.lack}`);
    onChange(portId);
    this.#setTimer();
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #setTimer(): void {
    if ([...this.#wanting()].length === 0) this.close();
    else if (!this.#timer) this.#timer = setInterval(() => this.#askAgain(), ASK_INTERVAL_MS).unref();
  }

  *#wanting(): Generator<[LocalPort, Taking]> {
    for (const [portId, taking] of this.#takings) {
      const port = this.#parts.portOf(portId);
      if (port?.generation === taking.generation && takesOver(port) && !hasEnough(taking, port)) yield [port, taking];
    }
  }

  #askAgain(): void {
    const before = this.#now() - ASK_INTERVAL_MS;
    // Not while they come.
    for (const [port, { heardAtMs }] of this.#wanting()) if (heardAtMs <= before) this.#ask(port);
  }

  #ask({ portId, generation }: LocalPort): void {
    this.#parts.send({ connectionsWanted: { portId, generation } });
  }
}

const outcomes = ['taken', 'kept', 'expired', 'bad', 'no_room'] as const;

function hasEnough({ has }: Taking, { role }: LocalPort): boolean {
  return role === PortRole.ACTIVE ? has === 'final' : has !== 'nothing';
}
