import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Background } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { PortService } from '../../proto/gen/services.js';
import { formatMac } from '../../proto/src/mac.js';
import { startLab } from '../faults/faulty-lab.js';
import { createMachine, createNetwork, createTenant, type Machine } from '../lab/dual-stack.js';
import { Flag, segment } from '../packets/connection-tcp.js';
import { BROADCAST, EtherType, ethernet, ip4, Protocol, udp } from '../packets/frames.js';
import { packet6 } from '../packets/outer-frames.js';
import { createGroup, createSecuredMachine, createSecuredPort } from './groups.js';
import {
  dropsOf,
  flood,
  fragment6,
  icmpError,
  marked,
  segmentFrom,
  sendFromPort,
  sendThroughTunnel,
} from './hostile-frames.js';
import { Catcher } from './marked-packets.js';
import { ask, Conversation, listen } from './peers.js';

/**
 *   host-1   web (lets friends in: TCP 80 and 5201, UDP 53)   loud (open, in a group)   caged (sends to friends only)
 *   host-2   friend (in friends, lets all in)
 *   host-3   stranger (in no group); the host itself is hostile, and a member of the network
 */
const blue = { tenant: 'acme', id: 'blue', number: 1 };
/** Small: a port that floods has its share at once, and the table would be full without shares. */
const agentFlags = ['--max-connections', '512', '--max-port-connections', '128'];
const far = 0x4000_0000;
/** Of what must not come. */
const mark = marked(0);
const controlStream = 1;

describe('policy against who is hostile', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  let web: Machine;
  let friend: Machine;
  let stranger: Machine;
  let caged: Machine;
  let loud: Machine;
  const background: Background[] = [];
  const mac = (machine: Machine) => lab.vm(machine.name).mac;

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlho', { nodes: 3, agentFlags }));
    await createTenant(lab, 'acme');
    await createNetwork(lab, blue);
    await createGroup(lab, 'acme', 'friends', [{}]);
    await createGroup(lab, 'acme', 'web', [
      { protocol: 'tcp', l4Ports: [80, 80], from: 'friends' },
      { protocol: 'tcp', l4Ports: [5201, 5201], from: 'friends' },
      { protocol: 'udp', l4Ports: [53, 53], from: 'friends' },
    ]);
    await createGroup(lab, 'acme', 'open', [{}]);
    await createGroup(lab, 'acme', 'caged', [{ direction: 'out', protocol: 'udp', from: 'friends' }]);
    web = await createSecuredMachine(lab, blue, 'web', 'host-1', 11, ['web']);
    loud = await createSecuredMachine(lab, blue, 'loud', 'host-1', 12, ['open']);
    caged = await createSecuredMachine(lab, blue, 'caged', 'host-1', 13, ['caged']);
    friend = await createSecuredMachine(lab, blue, 'friend', 'host-2', 14, ['friends']);
    stranger = await createMachine(lab, blue, 'stranger', 'host-3', 15);
    for (const address of [web.ip4, web.ip6])
      background.push(await listen(lab, 'web', address, ['tcp:80', 'udp:53', 'udp:99']));
    background.push(await listen(lab, 'friend', friend.ip4, ['tcp:80', 'udp:53']));
  });
  afterAll(async () => {
    for (const process of background) await process.end();
    await down();
  });

  /** Marks of what comes out at a machine’s port meanwhile (also in answers about it), each once; `control` has it get one more at the end. */
  async function caught(
    vm: string,
    during: () => Promise<unknown>,
    control: () => Promise<unknown>,
  ): Promise<number[]> {
    const catcher = await Catcher.begin(lab, vm);
    try {
      await during();
      await control();
      await waitFor('what is allowed comes', 5_000, () =>
        catcher.deliveries().some(({ stream }) => stream === controlStream) ? true : undefined,
      );
      // The control came after all that was sent before it, by the same way or a longer one.
      const streams = new Set(catcher.deliveries().map(({ stream }) => stream));
      return [...streams].filter((stream) => stream !== controlStream).sort();
    } finally {
      await catcher.end();
    }
  }
  /** UDP 53, which web’s rules allow a friend. */
  const allowed = marked(controlStream);
  const control = () =>
    sendThroughTunnel(lab, 'host-2', 'host-1', 'blue', [
      ethernet(
        mac(web),
        mac(friend),
        EtherType.IP4,
        ip4({ source: friend.ip4, destination: web.ip4 }, udp(4000, 53, allowed)),
      ),
    ]);
  const toWeb = (from: Machine, packet: Buffer, type: number = EtherType.IP4) =>
    ethernet(mac(web), mac(from), type, packet);
  const change = (before: Record<string, number>, after: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(after).flatMap(([k, n]) => (n === (before[k] ?? 0) ? [] : [[k, n - (before[k] ?? 0)]])),
    );

  it('a port that floods has its share and no more: others’ connections live and begin', async () => {
    const talk = await Conversation.begin(lab, 'friend', web.ip4, 80);
    const [webBefore, loudBefore] = [await dropsOf(lab, 'host-1', 'web'), await dropsOf(lab, 'host-1', 'loud')];
    const out = await flood(lab, 'loud', mac(stranger), loud.ip4, stranger.ip4);
    const into = await flood(lab, 'stranger', mac(loud), stranger.ip4, loud.ip4);
    try {
      for (let i = 0; i < 5; i++) {
        await talk.goesOn();
        expect(await ask(lab, 'friend', 'tcp', web.ip4, 80)).toBe('answered');
        expect(await ask(lab, 'friend', 'udp', web.ip6, 53)).toBe('answered');
      }
      // In fragments.
      const large = await lab.mustInVm('friend', [
        'python3',
        '-c',
        `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(3); s.connect(('${web.ip4}', 53)); s.send(bytes(4000))
print(len(s.recv(9000)))`,
      ]);
      expect(large.trim()).toBe('4000');
      expect(talk.isCut).toBe(false);
    } finally {
      for (const process of [out, into, talk]) await process.end();
    }
    expect(change(webBefore, await dropsOf(lab, 'host-1', 'web'))).toEqual({});
    const dropped = change(loudBefore, await dropsOf(lab, 'host-1', 'loud'));
    expect(dropped['CONNECTIONS_FULL']).toBeGreaterThan(1_000);
  });

  it('both directions of connections on two CPUs: nothing is taken for invalid', async () => {
    const before = [await dropsOf(lab, 'host-1', 'web'), await dropsOf(lab, 'host-2', 'friend')];
    const server = lab.inVm('web', ['taskset', '-c', '0', 'iperf3', '-s', '-1'], { timeoutMs: 30_000 });
    const client = `for i in $(seq 50); do taskset -c 1 iperf3 -c ${web.ip4} -C cubic -P 4 --bidir -t 2 && exit 0; sleep 0.1; done; exit 1`;
    expect((await lab.inVm('friend', ['bash', '-c', client], { timeoutMs: 30_000 })).code).toBe(0);
    await server;
    expect(change(before[0] ?? {}, await dropsOf(lab, 'host-1', 'web'))).toEqual({});
    expect(change(before[1] ?? {}, await dropsOf(lab, 'host-2', 'friend'))).toEqual({});
  });

  it('who a frame is from is known by its node: an address and MAC of a friend from elsewhere are nobody’s', async () => {
    const forged = (source: Machine, address: Machine) => [
      ethernet(
        mac(web),
        mac(source),
        EtherType.IP4,
        ip4({ source: address.ip4, destination: web.ip4 }, udp(4001, 53, marked(2))),
      ),
      ethernet(
        mac(web),
        mac(source),
        EtherType.IP4,
        ip4(
          { source: address.ip4, destination: web.ip4, protocol: Protocol.TCP },
          Buffer.concat([segment(4001, 80, { flags: Flag.SYN }), marked(3)]),
        ),
      ),
      ethernet(
        mac(web),
        mac(source),
        EtherType.IP6,
        packet6({ source: address.ip6, destination: web.ip6 }, udp(4001, 53, marked(4))),
      ),
    ];
    const frames = [...forged(friend, friend), ...forged(stranger, friend), ...forged(friend, stranger)];
    const before = await dropsOf(lab, 'host-1', 'web');
    expect(await caught('web', () => sendThroughTunnel(lab, 'host-3', 'host-1', 'blue', frames), control)).toEqual([]);
    expect(change(before, await dropsOf(lab, 'host-1', 'web'))).toEqual({ INGRESS_DENIED: frames.length });
    // From its own node each of them comes.
    const genuine = forged(friend, friend);
    expect(await caught('web', () => sendThroughTunnel(lab, 'host-2', 'host-1', 'blue', genuine), control)).toEqual([
      2, 3, 4,
    ]);
  });

  it('each copy of a broadcast is asked about, with who sent it', async () => {
    const copies = (source: Machine, l4Port: number, what4 = mark, what6 = mark) => [
      ...[web.ip4, '255.255.255.255', '224.0.0.251'].map((destination) =>
        ethernet(
          BROADCAST,
          mac(source),
          EtherType.IP4,
          ip4({ source: source.ip4, destination }, udp(4006, l4Port, what4)),
        ),
      ),
      ...[web.ip6, 'ff02::1'].map((destination) =>
        ethernet(
          '33:33:00:00:00:01',
          mac(source),
          EtherType.IP6,
          packet6({ source: source.ip6, destination }, udp(4006, l4Port, what6)),
        ),
      ),
    ];
    const before = await dropsOf(lab, 'host-1', 'web');
    const denied = () => sendFromPort(lab, 'stranger', [...copies(stranger, 53), ...copies(stranger, 99)]);
    expect(await caught('web', denied, control)).toEqual([]);
    const forged = () => sendThroughTunnel(lab, 'host-3', 'host-1', 'blue', copies(friend, 53));
    expect(await caught('web', forged, control)).toEqual([]);
    expect(change(before, await dropsOf(lab, 'host-1', 'web'))).toEqual({ INGRESS_DENIED: 15 });
    const genuine = () =>
      sendFromPort(lab, 'friend', [...copies(friend, 53, marked(9), marked(2)), ...copies(friend, 99)]);
    expect(await caught('web', genuine, control)).toEqual([2, 9]);
  });

  it('what may go to a group goes to ports that are in it, whatever MAC a frame is for', async () => {
    const frames = (to: string, to6 = to, what4 = mark, what6 = mark) => [
      ethernet(
        to,
        mac(caged),
        EtherType.IP4,
        ip4({ source: caged.ip4, destination: friend.ip4 }, udp(4002, 53, what4)),
      ),
      ethernet(
        to6,
        mac(caged),
        EtherType.IP6,
        packet6({ source: caged.ip6, destination: friend.ip6 }, udp(4002, 53, what6)),
      ),
    ];
    const toFriend = frames(mac(friend), mac(friend), marked(5), marked(6));
    const lastToFriend = frames(mac(friend), mac(friend), allowed).slice(0, 1);
    const sent = () => sendFromPort(lab, 'caged', toFriend);
    expect(await caught('friend', sent, () => sendFromPort(lab, 'caged', lastToFriend))).toEqual([5, 6]);
    // Of the same connections, which are known.
    const astray = [...frames(mac(stranger)), ...frames(BROADCAST, '33:33:00:00:00:01')];
    const toStranger = ethernet(
      mac(stranger),
      mac(web),
      EtherType.IP4,
      ip4({ source: web.ip4, destination: stranger.ip4 }, udp(4003, 53, allowed)),
    );
    const before = await dropsOf(lab, 'host-1', 'caged');
    const led = () => sendFromPort(lab, 'caged', astray);
    expect(await caught('stranger', led, () => sendFromPort(lab, 'web', [toStranger]))).toEqual([]);
    expect(change(before, await dropsOf(lab, 'host-1', 'caged'))).toEqual({ EGRESS_DENIED: astray.length });
  });

  it('TCP out of the window is in no connection: neither from the friend’s node nor from another', async () => {
    const talk = await Conversation.begin(lab, 'friend', web.ip4, 80);
    const at = await segmentFrom(lab, 'web', 80);
    const inject = (fields: Parameters<typeof segment>[2]) =>
      toWeb(
        friend,
        ip4(
          { source: friend.ip4, destination: web.ip4, protocol: Protocol.TCP },
          Buffer.concat([segment(at.remote, 80, fields), mark]),
        ),
      );
    const frames = [far, -far, far * 2 - 1].flatMap((off) => [
      inject({ flags: Flag.RST, sequence: at.acknowledged + off }),
      inject({ flags: Flag.RST | Flag.ACK, sequence: at.acknowledged + off, acknowledged: at.sequence }),
      inject({ flags: Flag.ACK | Flag.PSH, sequence: at.acknowledged + off, acknowledged: at.sequence }),
      inject({ flags: Flag.ACK | Flag.FIN, sequence: at.acknowledged + off, acknowledged: at.sequence }),
      // In the window, but it acknowledges what was never sent.
      inject({ flags: Flag.ACK | Flag.PSH, sequence: at.acknowledged, acknowledged: at.sequence + off }),
      inject({ flags: Flag.SYN | Flag.ACK, sequence: at.acknowledged + off, acknowledged: at.sequence }),
    ]);
    const before = await dropsOf(lab, 'host-1', 'web');
    for (const node of ['host-2', 'host-3']) {
      expect(await caught('web', () => sendThroughTunnel(lab, node, 'host-1', 'blue', frames), control)).toEqual([]);
      await talk.goesOn();
    }
    expect(change(before, await dropsOf(lab, 'host-1', 'web'))).toEqual({ CONNECTION_INVALID: frames.length * 2 });
    expect(talk.isCut).toBe(false);
    await talk.end();
  });

  it('ICMP errors about what was never sent do not come; those about what was do', async () => {
    const talk = await Conversation.begin(lab, 'friend', web.ip4, 80);
    const at = await segmentFrom(lab, 'web', 80);
    const sent = (fields: { l4Port?: number; source?: string; destination?: string; sequence?: number }) =>
      Buffer.concat([
        ip4(
          { source: fields.source ?? web.ip4, destination: fields.destination ?? friend.ip4, protocol: Protocol.TCP },
          segment(80, fields.l4Port ?? at.remote, {
            sequence: fields.sequence ?? at.sequence,
            acknowledged: at.acknowledged,
          }),
        ),
        mark,
      ]);
    const quotes = [
      sent({ l4Port: at.remote ^ 1 }),
      sent({ destination: stranger.ip4 }),
      sent({ source: loud.ip4 }),
      sent({ source: friend.ip4, destination: web.ip4 }),
      sent({ sequence: at.sequence + far }),
      sent({ sequence: at.sequence - far }),
      Buffer.concat([ip4({ source: web.ip4, destination: friend.ip4 }, udp(53, 9, mark))]),
      // Too short to name a connection.
      Buffer.concat([ip4({ source: web.ip4, destination: friend.ip4, protocol: Protocol.TCP }, Buffer.alloc(4)), mark]),
    ];
    const frames = quotes.flatMap((quoted) =>
      [0x0300, 0x0301, 0x0303, 0x0304, 0x0b00, 0x0c00, 0x0500].map((type) =>
        toWeb(
          stranger,
          icmpError(4, { source: stranger.ip4, destination: web.ip4 }, type, quoted, type === 0x0304 ? 576 : 0),
        ),
      ),
    );
    const before = await dropsOf(lab, 'host-1', 'web');
    expect(await caught('web', () => sendFromPort(lab, 'stranger', frames), control)).toEqual([]);
    const quoted6 = packet6({ source: web.ip6, destination: friend.ip6, next: 17 }, udp(53, 9, mark));
    const frames6 = [0x0100, 0x0104, 0x0200, 0x0300, 0x0400].map((type) =>
      toWeb(stranger, icmpError(6, { source: stranger.ip6, destination: web.ip6 }, type, quoted6, 1280), EtherType.IP6),
    );
    expect(await caught('web', () => sendFromPort(lab, 'stranger', frames6), control)).toEqual([]);
    expect(change(before, await dropsOf(lab, 'host-1', 'web'))).toEqual({
      INGRESS_DENIED: frames.length + frames6.length,
    });
    await talk.goesOn();
    await talk.end();
    for (const address of [friend.ip4, friend.ip6]) {
      expect(await ask(lab, 'web', 'udp', address, 9999)).toContain('refused');
    }
  });

  it('fragments bring nothing that the rules deny', async () => {
    const whole = (l4Port: number, what = mark) =>
      udp(4004, l4Port, Buffer.concat([Buffer.alloc(24), what, Buffer.alloc(20)]));
    const tcp = (l4Port: number) => Buffer.concat([segment(4004, l4Port, { flags: Flag.SYN }), Buffer.alloc(12), mark]);
    let id = 100;
    /** Fragments [offset, bytes, more] of one datagram. */
    const fragments4 = (protocol: number, parts: readonly (readonly [number, Buffer, boolean])[]) => {
      id++;
      return parts.map(([fragmentOffset, bytes, moreFragments]) =>
        toWeb(
          friend,
          ip4({ source: friend.ip4, destination: web.ip4, protocol, id, fragmentOffset, moreFragments }, bytes),
        ),
      );
    };
    const fragments6 = (next: number, parts: readonly (readonly [number, Buffer, boolean])[]) => {
      id++;
      return parts.map(([offset, bytes, more]) =>
        toWeb(
          friend,
          fragment6({ source: friend.ip6, destination: web.ip6, next, offset, more, id }, bytes),
          EtherType.IP6,
        ),
      );
    };
    const before = await dropsOf(lab, 'host-1', 'web');
    const wrong = [fragments4, fragments6].flatMap((fragments) => [
      // A first one that is denied, one that is missing, one that comes too late.
      fragments(17, [
        [0, whole(99).subarray(0, 24), true],
        [24, whole(99).subarray(24), false],
      ]),
      fragments(17, [[24, whole(53).subarray(24), false]]),
      // A first one without its l4 header.
      fragments(6, [
        [0, tcp(80).subarray(0, 8), true],
        [8, tcp(80).subarray(8), false],
      ]),
      fragments(6, [
        [0, tcp(80).subarray(0, 16), true],
        [16, tcp(80).subarray(16), false],
      ]),
      // One that has another l4 header within it or in its place.
      fragments(6, [
        [0, tcp(80).subarray(0, 32), true],
        [8, Buffer.concat([tcp(99).subarray(8), mark]), false],
      ]),
      fragments(6, [
        [0, tcp(80).subarray(0, 32), true],
        [16, Buffer.concat([tcp(99).subarray(16), mark]), false],
      ]),
      fragments(17, [
        [0, whole(53).subarray(0, 24), true],
        [0, Buffer.concat([whole(99), mark]), true],
      ]),
      fragments(17, [
        [0, whole(53).subarray(0, 24), true],
        [0, Buffer.concat([whole(99), mark]), false],
      ]),
    ]);
    expect(
      await caught('web', () => sendThroughTunnel(lab, 'host-2', 'host-1', 'blue', wrong.flat()), control),
    ).toEqual([]);
    const dropped = change(before, await dropsOf(lab, 'host-1', 'web'));
    expect(Object.keys(dropped).sort()).toEqual([
      'FRAGMENT_OVERLAP',
      'FRAGMENT_UNTRACKED',
      'INGRESS_DENIED',
      'TRUNCATED',
    ]);
    const right = [fragments4, fragments6].flatMap((fragments, i) =>
      fragments(17, [
        [0, whole(53).subarray(0, 24), true],
        [24, whole(53, marked(7 + i)).subarray(24), false],
      ]),
    );
    expect(await caught('web', () => sendThroughTunnel(lab, 'host-2', 'host-1', 'blue', right), control)).toEqual([
      7, 8,
    ]);
  });

  it('what is the link’s business is to all of the link: with such a type nothing else passes', async () => {
    const frames = [130, 131, 132, 133, 134, 135, 136, 137, 143].flatMap((type) => {
      const message = Buffer.concat([Buffer.from([type, 0, 0, 0]), Buffer.alloc(20), mark]);
      const packet = packet6({ source: stranger.ip6, destination: web.ip6, next: 58 }, message);
      packet[7] = 255;
      // Also in a frame for all of the link.
      return [mac(web), '33:33:00:00:00:01'].map((to) => ethernet(to, mac(stranger), EtherType.IP6, packet));
    });
    expect(await caught('web', () => sendFromPort(lab, 'stranger', frames), control)).toEqual([]);
  });

  it('a port that has just come gets nothing before its policy, however directly it is sent', async () => {
    const flows = [friend.ip4, stranger.ip4];
    for (let round = 0; round < 3; round++) {
      const name = `new-${round}`;
      const port = await createSecuredPort(lab, blue, name, 'host-1', 40 + round, ['web']);
      const portMac = await portMacOf(name);
      const frames = flows.flatMap((source, i) =>
        [i === 0 ? friend : stranger].map((machine) =>
          ethernet(portMac, mac(machine), EtherType.IP4, ip4({ source, destination: port.ip4 }, udp(4005, 99, mark))),
        ),
      );
      let over = false;
      const sending = (async () => {
        while (!over)
          await sendThroughTunnel(
            lab,
            'host-2',
            'host-1',
            'blue',
            Array.from({ length: 2_000 }, (_, i) => frames[i % 2] as Buffer),
          );
      })();
      await plugVm(lab, name, { name });
      over = true;
      await sending;
      const counters = await lab.mustInVm(name, ['cat', '/proc/net/snmp']);
      expect(/^Udp: (\d+ \d+ \d+)/m.exec(counters)?.[1]).toBe('0 0 0');
      expect((await dropsOf(lab, 'host-1', name))['INGRESS_DENIED']).toBeGreaterThan(0);
    }
  });

  async function portMacOf(portId: string): Promise<string> {
    return formatMac((await lab.api.call(PortService.getPort, { id: portId })).mac);
  }
});
