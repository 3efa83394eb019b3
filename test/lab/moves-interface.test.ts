import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { ipBatch, must } from '../../deploy/lab/command.js';
import { type Exchange, exchange, prepareExchange } from '../../deploy/lab/interface-exchange.js';
import { addNamespace, deleteNamespaces } from '../../deploy/lab/namespaces.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/**
 *   wlxi-vm  eth0 ════ old    wlxi-net  (old and next are ports of a bridge, which has the other addresses)
 *            next ════ next
 */
const [vm, net] = ['wlxi-vm', 'wlxi-net'];
const interfaces: Exchange = { namespace: vm, current: 'eth0', next: 'next', left: 'left' };
const [mac, otherMac] = ['02:00:00:00:00:01', '02:00:00:00:00:02'];
const ip = (namespace: string, ...words: string[]) => must(['ip', '-n', namespace, ...words]);
const pair = (host: string, inside: string) =>
  `link add ${host} mtu 1400 type veth peer name ${inside} address ${mac} mtu 1400 netns ${vm}`;

const echo = `
import socket, threading
def serve(family, address):
    s = socket.socket(family); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind((address, 7)); s.listen(1)
    c, _ = s.accept()
    while True: c.sendall(c.recv(100))
for family, address in ((socket.AF_INET, '10.0.0.1'), (socket.AF_INET6, 'fd00::1')):
    threading.Thread(target=serve, args=(family, address)).start()
print('listening', flush=True)
`;
const talk = `
import socket, threading, time
families = ((socket.AF_INET, '10.0.0.1'), (socket.AF_INET6, 'fd00::1'))
sockets = [socket.socket(family) for family, _ in families]
for s, (_, address) in zip(sockets, families): s.settimeout(5); s.connect((address, 7))
# Whoever sends datagrams is never told that a place is unreachable, near or behind a router.
def shout(family, address):
    s = socket.socket(family, socket.SOCK_DGRAM)
    while True: s.sendto(b'x', (address, 9)); time.sleep(0.0005)
for family, address in families + ((socket.AF_INET, '10.77.0.1'), (socket.AF_INET6, 'fd77::1')):
    threading.Thread(target=shout, args=(family, address), daemon=True).start()
print('connected', flush=True)
said = 0
while True:
    for s in sockets:
        s.sendall(b'%8d' % said); assert s.recv(8, socket.MSG_WAITALL) == b'%8d' % said
    said += 1; print(said, flush=True); time.sleep(0.005)
`;
const python = (script: string) => ['/usr/bin/python3', '-u', '-c', script];
const processes: Background[] = [];

beforeAll(async () => {
  await addNamespace(vm);
  await addNamespace(net);
  await ipBatch(net, [
    `link add bridge address ${otherMac} type bridge`,
    'link set bridge up',
    'address add 10.0.0.1/24 dev bridge',
    'address add fd00::1/64 dev bridge nodad',
    pair('old', 'eth0'),
    'link set old up master bridge',
  ]);
  await ipBatch(vm, [
    'address add 10.0.0.2/24 dev eth0',
    'address add fd00::2/64 dev eth0 nodad',
    'link set eth0 up',
    'route add default via 10.0.0.1 metric 7',
    'route add ::/0 via fd00::1 metric 9 expires 1000',
    'route add 10.9.0.0/16 dev eth0 table 100 mtu 1300',
    `neighbor replace 10.0.0.1 lladdr ${otherMac} dev eth0 nud permanent`,
    `neighbor replace fd00::1 lladdr ${otherMac} dev eth0 nud reachable router`,
  ]);
  await must(['nsenter', `--net=/run/netns/${vm}`, 'sysctl', '-qw', 'net.ipv4.conf.eth0.rp_filter=2']);
  await waitFor('the link-local address is tested', 5_000, async () =>
    (await ip(vm, 'address', 'show', 'dev', 'eth0', 'tentative')) === '' ? true : undefined,
  );
});
afterAll(async () => {
  for (const process of processes) await process.end();
  await deleteNamespaces([vm, net]);
});

const without = (text: string) =>
  text.replaceAll(/@if\d+|expires \d+sec|nodad|link-netns \S+|^\d+: /gm, '').replaceAll(/ +/g, ' ');
const settings = async () => ({
  addresses: (await ip(vm, '-o', 'address', 'show', 'dev', 'eth0'))
    .split('\n')
    .map((l) => without(l))
    .sort(),
  routes: (await ip(vm, '-o', 'route', 'show', 'table', 'all'))
    .split('\n')
    .filter((l) => !/ dev left /.test(l))
    .map((l) => without(l))
    .sort(),
  routes6: without(await ip(vm, '-o', '-6', 'route', 'show', 'table', 'main')),
  neighbors: without(await ip(vm, 'neighbor', 'show', 'dev', 'eth0'))
    .split('\n')
    .sort(),
  link: (await ip(vm, 'link', 'show', 'dev', 'eth0')).replaceAll(/^\d+: |@if\d+|link-netnsid \d+|link-netns \S+/gm, ''),
  sysctls: await must([
    'nsenter',
    `--net=/run/netns/${vm}`,
    'sh',
    '-c',
    'cd /proc/sys/net/ipv4/conf/eth0; cat rp_filter arp_notify ../../../ipv6/conf/eth0/ndisc_notify ../../../ipv6/conf/eth0/addr_gen_mode',
  ]),
});

it('an interface takes the place of another: the same addresses, routes and neighbors, announced first; connections live on', async () => {
  const listener = spawnIn(net, python(echo));
  processes.push(listener);
  await waitFor('it listens', 5_000, () => (listener.stdout.includes('listening') ? true : undefined));
  const talker = spawnIn(vm, python(talk));
  processes.push(talker);
  const said = () => Number(talker.stdout.trim().split('\n').at(-1)) || 0;
  await waitFor('they talk', 5_000, () => (said() > 3 ? true : undefined));
  const before = await settings();
  expect(before.routes.join('\n')).toContain('table 100');

  await ipBatch(net, [pair('next', 'next'), 'link set next up master bridge']);
  const frames = spawnIn(net, ['tcpdump', '-Q', 'in', '-lnei', 'next']);
  processes.push(frames);
  await waitFor('frames are seen', 5_000, () => (frames.stderr.includes('listening') ? true : undefined));
  const exchanged = await exchange(interfaces, await prepareExchange(interfaces));
  const after = said();
  expect(exchanged).toBeLessThan(250);
  await waitFor('they go on', 5_000, () => (said() > after + 5 ? true : undefined));
  expect(talker.stderr).toBe('');
  expect(await settings()).toEqual(before);
  const told = () =>
    frames.stdout
      .split('\n')
      .slice(0, 3)
      .map((line) => line.replace(/.*ethertype [^:]*: /, '').replace(/, length.*/, ''));
  await waitFor('announcements are seen', 5_000, () => (told().length === 3 ? true : undefined));
  expect(told()[0]).toBe('Request who-has 10.0.0.2 tell 10.0.0.2');
  expect(told().slice(1).join()).toContain('neighbor advertisement, tgt is fd00::2');
});
