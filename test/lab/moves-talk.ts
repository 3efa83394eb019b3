import { type Background, spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/** TCP connections that live while one of their ends is moved: quiet ones, on which each side speaks when it is told to, and busy ones, which carry a stream each way until they are told to end. */

const script = `
import json, os, signal, socket, sys, threading, time, zlib
kind, role, address, port = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
told = threading.Event()
signal.signal(signal.SIGUSR1, lambda *_: told.set())
s = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
if role == 'listen':
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, port)); s.listen(1); print('listening', flush=True)
    s, _ = s.accept()
else:
    s.connect((address, port))
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
s.settimeout(8)
print('connected', flush=True)
sent, got, gap = [0, 0], [0, 0], 0.0
def hear():
    global gap
    last = time.monotonic()
    while True:
        try: b = s.recv(1 << 18)
        except socket.timeout:
            if kind == 'quiet': continue
            raise
        now = time.monotonic(); gap = max(gap, now - last); last = now
        if not b: return
        got[0] += len(b); got[1] = zlib.crc32(b, got[1])
        if kind == 'quiet': print('heard', got[0], flush=True)
ears = threading.Thread(target=hear); ears.start()
block = os.urandom(1 << 14)
while kind == 'busy' and not told.is_set():
    b = sent[0].to_bytes(8, 'big') + block[8:]
    s.sendall(b); sent[0] += len(b); sent[1] = zlib.crc32(b, sent[1])
    time.sleep(0.002)
if kind == 'quiet':
    while True:
        # Event.wait alone would keep the signal's handler waiting.
        while not told.wait(0.02): pass
        told.clear(); s.sendall(b'x')
s.shutdown(socket.SHUT_WR)
ears.join()
print(json.dumps({'sent': sent, 'received': got, 'longestGapMs': gap * 1000}))
`;

/** What one end of a busy connection says: bytes with their CRC-32, and the longest time that nothing came. */
export interface BusyEnd {
  readonly sent: readonly [number, number];
  readonly received: readonly [number, number];
  readonly longestGapMs: number;
}

/** One end of a connection: the VM, and the address that is the listener's. */
interface Ends {
  readonly caller: string;
  readonly listener: string;
  readonly address: string;
  readonly l4Port: number;
}

async function connect(lab: Lab, kind: 'quiet' | 'busy', ends: Ends): Promise<[Background, Background]> {
  const begin = (vm: string, role: string) =>
    spawnInVm(lab, vm, ['/usr/bin/python3', '-u', '-c', script, kind, role, ends.address, String(ends.l4Port)]);
  const says = (process: Background, what: string) =>
    waitFor(`${JSON.stringify(ends)}: ${what}`, 10_000, () => (process.stdout.includes(what) ? true : undefined));
  const listener = begin(ends.listener, 'listen');
  await says(listener, 'listening');
  const caller = begin(ends.caller, 'call');
  await says(caller, 'connected');
  await says(listener, 'connected');
  return [caller, listener];
}

/** A connection on which nothing is said until somebody is told to. */
export class QuietConnection {
  private constructor(
    private readonly caller: Background,
    private readonly listener: Background,
    private readonly ends: Ends,
  ) {}

  static async begin(lab: Lab, ends: Ends): Promise<QuietConnection> {
    const [caller, listener] = await connect(lab, 'quiet', ends);
    return new QuietConnection(caller, listener, ends);
  }

  /** One side says a byte, and the other hears it. */
  async says(who: 'caller' | 'listener'): Promise<void> {
    const [speaker, hearer] = who === 'caller' ? [this.caller, this.listener] : [this.listener, this.caller];
    const heard = () => hearer.stdout.split('\n').filter((line) => line.startsWith('heard')).length;
    const before = heard();
    speaker.signal('SIGUSR1');
    await waitFor(`${JSON.stringify(this.ends)}: the ${who} is heard ${hearer.stderr}${speaker.stderr}`, 10_000, () =>
      heard() > before ? true : undefined,
    );
  }

  async end(): Promise<void> {
    await this.caller.end();
    await this.listener.end();
  }
}

/** A connection that carries a stream each way, paced to some 8 MB/s. */
export class BusyConnection {
  private constructor(
    private readonly caller: Background,
    private readonly listener: Background,
  ) {}

  static async begin(lab: Lab, ends: Ends): Promise<BusyConnection> {
    return new BusyConnection(...(await connect(lab, 'busy', ends)));
  }

  /** Lets both sides end what they send, and waits until all has come; rejects if a side waited 8 s for anything. */
  async finish(): Promise<{ caller: BusyEnd; listener: BusyEnd }> {
    for (const side of [this.caller, this.listener]) side.signal('SIGUSR1');
    const end = async (side: Background): Promise<BusyEnd> => {
      if ((await side.ended()) !== 0) throw new Error(`a busy connection: ${side.stdout}${side.stderr}`);
      return JSON.parse(side.stdout.trim().split('\n').at(-1) ?? '') as BusyEnd;
    };
    return { caller: await end(this.caller), listener: await end(this.listener) };
  }

  async end(): Promise<void> {
    await this.caller.end();
    await this.listener.end();
  }
}
