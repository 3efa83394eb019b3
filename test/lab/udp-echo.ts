import { spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/**
 * Datagrams of several sizes, each from an l4 port of its own, sent until it has come back whole, every 0.4 s and at most five times. The sender makes fragments of what is larger than
 * the path's MTU (IPv4 too: no don't-fragment bit). Prints how many were sent for the ones that came back.
 */
const script = `
import json, os, socket, sys
listens, address, sizes = sys.argv[1] == 'listen', sys.argv[2], json.loads(sys.argv[3])
def open_socket():
    s = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, socket.SOCK_DGRAM)
    level, option = (socket.IPPROTO_IPV6, 23) if ':' in address else (socket.IPPROTO_IP, 10)
    s.setsockopt(level, option, 0)  # IP_MTU_DISCOVER: IP_PMTUDISC_DONT
    return s
if listens:
    s = open_socket()
    s.bind((address, 7001)); print('listening', flush=True); s.settimeout(20)
    while True:
        b, peer = s.recvfrom(65535)
        s.sendto(b, peer)
sent = back = 0
for size in sizes:
    s = open_socket()
    s.connect((address, 7001)); s.settimeout(0.4)
    block = os.urandom(size)
    for _ in range(5):
        s.send(block); sent += 1
        try:
            while s.recv(65535) != block: pass
            back += 1
            break
        except socket.timeout: pass
print(json.dumps({'sent': sent, 'back': back}))
`;

/** Sends one datagram of each of these sizes (bytes) from a VM to another, which sends them back. */
export async function echoUdp(
  lab: Lab,
  from: string,
  to: { readonly vm: string; readonly address: string },
  sizes: readonly number[],
): Promise<{ readonly sent: number; readonly back: number }> {
  const argv = (role: string) => ['/usr/bin/python3', '-c', script, role, to.address, JSON.stringify(sizes)];
  const listener = spawnInVm(lab, to.vm, argv('listen'));
  try {
    await waitFor(`${to.vm} listens`, 5_000, () => (listener.stdout.startsWith('listening\n') ? true : undefined));
    return JSON.parse(await lab.mustInVm(from, argv('call'))) as { sent: number; back: number };
  } finally {
    await listener.end();
  }
}
