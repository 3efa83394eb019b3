import { type Background, spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

const script = `
import select, signal, socket, sys, time
address, port = sys.argv[1], int(sys.argv[2])
s = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, socket.SOCK_DGRAM)
s.connect((address, port)); s.setblocking(False)
answered, sent, over, times = set(), 0, False, []
def end(*_):
    global over
    over = True
signal.signal(signal.SIGINT, end)
def hear(seconds):
    until = time.monotonic() + seconds
    while True:
        ready = select.select([s], [], [], max(0, until - time.monotonic()))[0]
        if not ready: return
        try: answered.add(int(s.recv(100)))
        except OSError: pass
while not over:
    times.append(time.monotonic_ns())
    try: s.send(b'%d' % sent)
    except OSError: pass
    sent += 1
    hear(0.01)
    if sent == 5: print('begun', flush=True)
hear(1)
longest, first, run = 0, 0, 0
for number in range(sent):
    run = 0 if number in answered else run + 1
    if run > longest: longest, first = run, number - run + 1
print('sent', sent, 'answered', len(answered), 'silent', longest, 'from', times[first], flush=True)
`;

export const datagramsPerS = 100;

/** A UDP stream to a listener that echoes: a datagram every 10 ms, from one l4 port. */
export class SteadyDatagrams {
  private constructor(private readonly process: Background) {}

  static async begin(lab: Lab, vm: string, address: string, l4Port: number): Promise<SteadyDatagrams> {
    const process = spawnInVm(lab, vm, ['/usr/bin/python3', '-u', '-c', script, address, String(l4Port)]);
    await waitFor(`${vm} sends to ${address}`, 10_000, () => (process.stdout.startsWith('begun') ? true : undefined));
    return new SteadyDatagrams(process);
  }

  /** Ends it, and waits a second for what is on its way. */
  async end(): Promise<{ sent: number; lost: number; mostLostInARow: number; thenNs: bigint }> {
    await this.process.end('SIGINT');
    const match = /sent (\d+) answered (\d+) silent (\d+) from (\d+)/.exec(this.process.stdout);
    if (!match) throw new Error(`datagrams: ${this.process.stdout}${this.process.stderr}`);
    const [sent = 0, answered = 0, mostLostInARow = 0] = match.slice(1).map(Number);
    return { sent, lost: sent - answered, mostLostInARow, thenNs: BigInt(match[4] ?? '0') };
  }
}
