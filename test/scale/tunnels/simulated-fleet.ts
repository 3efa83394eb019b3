import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { built } from '../../../deploy/lab/directory.js';
import { waitFor } from '../../../deploy/lab/wait-for.js';
import type { ReplayAnswer, ReplayRequest } from './replay-worker.js';

/** The process that is all nodes. */
export class SimulatedFleet {
  readonly #child: ChildProcess;
  readonly #answers: ReplayAnswer[] = [];
  #ended: string | null = null;

  constructor() {
    this.#child = fork(built('test', 'scale', 'tunnels', 'replay-worker.js'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (answer: ReplayAnswer) => this.#answers.push(answer));
    this.#child.on('exit', (code, signal) => {
      this.#ended = `the fleet ended (${code ?? signal})`;
    });
  }

  start(request: ReplayRequest): void {
    this.#child.send(request);
  }

  answer<Kind extends ReplayAnswer['did']>(did: Kind, timeoutMs: number): Promise<ReplayAnswer & { did: Kind }> {
    return waitFor(`the fleet has ${did}`, timeoutMs, () => {
      if (this.#ended !== null) throw new Error(this.#ended);
      return this.#answers.find((answer): answer is ReplayAnswer & { did: Kind } => answer.did === did);
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

/** nats-server on loopback, for everybody. */
export class OpenNats {
  private constructor(
    readonly url: string,
    readonly client: NatsConnection,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<OpenNats> {
    const port = await freePort();
    const child = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    try {
      const url = `nats://127.0.0.1:${port}`;
      const client = await waitFor('nats-server answers', 10_000, () =>
        connect({ servers: url }).catch(() => undefined),
      );
      return new OpenNats(url, client, child);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.client.close();
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exit;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
