import { execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ifindexByName } from '../../node-agent/src/datapath/bpf/network-namespace.js';

/** Frames in and out of a device, as lines of hex (packet-socket.py). */
const packetSocket = join(import.meta.dirname, 'packet-socket.py');

const directory = '/run/netns';

/** Deletes the namespaces of runs that were broken off: vitest kills its workers, so that they cannot. */
function deleteOrphans(): void {
  for (const name of existsSync(directory) ? readdirSync(directory) : []) {
    const pid = /^weft-packets-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) deleteNamespace(name);
  }
}

function deleteNamespace(name: string): void {
  const exists = () => existsSync(join(directory, name));
  try {
    if (exists()) execFileSync('ip', ['netns', 'del', name], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    // Unless another run was quicker.
    if (exists()) throw error;
  }
}

/** A network namespace of this test process, with its devices. Deleting it deletes them. */
export class Namespace {
  readonly name: string;
  readonly path: string;

  /** @param label unique within the test file */
  constructor(label: string) {
    this.name = `weft-packets-${process.pid}-${label}`;
    this.path = join(directory, this.name);
    deleteOrphans();
    execFileSync('ip', ['netns', 'add', this.name]);
    this.ip('link set lo up');
    // Quiet unless a test asks: IPv6 speaks by itself on every device.
    for (const devices of ['all', 'default']) this.sysctl(`net.ipv6.conf.${devices}.disable_ipv6`, 1);
  }

  /** An `ip` command, its words separated by spaces. */
  ip(command: string): string {
    return execFileSync('ip', ['-n', this.name, ...command.split(' ')], { encoding: 'utf8' });
  }

  run(...command: string[]): string {
    return execFileSync('nsenter', [`--net=${this.path}`, ...command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  start(command: string[], options: SpawnOptions) {
    return spawn('nsenter', [`--net=${this.path}`, ...command], options);
  }

  sysctl(key: string, value: string | number): void {
    this.run('sysctl', '-qw', `${key}=${value}`);
  }

  ifindex(device: string): number {
    const index = ifindexByName(device, this.path);
    if (index === null) throw new Error(`no device ${device} in ${this.name}`);
    return index;
  }

  /** A veth pair, both ends up. */
  veth(device: string, peer: { device: string; in: Namespace; mac?: string; address?: string }, mtu = 1500): void {
    const mac = peer.mac ? ` address ${peer.mac}` : '';
    this.ip(`link add ${device} mtu ${mtu} type veth peer name ${peer.device} netns ${peer.in.name} mtu ${mtu}${mac}`);
    this.ip(`link set ${device} up`);
    if (peer.address) peer.in.ip(`addr add ${peer.address} dev ${peer.device}`);
    peer.in.ip(`link set ${peer.device} up`);
  }

  /** Sends frames out of a device, each with an skb mark. */
  send(device: string, frames: readonly Uint8Array[], mark = 0): void {
    execFileSync('nsenter', [`--net=${this.path}`, '/usr/bin/python3', packetSocket, 'send', device, String(mark)], {
      input: frames.map((f) => Buffer.from(f).toString('hex')).join('\n'),
    });
  }

  /**
   * Starts to record the frames that a device receives or sends; resolves once it listens. `stop` gives those until then: a
   * VLAN tag that the kernel holds apart is put back in.
   */
  async capture(
    device: string,
  ): Promise<{ stop(): Promise<Buffer[]>; until(enough: (frames: Buffer[]) => boolean): Promise<Buffer[]> }> {
    const child = this.start(['/usr/bin/python3', packetSocket, 'capture', device], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdin, stdout } = child;
    if (!stdin || !stdout) throw new Error('no pipes');
    let text = '';
    const frames = () =>
      text
        .split('\n')
        .slice(1, -1)
        .map((line) => Buffer.from(line, 'hex'));
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`capture on ${device} ended with ${code}`)));
      stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.startsWith('listening\n')) resolve();
      });
    });
    const stop = async () => {
      stdin.end();
      await closed;
      return frames();
    };
    return {
      stop,
      until: async (enough) => {
        await waitUntil(() => enough(frames()));
        return await stop();
      },
    };
  }

  delete(): void {
    deleteNamespace(this.name);
  }
}

/** Polls until the condition holds. @throws Error when it does not within the deadline */
export async function waitUntil(holds: () => boolean, deadlineMs = 5_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`did not come true within ${deadlineMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Remembers where the kernel's log ends; `troubleSince` gives what it says of trouble after that. */
export function markKernelLog(): { troubleSince(): string[] } {
  const lines = () =>
    execFileSync('dmesg', { encoding: 'utf8', maxBuffer: 1 << 26 })
      .split('\n')
      .filter(Boolean);
  const time = (line: string) => Number(/^\[ *([0-9.]+)]/.exec(line)?.[1] ?? 0);
  const end = Math.max(0, ...lines().map(time));
  return {
    troubleSince: () =>
      lines().filter(
        (line) => time(line) > end && /BUG:|WARNING:|Oops|general protection|Call Trace|refcount/.test(line),
      ),
  };
}
