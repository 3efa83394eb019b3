import { weft } from '../../../proto/gen/codecs.js';
import type { Effect, Tables } from '../store/change.js';
import type { Transition } from './transitions.js';

const { PortState } = weft.v1;

type Facts = Pick<weft.v1.PortFacts, 'plugged' | 'linkUp' | 'programmed' | 'interface' | 'message'>;

interface PortRecord {
  readonly id: string;
  tenantId: string;
  networkId: string;
  datapathId: number;
  /** Empty: unbound. */
  nodeId: string;
  generation: number;
  /** What the node last reported of this binding; null: nothing. */
  facts: Facts | null;
  state: weft.v1.PortState;
  sinceMs: number;
  /** Entries of the port that nodes could not apply: (node, key) -> text. */
  nacks: Map<string, string> | null;
}

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
  readonly #ports = new Map<string, PortRecord>();
  readonly #byDatapathId = new Map<number, PortRecord>();
  /** Ids of tenants, networks and nodes: each row has its own copy of them, the records share one. */
  readonly #shared = new Map<string, string>();
  /** Ports bound to each node. */
  readonly #bound = new Map<string, Set<PortRecord>>();
  readonly #options: PortBoardOptions;

  constructor(rows: Iterable<Tables['port']>, options: PortBoardOptions) {
    this.#options = options;
    const now = options.now();
    for (const row of rows) this.#put(row.metadata?.id ?? '', row, now, null);
  }

  /** Follows the desired state: a port that is bound anew or unbound starts from nothing. */
  apply(effect: Effect & { table: 'port' }, timeUnixMs: number): void {
    const record = this.#ports.get(effect.id) ?? null;
    if (effect.after) {
      this.#put(effect.id, effect.after, timeUnixMs, this.#options.onTransition, record);
      return;
    }
    if (!record) return;
    this.#unindex(record);
    this.#ports.delete(effect.id);
    this.#transition(record, timeUnixMs, record.state, true, this.#options.onTransition);
    this.#options.onChange(effect.id);
  }

  /** What the node observes of its ports. */
  report(nodeId: string, report: weft.v1.PortReport): void {
    const named = report.complete ? new Set<PortRecord>() : null;
    for (const facts of report.ports) {
      const record = this.#ports.get(facts.portId ?? '');
      if (!record || record.nodeId !== nodeId || record.generation !== facts.generation) continue;
      named?.add(record);
      this.#observe(record, {
        plugged: facts.plugged ?? false,
        linkUp: facts.linkUp ?? false,
        programmed: facts.programmed ?? false,
        interface: facts.interface ?? '',
        message: facts.message ?? '',
      });
    }
    if (!named) return;
    for (const record of this.#bound.get(nodeId) ?? []) if (!named.has(record)) this.#observe(record, null);
  }

  /** All ports of the node have another `node_ready`. */
  nodeChanged(nodeId: string): void {
    for (const record of this.#bound.get(nodeId) ?? []) this.#options.onChange(record.id);
  }

  portsOf(nodeId: string): number {
    return this.#bound.get(nodeId)?.size ?? 0;
  }

  idOfDatapathId(datapathId: number): string | null {
    return this.#byDatapathId.get(datapathId)?.id ?? null;
  }

  /** A node could not apply an entry of the port; null: it can now. `source` identifies node and entry. */
  setNack(portId: string, source: string, text: string | null): void {
    const record = this.#ports.get(portId);
    if (!record) return;
    if (text !== null) {
      record.nacks ??= new Map();
      record.nacks.set(source, text);
    } else if (record.nacks?.delete(source)) {
      if (record.nacks.size === 0) record.nacks = null;
    } else {
      return;
    }
    this.#options.onChange(portId);
  }

  /** The status of a row; the row may be newer or older than what this board has followed. */
  status(row: Tables['port'], nodeReady: (nodeId: string) => boolean): weft.v1.PortStatus.$Properties {
    const record = this.#ports.get(row.metadata?.id ?? '');
    const nodeId = row.activeBinding?.nodeId ?? '';
    const followed = record?.nodeId === nodeId && record.generation === (row.activeBinding?.generation ?? 0);
    const facts = followed ? record.facts : null;
    const [nack] = record?.nacks?.values() ?? [];
    return {
      state: stateOf(nodeId, facts),
      plugged: facts?.plugged ?? false,
      linkUp: facts?.linkUp ?? false,
      programmed: facts?.programmed ?? false,
      nodeReady: nodeId !== '' && nodeReady(nodeId),
      interface: facts?.interface ?? '',
      message: facts?.message || nack || '',
      since: timestamp(record?.sinceMs ?? this.#options.now()),
    };
  }

  #observe(record: PortRecord, facts: Facts | null): void {
    const before = record.facts;
    if (before === facts || (before && facts && sameFacts(before, facts))) return;
    record.facts = facts;
    const previous = record.state;
    const state = stateOf(record.nodeId, facts);
    if (state !== previous) {
      record.state = state;
      record.sinceMs = this.#options.now();
      this.#transition(record, record.sinceMs, previous, false, this.#options.onTransition);
    }
    this.#options.onChange(record.id);
  }

  #put(
    id: string,
    row: Tables['port'],
    timeUnixMs: number,
    onTransition: PortBoardOptions['onTransition'] | null,
    known: PortRecord | null = null,
  ): void {
    const nodeId = this.#share(row.activeBinding?.nodeId ?? '');
    const generation = row.activeBinding?.generation ?? 0;
    if (known && known.nodeId === nodeId && known.generation === generation) return;
    if (known) this.#unindex(known);
    const previous = known?.state ?? PortState.PORT_STATE_UNSPECIFIED;
    const state = stateOf(nodeId, null);
    const record: PortRecord = {
      id,
      tenantId: this.#share(row.tenantId),
      networkId: this.#share(row.networkId),
      datapathId: row.datapathId,
      nodeId,
      generation,
      facts: null,
      state,
      sinceMs: known?.state === state ? known.sinceMs : timeUnixMs,
      nacks: null,
    };
    this.#ports.set(id, record);
    this.#byDatapathId.set(record.datapathId, record);
    if (nodeId !== '') {
      const bound = this.#bound.get(nodeId) ?? new Set();
      bound.add(record);
      this.#bound.set(nodeId, bound);
    }
    if (!onTransition) return;
    if (state !== previous) this.#transition(record, timeUnixMs, previous, false, onTransition);
    this.#options.onChange(id);
  }

  #share(id: string): string {
    const known = this.#shared.get(id);
    if (known !== undefined) return known;
    // Ids of what was deleted stay: begin anew at some time.
    if (this.#shared.size >= 100_000) this.#shared.clear();
    this.#shared.set(id, id);
    return id;
  }

  #unindex(record: PortRecord): void {
    if (this.#byDatapathId.get(record.datapathId) === record) this.#byDatapathId.delete(record.datapathId);
    const bound = this.#bound.get(record.nodeId);
    bound?.delete(record);
    if (bound?.size === 0) this.#bound.delete(record.nodeId);
  }

  #transition(
    record: PortRecord,
    timeUnixMs: number,
    previousState: weft.v1.PortState,
    deleted: boolean,
    onTransition: PortBoardOptions['onTransition'],
  ): void {
    const { id: portId, tenantId, networkId, nodeId, generation, state } = record;
    onTransition({
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

function stateOf(nodeId: string, facts: Facts | null): weft.v1.PortState {
  if (nodeId === '') return PortState.UNBOUND;
  return facts?.plugged && facts.linkUp && facts.programmed ? PortState.ACTIVE : PortState.BINDING;
}

function sameFacts(a: Facts, b: Facts): boolean {
  return (
    a.plugged === b.plugged &&
    a.linkUp === b.linkUp &&
    a.programmed === b.programmed &&
    a.interface === b.interface &&
    a.message === b.message
  );
}

/** google.protobuf.Timestamp of milliseconds since the epoch. */
export function timestamp(unixMs: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(unixMs / 1000);
  return { seconds, nanos: Math.round((unixMs - seconds * 1000) * 1e6) };
}
