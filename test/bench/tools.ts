import { type ChildProcess, spawn } from 'node:child_process';
import { inNamespace, must, run } from '../../deploy/lab/command.js';
import { built } from '../../deploy/lab/directory.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { SoftirqClock } from './cpu.js';
import { serverL4Ports } from './systems/policy-rules.js';
import type { System } from './systems/system.js';

/** The traffic tools: each measures one thing between the two ends of a system. */

/** Which CPUs the ends are pinned to. With one CPU they share it. */
export interface Pinning {
  readonly client: number;
  readonly server: number;
}

/** A new l4 port for each server: the last one's connections may linger. */
let lastPort: number = serverL4Ports.first;
function nextPort(): number {
  lastPort = lastPort === serverL4Ports.last ? serverL4Ports.first : lastPort + 1;
  return lastPort;
}

export interface RoundTrip {
  readonly p50Us: number;
  readonly p99Us: number;
}

/** TCP round trip to an address of the server, 14-byte messages, both ends on one CPU. */
export async function tcpRoundTrip(system: System, address: string, cpu: number, seconds: number): Promise<RoundTrip> {
  const tool = built('test', 'bench', 'round-trip');
  const port = nextPort();
  return withServer(system, pinned(cpu, [tool, 'serve', address, String(port)]), port, async () => {
    const call = [tool, 'call', address, String(port), String(seconds)];
    const { p50_us, p99_us } = JSON.parse(await inClient(system, pinned(cpu, call))) as RoundTripJson;
    return { p50Us: p50_us, p99Us: p99_us };
  });
}

interface RoundTripJson {
  readonly p50_us: number;
  readonly p99_us: number;
}

export interface PacketRate {
  readonly packetsPerSecond: number;
  readonly cpuUsPerPacket: number;
  /** Part of the packets sent that did not arrive, 0 to 1: they cost CPU that is charged to those that did. */
  readonly lost: number;
}

/** UDP packets as fast as one core sends them; 18 bytes of payload make a 64-byte Ethernet frame. Counted where they arrive. */
export async function udpFlood(system: System, pin: Pinning, seconds: number): Promise<PacketRate> {
  const port = nextPort();
  const flood = built('test', 'bench', 'udp-flood');
  const softirqs = new SoftirqClock([...new Set([pin.client, pin.server])]);
  const receiver = startIn(system.serverNamespace, pinned(pin.server, [flood, 'receive', String(port)]));
  const received = collect(receiver);
  try {
    await listening(system.serverNamespace, 'udp', port);
    const before = softirqs.read();
    const sent = JSON.parse(
      await inClient(
        system,
        pinned(pin.client, [flood, 'send', system.serverAddress, String(port), '18', String(seconds)]),
      ),
    ) as FloodJson;
    const arrived = JSON.parse(await received) as FloodJson;
    const cpuSeconds = sent.cpu_seconds + arrived.cpu_seconds + softirqs.read() - before;
    return {
      packetsPerSecond: arrived.packets / arrived.seconds,
      cpuUsPerPacket: (cpuSeconds * 1e6) / arrived.packets,
      lost: 1 - arrived.packets / sent.packets,
    };
  } finally {
    receiver.kill('SIGKILL');
  }
}

interface FloodJson {
  readonly packets: number;
  readonly seconds: number;
  readonly cpu_seconds: number;
}

export interface ConnectionRate {
  readonly perSecond: number;
  readonly cpuUsPerConnection: number;
}

/** TCP connections a second, 16 at a time, each established and closed by both ends. Every l4 port pair is a new one. */
export async function connections(system: System, pin: Pinning, seconds: number): Promise<ConnectionRate> {
  const port = nextPort();
  const tool = built('test', 'bench', 'connect');
  const softirqs = new SoftirqClock([...new Set([pin.client, pin.server])]);
  const server = startIn(
    system.serverNamespace,
    pinned(pin.server, [tool, 'serve', system.serverAddress, String(port)]),
  );
  const accepted = collect(server);
  try {
    await listening(system.serverNamespace, 'tcp', port);
    const before = softirqs.read();
    const call = [tool, 'call', system.serverAddress, String(port), String(seconds)];
    const made = JSON.parse(await inClient(system, pinned(pin.client, call))) as ConnectJson;
    const served = JSON.parse(await accepted) as ConnectJson;
    const cpuSeconds = made.cpu_seconds + served.cpu_seconds + softirqs.read() - before;
    return {
      perSecond: made.connections / made.seconds,
      cpuUsPerConnection: (cpuSeconds * 1e6) / served.connections,
    };
  } finally {
    server.kill('SIGKILL');
  }
}

interface ConnectJson {
  readonly connections: number;
  readonly seconds: number;
  readonly cpu_seconds: number;
}

export interface Throughput {
  readonly gbitPerSecond: number;
  readonly cpuSecondsPerGbit: number;
}

/** TCP bulk transfer with cubic (iperf3), one end a CPU. */
export async function tcpThroughput(
  system: System,
  pin: Pinning,
  streams: number,
  seconds: number,
): Promise<Throughput> {
  const port = nextPort();
  const softirqs = new SoftirqClock([...new Set([pin.client, pin.server])]);
  const server = pinned(pin.server, ['iperf3', '-s', '-1', '-p', String(port)]);
  return withServer(system, server, port, async () => {
    const client = ['iperf3', '-c', system.serverAddress, '-p', String(port), '-C', 'cubic', '-J'];
    const before = softirqs.read();
    const output = await inClient(
      system,
      pinned(pin.client, [...client, '-t', String(seconds), '-P', String(streams)]),
    );
    const softirqSeconds = softirqs.read() - before;
    const { sum_received: sum, cpu_utilization_percent: cpu } = (JSON.parse(output) as { end: IperfEnd }).end;
    // Both ends' getrusage over the time of the test.
    const cpuSeconds = ((cpu.host_total + cpu.remote_total) / 100) * sum.seconds + softirqSeconds;
    return { gbitPerSecond: sum.bits_per_second / 1e9, cpuSecondsPerGbit: cpuSeconds / ((sum.bytes * 8) / 1e9) };
  });
}

interface IperfEnd {
  readonly sum_received: { readonly bytes: number; readonly bits_per_second: number; readonly seconds: number };
  readonly cpu_utilization_percent: { readonly host_total: number; readonly remote_total: number };
}

function pinned(cpu: number, argv: readonly string[]): string[] {
  return ['taskset', '-c', String(cpu), ...argv];
}

function inClient(system: System, argv: readonly string[]): Promise<string> {
  return must(inNamespace(system.clientNamespace, argv));
}

function startIn(namespace: string, argv: readonly string[]): ChildProcess {
  const [program, ...args] = inNamespace(namespace, argv);
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Everything that a process writes until it ends. */
function collect(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}

async function withServer<T>(
  system: System,
  argv: readonly string[],
  port: number,
  work: () => Promise<T>,
): Promise<T> {
  const server = startIn(system.serverNamespace, argv);
  const ended = collect(server);
  try {
    await listening(system.serverNamespace, 'tcp', port);
    return await work();
  } finally {
    server.kill('SIGKILL');
    await ended;
  }
}

/** Waits until something listens on the l4 port. */
async function listening(namespace: string, protocol: 'tcp' | 'udp', port: number): Promise<void> {
  await waitFor(`a ${protocol} server listens in ${namespace}`, 5_000, async () => {
    const flags = protocol === 'tcp' ? '-Hltn' : '-Hlun';
    const { stdout } = await run(inNamespace(namespace, ['ss', flags, `sport = :${port}`]));
    return stdout.trim() === '' ? undefined : true;
  });
}
