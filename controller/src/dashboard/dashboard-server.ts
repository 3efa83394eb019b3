import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Counter, Gauge, type Registry } from 'prom-client';
import { isLoopback, type ListenerSecurity } from '../api/credentials.js';
import type { TunnelSource } from '../tunnels/tunnel-source.js';
import { DataAnswers } from './data-answers.js';
import { PageFeed } from './page-feed.js';
import { type PageFile, readPageFiles } from './page-files.js';
import { peerRefusal } from './peer.js';
import { type Refusal, refusalOf, securityHeaders } from './request-check.js';

export const dashboardLimits = {
  /** Pages that follow the picture at once. */
  streams: 32,
  connections: 256,
  headerBytes: 16_384,
  /** Time for a handshake, for a request's headers, and for an answer to be taken, in milliseconds. */
  requestMs: 10_000,
  answerMs: 30_000,
  /** A connection is kept so long for the next request. */
  idleMs: 60_000,
} as const;

export interface DashboardOptions {
  readonly host: string;
  readonly l4Port: number;
  /** The built page. */
  readonly directory: string;
  readonly source: TunnelSource;
  /** That of the API's listener: the same certificates, and who is revoked there is so here. */
  readonly security: ListenerSecurity;
  readonly registry: Registry;
  readonly onDefect: (error: unknown) => void;
}

/** Serves the dashboard: the page, and what it shows. GET only; to admins, or as plain text to loopback. */
export class DashboardServer {
  readonly #options: DashboardOptions;
  readonly #server: Server;
  readonly #files: ReadonlyMap<string, PageFile>;
  readonly #answers: DataAnswers;
  readonly #feed: PageFeed;
  /** Responses of /data/stream. */
  readonly #streams = new Set<ServerResponse>();
  readonly #requests: Counter<'status'>;

  private constructor(options: DashboardOptions) {
    this.#options = options;
    const { host, security, registry, source } = options;
    this.#files = readPageFiles(options.directory);
    this.#answers = new DataAnswers(source);
    this.#feed = new PageFeed(source);
    this.#requests = new Counter({
      name: 'weft_dashboard_requests_total',
      help: 'Requests to the dashboard, by HTTP status',
      labelNames: ['status'],
      registers: [registry],
    });
    const feed = this.#feed;
    new Gauge({
      name: 'weft_dashboard_pages',
      help: 'Pages of the dashboard that follow tunnels now',
      registers: [registry],
      collect() {
        this.set(feed.pages);
      },
    });
    const material = security.material();
    if (!material && !isLoopback(host)) {
      throw new Error(
        `plain text is for loopback only: a dashboard on ${host} needs --tls-ca, --tls-cert and --tls-key`,
      );
    }
    const http = { maxHeaderSize: dashboardLimits.headerBytes };
    if (material) {
      const asked = { requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' } as const;
      const handshakeTimeout = dashboardLimits.requestMs;
      const server = createTlsServer({ ...http, handshakeTimeout, ...material.context, ...asked });
      security.onMaterial(({ context }) => server.setSecureContext({ ...context, ...asked }));
      this.#server = server;
    } else {
      this.#server = createPlainServer(http);
    }
    security.onRevoked(() => this.#endRevoked());
    this.#server.maxConnections = dashboardLimits.connections;
    this.#server.headersTimeout = dashboardLimits.requestMs;
    this.#server.requestTimeout = dashboardLimits.requestMs;
    this.#server.keepAliveTimeout = dashboardLimits.idleMs;
    this.#server.on('request', (request, response) => this.#serve(request, response));
    // A peer that speaks no HTTP is answered by Node; one that can't be talked to is its own trouble.
    this.#server.on('tlsClientError', () => undefined);
  }

  /** Begins to serve. Throws what people should be told. */
  static async start(options: DashboardOptions): Promise<DashboardServer> {
    const dashboard = new DashboardServer(options);
    const { host, l4Port } = options;
    await new Promise<void>((resolve, reject) => {
      const failed = (error: Error) =>
        reject(new Error(`can't serve the dashboard on ${host}:${l4Port}: ${error.message}`, { cause: error }));
      dashboard.#server.once('error', failed);
      dashboard.#server.listen(l4Port, host, () => {
        dashboard.#server.off('error', failed);
        dashboard.#server.on('error', options.onDefect);
        resolve();
      });
    });
    return dashboard;
  }

  get l4Port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    response.once('close', () => this.#requests.inc({ status: response.statusCode }));
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    try {
      const refusal = this.#refusalOf(request) ?? this.#answer(request, response);
      if (refusal) refuse(response, refusal);
    } catch (error) {
      this.#options.onDefect(error);
      if (response.headersSent) response.destroy();
      else refuse(response, { status: 500, message: 'the controller has a defect: see its log' });
    }
  }

  #refusalOf(request: IncomingMessage): Refusal | null {
    const plain = this.#options.security.material() === null;
    const { method = '', url = '', headers } = request;
    return refusalOf({ method, url, plain, headers }) ?? peerRefusal(request.socket, this.#options.security.revoked());
  }

  #answer(request: IncomingMessage, response: ServerResponse): Refusal | null {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const file = this.#files.get(path);
    if (file) {
      sendFile(request, response, file);
      return null;
    }
    if (path === '/data/stream') return this.#stream(response);
    const answer = this.#answers.answer(path, new URLSearchParams(query));
    if (answer === undefined) return { status: 404, message: 'there is no such page' };
    if ('status' in answer) return answer;
    send(response, 200, 'application/json', Buffer.from(JSON.stringify(answer.json)));
    return null;
  }

  #stream(response: ServerResponse): Refusal | null {
    if (this.#streams.size >= dashboardLimits.streams) {
      return { status: 503, message: `${dashboardLimits.streams} pages are open, which is the limit` };
    }
    this.#streams.add(response);
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
    response.socket?.setNoDelay(true);
    const page = this.#feed.add(response, () => response.destroy());
    response.on('drain', () => page.drained());
    response.once('close', () => {
      this.#streams.delete(response);
      page.remove();
    });
    return null;
  }

  #endRevoked(): void {
    const revoked = this.#options.security.revoked();
    for (const response of [...this.#streams]) {
      if (response.socket && peerRefusal(response.socket, revoked)) response.destroy();
    }
  }
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: PageFile): void {
  response.setHeader('etag', file.etag);
  response.setHeader('cache-control', file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === file.etag) response.writeHead(304).end();
  else send(response, 200, file.contentType, file.bytes);
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  if (status === 405) response.setHeader('allow', 'GET');
  if (status === 503) response.setHeader('retry-after', '5');
  // What else comes of a request that was not read is not another request.
  response.setHeader('connection', 'close');
  send(response, status, 'text/plain; charset=utf-8', Buffer.from(`${message}\n`));
}

function send(response: ServerResponse, status: number, contentType: string, bytes: Buffer): void {
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store');
  response.writeHead(status, { 'content-type': contentType, 'content-length': bytes.byteLength });
  response.end(bytes);
  const untaken = setTimeout(() => response.destroy(), dashboardLimits.answerMs).unref();
  response.once('close', () => clearTimeout(untaken));
}
