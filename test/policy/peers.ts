import { type Background, spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/** What machines say to each other where policy decides: listeners that echo, single questions, and connections that stay. */
const script = `
import select, socket, sys, threading, time
role, address = sys.argv[1], sys.argv[2]
family = socket.AF_INET6 if ':' in address else socket.AF_INET
def echo(s):
    try:
        while True:
            b = s.recv(65536)
            if not b: break
            s.sendall(b)
    except OSError: pass
def serve(s):
    while True: threading.Thread(target=echo, args=(s.accept()[0],), daemon=True).start()
if role == 'listen':
    udp = []
    for what in sys.argv[3:]:
        kind, port = what.split(':')
        s = socket.socket(family, socket.SOCK_STREAM if kind == 'tcp' else socket.SOCK_DGRAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((address, int(port)))
        if kind == 'udp': udp.append(s)
        else: s.listen(16); threading.Thread(target=serve, args=(s,), daemon=True).start()
    print('listening', flush=True)
    while True:
        for s in select.select(udp, [], [], 1)[0]:
            b, peer = s.recvfrom(65536)
            try: s.sendto(b, peer)
            except OSError: pass
port = int(sys.argv[3])
if role == 'tcp':
    s = socket.socket(family); s.settimeout(float(sys.argv[4]))
    try: s.connect((address, port)); s.sendall(b'x'); print('answered' if s.recv(1) == b'x' else 'ended')
    except socket.timeout: print('silent')
    except OSError as error: print(error)
elif role == 'udp':
    s = socket.socket(family, socket.SOCK_DGRAM); s.connect((address, port)); s.settimeout(float(sys.argv[4]) / 3)
    for _ in range(3):
        s.send(b'x')
        try: s.recv(1); print('answered'); break
        except socket.timeout: pass
        except OSError as error: print(error); break
    else: print('silent')
elif role == 'stay':
    s = socket.socket(family); s.settimeout(float(sys.argv[4])); s.connect((address, port)); said = 0
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        while True:
            s.sendall(b'%8d' % said)
            if s.recv(8, socket.MSG_WAITALL) != b'%8d' % said: raise OSError('another answer')
            said += 1; print(said, flush=True); time.sleep(0.01)
    except OSError as error: print('cut', time.monotonic_ns(), error, flush=True)
`;

const python = ['/usr/bin/python3', '-u', '-c', script];

/** Has a machine answer at these places (`tcp:80`) of an address. */
export async function listen(lab: Lab, vm: string, address: string, places: readonly string[]): Promise<Background> {
  const listener = spawnInVm(lab, vm, [...python, 'listen', address, ...places]);
  await waitFor(`${vm} listens at ${address}`, 10_000, () =>
    listener.stdout.startsWith('listening') ? true : undefined,
  );
  return listener;
}

/** `answered`, `silent`, or what the sender's kernel said. */
export async function ask(
  lab: Lab,
  vm: string,
  protocol: 'tcp' | 'udp',
  address: string,
  l4Port: number,
  waitS = 1,
): Promise<string> {
  return (await lab.mustInVm(vm, [...python, protocol, address, String(l4Port), String(waitS)])).trim();
}

/** A TCP connection that says something every 10 ms and waits so long for the answer. */
export class Conversation {
  readonly #process: Background;

  private constructor(process: Background) {
    this.#process = process;
  }

  static async begin(lab: Lab, vm: string, address: string, l4Port: number, waitS = 3): Promise<Conversation> {
    const argv = [...python, 'stay', address, String(l4Port), String(waitS)];
    const conversation = new Conversation(spawnInVm(lab, vm, argv));
    await waitFor(`${vm} talks to ${address}`, 10_000, () => (conversation.answers > 3 ? true : undefined));
    return conversation;
  }

  get answers(): number {
    return this.#process.stdout.split('\n').filter((line) => /^\d+$/.test(line)).length;
  }

  get isCut(): boolean {
    return this.#process.stdout.includes('cut');
  }

  /** When it noticed that it was cut (CLOCK_MONOTONIC); null: it lives. */
  get cutNs(): bigint | null {
    const match = /cut (\d+)/.exec(this.#process.stdout);
    return match?.[1] === undefined ? null : BigInt(match[1]);
  }

  /** Resolves once there are answers to what is said from now on. */
  async goesOn(): Promise<void> {
    const before = this.answers;
    await waitFor('the connection goes on', 10_000, () => (this.answers > before + 5 ? true : undefined));
  }

  async end(): Promise<void> {
    await this.#process.end();
  }
}
