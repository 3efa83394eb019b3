import type { Lab } from '../../deploy/lab/running-lab.js';

/** Addresses that a guest takes and leaves, as VRRP daemons do. */

/** Gratuitous ARP (RFC 5227 section 3) and unsolicited neighbor advertisements with the override flag (RFC 4861 section 7.2.6). */
const announce = `
import socket, struct, sys
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); link.bind(('eth0', 0))
me = link.getsockname()[4]
for text in sys.argv[1:]:
    if ':' in text:
        s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
        s.bind((text, 0))
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
        target = socket.inet_pton(socket.AF_INET6, text)
        index = socket.if_nametoindex('eth0')
        s.sendto(bytes([136, 0, 0, 0, 0x20, 0, 0, 0]) + target + bytes([2, 1]) + me, ('ff02::1', 0, 0, index))
    else:
        ip = socket.inet_aton(text)
        link.send(b'\\xff' * 6 + me + struct.pack('>HHHBBH', 0x806, 1, 0x800, 6, 4, 1) + me + ip + bytes(6) + ip)
`;

const withLength = (address: string) => (address.includes(':') ? `${address}/64` : `${address}/24`);

/** The guest takes the addresses and says so to everybody. */
export async function takeAddresses(lab: Lab, vm: string, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const flags = address.includes(':') ? ['nodad'] : [];
    await lab.mustInVm(vm, ['ip', 'address', 'add', withLength(address), 'dev', 'eth0', ...flags]);
  }
  await lab.mustInVm(vm, ['/usr/bin/python3', '-c', announce, ...addresses]);
}

/** The guest gives them up, silently. */
export async function leaveAddresses(lab: Lab, vm: string, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) await lab.mustInVm(vm, ['ip', 'address', 'del', withLength(address), 'dev', 'eth0']);
}
