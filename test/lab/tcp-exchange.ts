import { spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/**
 * One TCP connection that carries a stream each way at once, until both ends have all of it. Each prints what it sent and what it got, with checksums, and the
 * longest time that nothing came. Waiting 8 s for anything ends it.
 */
const script = `
import json, os, socket, sys, threading, time, zlib
listens, address, megabytes = sys.argv[1] == 'listen', sys.argv[2], int(sys.argv[3])
s = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
s.setsockopt(socket.IPPROTO_TCP, 13, b'cubic')  # TCP_CONGESTION
s.settimeout(8)
if listens:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, 7000)); s.listen(1); print('listening', flush=True)
    s, _ = s.accept(); s.settimeout(8)
else:
    s.connect((address, 7000))
sent = [0, 0]
def send():
    block = os.urandom(1 << 20)
    for i in range(megabytes):
        b = i.to_bytes(8, 'big') + block[8:]
        s.sendall(b); sent[0] += len(b); sent[1] = zlib.crc32(b, sent[1])
    s.shutdown(socket.SHUT_WR)
sender = threading.Thread(target=send); sender.start()
got, crc, gap, begun = 0, 0, 0.0, time.monotonic()
last = begun
while True:
    b = s.recv(1 << 20)
    now = time.monotonic(); gap = max(gap, now - last); last = now
    if not b: break
    got += len(b); crc = zlib.crc32(b, crc)
sender.join()
print(json.dumps({'sent': sent, 'received': [got, crc], 'longestGapMs': gap * 1000, 'seconds': last - begun}))
`;

/** What one end says. */
export interface StreamEnd {
  /** Bytes and CRC-32. */
  readonly sent: readonly [number, number];
  readonly received: readonly [number, number];
  /** Longest time without a byte, from the connection's beginning to its end. */
  readonly longestGapMs: number;
  readonly seconds: number;
}

/** Sends `megabytes` both ways over a TCP connection from one VM to another; rejects if either end stops for 8 s. */
export async function exchangeTcp(
  lab: Lab,
  from: string,
  to: { readonly vm: string; readonly address: string },
  megabytes: number,
): Promise<{ caller: StreamEnd; listener: StreamEnd }> {
  const argv = (role: string) => ['/usr/bin/python3', '-c', script, role, to.address, String(megabytes)];
  const listener = spawnInVm(lab, to.vm, argv('listen'));
  try {
    await waitFor(`${to.vm} listens`, 5_000, () => (listener.stdout.startsWith('listening\n') ? true : undefined));
    const said = await lab.mustInVm(from, argv('call'));
    if ((await listener.ended()) !== 0) throw new Error(`${to.vm}: ${listener.stderr}`);
    return {
      caller: JSON.parse(said) as StreamEnd,
      listener: JSON.parse(listener.stdout.slice('listening\n'.length)) as StreamEnd,
    };
  } finally {
    await listener.end();
  }
}
