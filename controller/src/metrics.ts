import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallRecord } from './api/interceptor.js';
import { kindOf, tableNames } from './model/tables.js';
import type { Store } from './store/store.js';

/** Prometheus metrics of the process, the store and the API. Others (the dispatcher, events) add theirs to `registry`. */
export class ControllerMetrics {
  readonly registry = new Registry();
  readonly #transactions: Counter;
  readonly #commitSeconds: Histogram;
  readonly #batchTransactions: Histogram;
  readonly #storeFailures: Counter;
  readonly #certificateReads: Counter<'outcome'>;
  readonly #revoked: Gauge;
  readonly #calls: Counter<'method' | 'code'>;
  readonly #callSeconds: Histogram<'method'>;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#transactions = new Counter({
      name: 'weft_store_transactions_total',
      help: 'Transactions committed',
      registers,
    });
    this.#commitSeconds = new Histogram({
      name: 'weft_store_commit_seconds',
      help: 'Time of one group commit: encoding, batch and sync',
      buckets: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
      registers,
    });
    this.#batchTransactions = new Histogram({
      name: 'weft_store_batch_transactions',
      help: 'Transactions in one group commit',
      buckets: [1, 2, 5, 10, 50, 100, 500, 1000, 5000],
      registers,
    });
    this.#storeFailures = new Counter({
      name: 'weft_store_failures_total',
      help: 'Failed batches and failed attempts to open the store again',
      registers,
    });
    this.#certificateReads = new Counter({
      name: 'weft_tls_reloads_total',
      help: 'Changes of the TLS files, by whether they could be used',
      labelNames: ['outcome'],
      registers,
    });
    this.#revoked = new Gauge({
      name: 'weft_tls_revoked_certificates',
      help: 'Certificates on the CRL that is in force',
      registers,
    });
    this.#calls = new Counter({
      name: 'weft_rpc_calls_total',
      help: 'Calls that have ended, by method and gRPC code',
      labelNames: ['method', 'code'],
      registers,
    });
    this.#callSeconds = new Histogram({
      name: 'weft_rpc_seconds',
      help: 'Duration of calls that have ended, by method (streams included)',
      labelNames: ['method'],
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    });
  }

  /** Gauges that are read from the store when somebody asks. */
  observeStore(store: Store): void {
    const registers = [this.registry];
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('weft_store_revision', 'Last committed revision', () => store.committedRevision);
    gauge('weft_store_available', '1 while the store answers', () => (store.available ? 1 : 0));
    gauge('weft_store_held_numbers', 'Numbers of deleted resources that nodes may still hold', () => store.heldNumbers);
    gauge(
      'weft_store_change_log_bytes',
      'Bytes of the records that agents and watches resume from',
      () => store.changeLogBytes,
    );
    new Gauge({
      name: 'weft_resources',
      help: 'Resources by kind',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const table of tableNames) {
          if (table !== 'keyring') this.set({ kind: kindOf(table) }, store.size(table));
        }
      },
    });
  }

  committed(transactions: number, seconds: number): void {
    this.#transactions.inc(transactions);
    this.#commitSeconds.observe(seconds);
    this.#batchTransactions.observe(transactions);
  }

  storeFailed(): void {
    this.#storeFailures.inc();
  }

  certificatesRead(revoked: number): void {
    this.#certificateReads.inc({ outcome: 'used' });
    this.#revoked.set(revoked);
  }

  certificatesRefused(): void {
    this.#certificateReads.inc({ outcome: 'refused' });
  }

  callEnded({ path, code, seconds }: CallRecord): void {
    this.#calls.inc({ method: path, code });
    this.#callSeconds.observe({ method: path }, seconds);
  }
}

/** Serves GET /metrics as plain HTTP. */
export function serveMetrics(registry: Registry, host: string, l4Port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`can't serve metrics on ${host}:${l4Port}: ${error.message}`)));
    server.listen(l4Port, host, () => resolve(server));
  });
}
