import { type Background, spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/** UDP packets that say which stream they are of and when they were sent; who gets which is read at the device, below all that a guest's stack would drop. */

/** A stream of marked packets to an address and l4 port. */
export interface Stream {
  readonly id: number;
  readonly address: string;
  readonly l4Port: number;
}

/** A marked packet that came out at a port. Times of CLOCK_MONOTONIC, which all processes of the machine share, in ns. */
export interface Delivery {
  readonly stream: number;
  readonly sentNs: bigint;
  readonly receivedNs: bigint;
}

const script = `
import socket, struct, sys, time
mark = b'weft-marked-packet'
role = sys.argv[1]
if role == 'send':
    every = float(sys.argv[2])
    udp = {}
    for family in (socket.AF_INET, socket.AF_INET6):
        udp[family] = s = socket.socket(family, socket.SOCK_DGRAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(('', 6000)); s.setblocking(False)
    streams = []
    for what in sys.argv[3:]:
        number, address, port = what.split('/')
        streams.append((int(number), udp[socket.AF_INET6 if ':' in address else socket.AF_INET], (address, int(port))))
    print('sending', flush=True)
    due = time.monotonic()
    while True:
        for number, s, to in streams:
            try: s.sendto(mark + struct.pack('!HQ', number, time.monotonic_ns()), to)
            except OSError: pass
        due = max(due + every, time.monotonic())
        time.sleep(max(0, due - time.monotonic()))
else:
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    # Bound to no interface: it may be exchanged for another one.
    print('catching', flush=True)
    while True:
        frame, about = s.recvfrom(4096)
        at = frame.find(mark)
        if about[2] == 4 or at < 0: continue
        number, sent = struct.unpack('!HQ', frame[at + len(mark):at + len(mark) + 10])
        print(number, sent, time.monotonic_ns(), flush=True)
`;
const python = ['/usr/bin/python3', '-u', '-c', script];

/** Has a machine send a packet of each stream again and again, always from the same l4 port. */
export async function sendMarked(
  lab: Lab,
  vm: string,
  streams: readonly Stream[],
  intervalS: number,
): Promise<Background> {
  const argv = streams.map(({ id, address, l4Port }) => `${id}/${address}/${l4Port}`);
  const sender = spawnInVm(lab, vm, [...python, 'send', String(intervalS), ...argv]);
  await waitFor(`${vm} sends`, 10_000, () => (sender.stdout.startsWith('sending') ? true : undefined));
  return sender;
}

/** Notes the marked packets that come out at a machine's port. */
export class Catcher {
  private constructor(private readonly process: Background) {}

  static async begin(lab: Lab, vm: string): Promise<Catcher> {
    const process = spawnInVm(lab, vm, [...python, 'catch']);
    await waitFor(`${vm} catches`, 10_000, () => (process.stdout.startsWith('catching') ? true : undefined));
    return new Catcher(process);
  }

  deliveries(): Delivery[] {
    // The last line may not be whole.
    const lines = this.process.stdout.split('\n').slice(1, -1);
    return lines.map((line) => {
      const [stream = '', sent = '', received = ''] = line.split(' ');
      return { stream: Number(stream), sentNs: BigInt(sent), receivedNs: BigInt(received) };
    });
  }

  /** It lives: what it did not note did not come. */
  get isCatching(): boolean {
    return this.process.stderr === '';
  }

  async end(): Promise<void> {
    await this.process.end();
  }
}
