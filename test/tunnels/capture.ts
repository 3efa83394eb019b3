import { spawn } from 'node:child_process';
import { inNamespace } from '../../deploy/lab/command.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/** A frame, and when the kernel saw it at the interface. */
export interface CapturedFrame {
  /** Since 1970, to the nanosecond but for what a double rounds (256 ns); of captures on one machine, of one clock. */
  readonly ns: number;
  readonly frame: Buffer;
}

/** Lengths of the pcap file's header and of a record's. */
const fileHeader = 24;
const recordHeader = 16;

/** tcpdump at an interface of a namespace: frames with the kernel's timestamps. */
export class Capture {
  private readonly chunks: Buffer[] = [];

  private constructor(
    private readonly tool: ReturnType<typeof spawn>,
    private readonly closed: Promise<unknown>,
  ) {
    tool.stdout?.on('data', (chunk: Buffer) => this.chunks.push(chunk));
  }

  /** Resolves when it listens. `filter` as tcpdump's; the first 256 bytes of each frame are kept. */
  static async start(namespace: string, device: string, filter: string): Promise<Capture> {
    const flags = ['--time-stamp-precision=nano', '--immediate-mode', '-U', '-s', '256', '-w', '-'];
    const [program, ...args] = inNamespace(namespace, ['tcpdump', '-i', device, ...flags, ...filter.split(' ')]);
    const tool = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const capture = new Capture(tool, new Promise((resolve) => tool.once('close', resolve)));
    let said = '';
    tool.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await waitFor(
      `tcpdump listens on ${device} of ${namespace}`,
      10_000,
      () => said.includes('listening on') || undefined,
    );
    return capture;
  }

  /** What has come so far. */
  frames(): CapturedFrame[] {
    const bytes = Buffer.concat(this.chunks);
    const list: CapturedFrame[] = [];
    for (let at = fileHeader; at + recordHeader <= bytes.length; ) {
      const length = bytes.readUInt32LE(at + 8);
      const begin = at + recordHeader;
      if (begin + length > bytes.length) break;
      const ns = bytes.readUInt32LE(at) * 1e9 + bytes.readUInt32LE(at + 4);
      list.push({ ns, frame: bytes.subarray(begin, begin + length) });
      at = begin + length;
    }
    return list;
  }

  /** Everything, when there are at least so many frames. */
  async until(count: number, timeoutMs = 10_000): Promise<CapturedFrame[]> {
    await waitFor(`${count} frames`, timeoutMs, () => this.frames().length >= count || undefined);
    return this.stop();
  }

  async stop(): Promise<CapturedFrame[]> {
    this.tool.kill();
    await this.closed;
    return this.frames();
  }
}
