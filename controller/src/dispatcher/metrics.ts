import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the gauges show, read when somebody asks. */
export interface DispatcherGauges {
  streams(): number;
  nodes(): number;
  nodesReady(): number;
  pendingKeys(): number;
  /** Revisions that the slowest open stream is behind. */
  ackLagRevisions(): number;
  unackedBytes(): number;
  /** Calls that wait until nodes are programmed. */
  programmedWaits(): number;
  /** Counters of rules' hits: kept, and how many found no room since the process started. */
  ruleHitCounters(): { readonly kept: number; readonly refused: number };
  /** Snapshots that wait for their turn. */
  waitingSnapshots(): number;
}

/** The dispatcher's metrics. */
export class DispatcherMetrics {
  readonly framesSent: Counter;
  readonly bytesSent: Counter;
  readonly framesEncoded: Counter;
  readonly compilerDefects: Counter;
  readonly ackSeconds: Histogram;
  readonly snapshots: Counter;
  readonly resumes: Counter<'kind'>;
  readonly nacks: Counter<'reason'>;
  readonly nacksSkipped: Counter;
  readonly refused: Counter<'code'>;

  constructor(registry: Registry, gauges: DispatcherGauges) {
    const registers = [registry];
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('weft_sync_streams', 'Open streams of node agents', gauges.streams);
    gauge('weft_nodes', 'Nodes that exist', gauges.nodes);
    gauge('weft_nodes_ready', 'Nodes that are READY', gauges.nodesReady);
    gauge('weft_sync_pending_keys', 'Keys that wait to be sent, all streams', gauges.pendingKeys);
    gauge('weft_sync_ack_lag_revisions', 'Revisions that the slowest open stream is behind', gauges.ackLagRevisions);
    gauge('weft_sync_unacked_bytes', 'Bytes sent and not acked, all streams', gauges.unackedBytes);
    gauge('weft_sync_snapshots_waiting', 'Snapshots that wait for their turn', gauges.waitingSnapshots);
    gauge('weft_programmed_waits', 'Calls that wait until nodes are programmed', gauges.programmedWaits);
    gauge('weft_rule_hit_counters', "Counters of rules' hits that are kept", () => gauges.ruleHitCounters().kept);
    new Counter({
      name: 'weft_rule_hit_counters_refused_total',
      help: "Counters of rules' hits that found no room, each time that a node told of them",
      registers,
      collect() {
        this.reset();
        this.inc(gauges.ruleHitCounters().refused);
      },
    });

    const counter = (name: string, help: string) => new Counter({ name, help, registers });
    this.framesSent = counter('weft_sync_frames_sent_total', 'Frames written to streams');
    this.bytesSent = counter('weft_sync_bytes_sent_total', 'Bytes of frames written to streams');
    this.framesEncoded = counter(
      'weft_sync_delta_frames_encoded_total',
      'Shared delta frames encoded; the others were sent again',
    );
    this.snapshots = counter('weft_sync_snapshots_sent_total', 'Snapshots sent completely');
    this.compilerDefects = counter('weft_compiler_defects_total', 'Times that the compiler had to start anew');
    this.nacksSkipped = counter(
      'weft_sync_nacks_skipped_total',
      'Nacks that were only counted: too many in one second',
    );
    this.resumes = new Counter({
      name: 'weft_sync_resumes_total',
      help: 'Streams begun, by what followed Welcome: snapshot or delta',
      labelNames: ['kind'],
      registers,
    });
    this.nacks = new Counter({
      name: 'weft_sync_nacks_total',
      help: 'Nacks received, by reason',
      labelNames: ['reason'],
      registers,
    });
    this.refused = new Counter({
      name: 'weft_sync_streams_refused_total',
      help: 'Streams ended with an error, by code',
      labelNames: ['code'],
      registers,
    });
    this.ackSeconds = new Histogram({
      name: 'weft_sync_ack_seconds',
      help: 'From the last frame of a delta or snapshot written to its ack',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
      registers,
    });
  }
}
