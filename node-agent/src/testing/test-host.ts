import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, credentials } from '@grpc/grpc-js';
import type { weft } from '../../../proto/gen/codecs.js';
import { AgentService, PlugService } from '../../../proto/gen/services.js';
import { callUnary } from '../../../proto/src/call.js';
import { SyncPeer } from './sync-peer.js';
import { waitUntil } from './wait-until.js';

/** Of the project; this file may run from dist/. */
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..').replace(/\/dist$/, '');

/** For tests: runs a command and returns what it printed. */
export function sh(command: string): string {
  return execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** For tests: a network namespace that goes away with everything in it. */
export class TestNamespace {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    sh(`ip netns add ${name} && ip -n ${name} link set lo up`);
  }

  get path(): string {
    return `/run/netns/${this.name}`;
  }

  ip(command: string): string {
    return sh(`ip -n ${this.name} ${command}`);
  }

  /** Runs in the namespace, with the mounts of the test. */
  run(command: string): string {
    return sh(`nsenter --net=${this.path} ${command}`);
  }

  spawn(command: string, args: readonly string[]): ChildProcess {
    return spawn('nsenter', [`--net=${this.path}`, command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  remove(): void {
    sh(`ip netns del ${this.name} || true`);
  }
}

/**
 * For tests: a host of its own with an underlay interface `und`, a controller that the test plays (reached through a relay, because the agent speaks
 * plain text on its own loopback only), and the agent as a process. The agent runs from dist/: build first.
 */
export class TestHost {
  readonly namespace: TestNamespace;
  readonly directory: string;
  readonly bpffs: string;
  readonly nodeId: string;
  peer: SyncPeer;
  #relay: ChildProcess;
  agent: ChildProcess | null = null;
  log = '';
  readonly #extra: readonly string[];

  private constructor(nodeId: string, peer: SyncPeer, directory: string, extra: readonly string[]) {
    this.nodeId = nodeId;
    this.peer = peer;
    this.directory = directory;
    this.#extra = extra;
    this.bpffs = `/sys/fs/bpf/wa-test-${process.pid}`;
    mkdirSync(this.bpffs, { recursive: true });
    this.namespace = new TestNamespace(nodeId);
    this.#relay = this.namespace.spawn(process.execPath, ['-e', relaySource, join(directory, 'controller.sock')]);
  }

  static async make(nodeId: string, extra: readonly string[] = []): Promise<TestHost> {
    sh('mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf');
    const directory = mkdtempSync(join(tmpdir(), 'wa-test-'));
    const peer = await SyncPeer.start(`unix:${join(directory, 'controller.sock')}`);
    return new TestHost(nodeId, peer, directory, extra);
  }

  startAgent(...flags: string[]): ChildProcess {
    const agent = this.namespace.spawn(process.execPath, [
      join(root, 'dist/node-agent/src/main.js'),
      ...['--node-id', this.nodeId, '--controller', '127.0.0.1:7000', '--state-dir', join(this.directory, 'state')],
      ...['--underlay', 'und', '--bpffs', this.bpffs, '--log-level', 'debug', ...this.#extra, ...flags],
    ]);
    const collect = (data: Buffer) => {
      this.log += data.toString();
    };
    agent.stdout?.on('data', collect);
    agent.stderr?.on('data', collect);
    this.agent = agent;
    return agent;
  }

  /** Ends the agent with a signal and waits until it is gone. */
  async endAgent(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const agent = this.agent;
    if (!agent) return null;
    this.agent = null;
    const gone = new Promise<number | null>((resolve) => agent.once('exit', resolve));
    agent.kill(signal);
    return gone;
  }

  /** A client of the agent's socket, once the agent serves it. */
  async client(): Promise<Client> {
    const client = new Client(`unix:${join(this.directory, 'state/agent.sock')}`, credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.max_reconnect_backoff_ms': 50,
    });
    await waitUntil('the agent serves its socket', async () =>
      callUnary(client, AgentService.getAgent, {}, { timeoutMs: 1000 }).catch(() => null),
    );
    return client;
  }

  /** Calls PlugService.Plug. Rejects with WeftError. */
  async plug(portId: string, interfaceName: string, more: weft.v1.PlugRequest.$Properties = {}) {
    const response = await this.#call((client) =>
      callUnary(client, PlugService.plug, { portId, interface: interfaceName, ...more }, { timeoutMs: 5000 }),
    );
    return response.plug ?? {};
  }

  unplug(portId: string) {
    return this.#call((client) => callUnary(client, PlugService.unplug, { portId }, { timeoutMs: 5000 }));
  }

  async plugs(): Promise<weft.v1.Plug.$Properties[]> {
    const response = await this.#call((client) => callUnary(client, PlugService.listPlugs, {}, { timeoutMs: 5000 }));
    return response.plugs;
  }

  describe(): Promise<weft.v1.Agent> {
    return this.#call((client) => callUnary(client, AgentService.getAgent, {}, { timeoutMs: 5000 }));
  }

  async counters(portId = ''): Promise<weft.v1.PortCounters.$Properties[]> {
    const response = await this.#call((client) =>
      callUnary(client, AgentService.listPortCounters, { portId }, { timeoutMs: 5000 }),
    );
    return response.ports;
  }

  async #call<T>(call: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.client();
    try {
      return await call(client);
    } finally {
      client.close();
    }
  }

  /** Removes everything, also after a failure. */
  async remove(): Promise<void> {
    await this.endAgent('SIGKILL');
    this.peer.stop();
    this.#relay.kill('SIGKILL');
    rmSync(`${this.bpffs}`, { recursive: true, force: true });
    this.namespace.remove();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const relaySource = `
  const net = require('node:net');
  net.createServer((a) => {
    const b = net.connect(process.argv[1]);
    a.pipe(b); b.pipe(a);
    a.on('error', () => b.destroy()); b.on('error', () => a.destroy());
    a.on('close', () => b.destroy()); b.on('close', () => a.destroy());
  }).listen(7000, '127.0.0.1');
`;
