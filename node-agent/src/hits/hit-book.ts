import { weft } from '../../../proto/gen/codecs.js';
import { PolicyDirection, type RuleHits, type RuleHitsKey } from '../datapath/bpf/layout.gen.js';
import type { TableRows } from '../datapath/table-rows.js';
import type { LocalPort } from '../state/entities.js';
import type { RuleDirectory } from './rule-directory.js';
import { ruleNumbers } from './rule-numbers.js';

const { INGRESS, EGRESS } = weft.v1.RuleDirection;

interface Row {
  readonly groupId: number;
  readonly number: number;
  readonly direction: weft.v1.RuleDirection;
  packets: number;
  /** Packets when it was told of last; 0: never. */
  told: number;
  /** The round that saw it last. */
  round: number;
}

interface Port {
  /** Of the binding that its rows count for. */
  readonly generation: number;
  /** Rows that are there may be of a former binding: until so many rounds are over, they are removed. */
  readonly freshFrom: number;
  readonly rows: Map<string, Row>;
  /** Rows that were told of and are gone. */
  readonly gone: Row[];
  told: boolean;
}

/** What is to be told; `done` is to be called once it was. */
export interface Telling {
  readonly ports: weft.v1.PortRuleHits.$Properties[];
  done(): void;
}

/** What the controller made of the node, as far as hits concern it. */
export interface HitState {
  readonly ports: { get(datapathId: number): LocalPort | null; values(): Iterable<LocalPort> };
  readonly rules: Pick<RuleDirectory, 'has'>;
  /** What the state does not name is gone. */
  isComplete(): boolean;
}

/**
 * The rows of rule_hits as they were read, round by round: which of them have changed since they were told, and which are of ports, bindings and rules that
 * are gone. Totals count from the binding on: those of a former binding are removed when a round finds that the port has another.
 */
export class HitBook {
  readonly #state: HitState;
  readonly #ports = new Map<number, Port>();
  #round = 0;

  constructor(state: HitState) {
    this.#state = state;
  }

  /** The rows that are there count for the bindings that the state has now: after a restart, before the controller is heard. */
  restore(): void {
    for (const { datapathId, generation } of this.#state.ports.values()) this.#begin(datapathId, generation);
  }

  /** The controller knows nothing of this node's hits. */
  tellAll(): void {
    for (const port of this.#ports.values()) {
      port.told = false;
      port.gone.length = 0;
      for (const row of port.rows.values()) row.told = 0;
    }
  }

  /** Takes rows of the present round; returns the keys of those that are to be removed. */
  see(rows: TableRows<RuleHitsKey, RuleHits>): Uint8Array[] {
    const doomed: Uint8Array[] = [];
    for (let i = 0; i < rows.count; i++) if (!this.#see(rows, i)) doomed.push(Uint8Array.from(rows.keyBytes(i)));
    return doomed;
  }

  /** All rows were seen. Returns what is to be told. */
  endRound(): Telling {
    for (const [datapathId, port] of this.#ports) {
      const bound = this.#state.ports.get(datapathId);
      if (bound?.generation !== port.generation && (bound || this.#state.isComplete())) {
        this.#ports.delete(datapathId);
        // Rows that this round took before the port was bound anew are still there.
        if (bound) this.#begin(datapathId, bound.generation, this.#round + 2);
        continue;
      }
      for (const [key, row] of port.rows) {
        if (row.round === this.#round) continue;
        port.rows.delete(key);
        if (row.told > 0) port.gone.push(row);
      }
    }
    for (const { datapathId, generation } of this.#state.ports.values()) this.#begin(datapathId, generation);
    this.#round++;
    return this.#telling();
  }

  /** False: the row is to be removed. */
  #see(rows: TableRows<RuleHitsKey, RuleHits>, i: number): boolean {
    const { datapathId, direction, rule } = rows.key(i);
    const bound = this.#state.ports.get(datapathId);
    if (!bound) return !this.#state.isComplete();
    const port = this.#ports.get(datapathId) ?? this.#begin(datapathId, bound.generation);
    if (port.generation !== bound.generation || this.#round < port.freshFrom) return false;
    const { groupId, number } = ruleNumbers(rule);
    // What may leave because nothing limits it is no rule of anybody.
    if (groupId === 0 && number !== 0) return true;
    const isThere = groupId === 0 || (bound.groupIds.includes(groupId) && this.#state.rules.has(groupId, number));
    if (!isThere) return !this.#state.isComplete();
    const key = rows.keyBytes(i).toString('latin1');
    const packets = rows.value(i).packets;
    const row = port.rows.get(key);
    if (row) {
      row.packets = packets;
      row.round = this.#round;
    } else {
      const towards = direction === PolicyDirection.EGRESS ? EGRESS : INGRESS;
      port.rows.set(key, { groupId, number, direction: towards, packets, told: 0, round: this.#round });
    }
    return true;
  }

  #begin(datapathId: number, generation: number, freshFrom = 0): Port {
    const known = this.#ports.get(datapathId);
    if (known) return known;
    const port: Port = { generation, freshFrom, rows: new Map(), gone: [], told: false };
    this.#ports.set(datapathId, port);
    return port;
  }

  #telling(): Telling {
    const ports: weft.v1.PortRuleHits.$Properties[] = [];
    const told: { row: Row; packets: number }[] = [];
    const toldPorts: { port: Port; gone: number }[] = [];
    for (const [datapathId, port] of this.#ports) {
      const bound = this.#state.ports.get(datapathId);
      if (!bound) continue;
      const changed = [...port.rows.values()].filter((row) => row.packets !== row.told);
      const isNew = !port.told && bound.groupIds.length > 0;
      if (changed.length === 0 && port.gone.length === 0 && !isNew) continue;
      for (const row of changed) told.push({ row, packets: row.packets });
      toldPorts.push({ port, gone: port.gone.length });
      const hits = [
        ...changed.map(({ packets, ...row }) => hitOf(row, packets)),
        ...port.gone.map((row) => hitOf(row, 0)),
      ];
      ports.push({ portId: bound.portId, generation: port.generation, hits });
    }
    return {
      ports,
      done: () => {
        for (const { row, packets } of told) row.told = packets;
        for (const { port, gone } of toldPorts) {
          port.told = true;
          port.gone.splice(0, gone);
        }
      },
    };
  }
}

function hitOf(row: Pick<Row, 'groupId' | 'number' | 'direction'>, packets: number): weft.v1.RuleHits.$Properties {
  const { groupId, number, direction } = row;
  return { groupId, number, direction, packets };
}
