import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { PortService } from '../../proto/gen/services.js';
import { formatMac } from '../../proto/src/mac.js';
import type { Machine } from '../lab/dual-stack.js';
import { Flag, segment } from '../packets/connection-tcp.js';
import { EtherType, ethernet, ip4, Protocol, udp } from '../packets/frames.js';
import { packet6 } from '../packets/outer-frames.js';
import { createSecuredPort } from './groups.js';
import {
  dropsBetween,
  dropsOf,
  flood,
  fragment6,
  icmpError,
  marked,
  segmentFrom,
  sendFromPort,
  sendThroughTunnel,
} from './hostile-frames.js';
import { blue, HostileLab, mark } from './hostile-lab.js';
import { ask, Conversation } from './peers.js';

const far = 0x4000_0000;

describe('connections of a port, with somebody hostile beside them', () => {
  let hostile: HostileLab;
  let lab: Lab;
  let web: Machine;
  let friend: Machine;
  let stranger: Machine;
  let loud: Machine;

  beforeAll(async () => {
    hostile = await HostileLab.up('wlho');
    lab = hostile.lab;
    ({ web, friend, stranger, loud } = hostile.machines);
  });
  afterAll(() => hostile?.down());

  it('a port that floods has its share and no more: others’ connections live and begin', async () => {
    const talk = await Conversation.begin(lab, 'friend', web.ip4, 80);
    const [webBefore, loudBefore] = [await dropsOf(lab, 'host-1', 'web'), await dropsOf(lab, 'host-1', 'loud')];
    const out = await flood(lab, 'loud', hostile.mac(stranger), loud.ip4, stranger.ip4);
    const into = await flood(lab, 'stranger', hostile.mac(loud), stranger.ip4, loud.ip4);
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
    expect(dropsBetween(webBefore, await dropsOf(lab, 'host-1', 'web'))).toEqual({});
    const dropped = dropsBetween(loudBefore, await dropsOf(lab, 'host-1', 'loud'));
    expect(dropped['CONNECTIONS_FULL']).toBeGreaterThan(1_000);
  });

  it('both directions of connections on two CPUs: nothing is taken for invalid', async () => {
    const before = [await dropsOf(lab, 'host-1', 'web'), await dropsOf(lab, 'host-2', 'friend')];
    const server = lab.inVm('web', ['taskset', '-c', '0', 'iperf3', '-s', '-1'], { timeoutMs: 30_000 });
    const client = `for i in $(seq 50); do taskset -c 1 iperf3 -c ${web.ip4} -C cubic -P 4 --bidir -t 2 && exit 0; sleep 0.1; done; exit 1`;
    expect((await lab.inVm('friend', ['bash', '-c', client], { timeoutMs: 30_000 })).code).toBe(0);
    await server;
    expect(dropsBetween(before[0] ?? {}, await dropsOf(lab, 'host-1', 'web'))).toEqual({});
    expect(dropsBetween(before[1] ?? {}, await dropsOf(lab, 'host-2', 'friend'))).toEqual({});
  });

  it('TCP out of the window is in no connection: neither from the friend’s node nor from another', async () => {
    const talk = await Conversation.begin(lab, 'friend', web.ip4, 80);
    const at = await segmentFrom(lab, 'web', 80);
    const inject = (fields: Parameters<typeof segment>[2]) =>
      hostile.toWeb(
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
      expect(
        await hostile.caught('web', () => sendThroughTunnel(lab, node, 'host-1', 'blue', frames), hostile.control),
      ).toEqual([]);
      await talk.goesOn();
    }
    expect(dropsBetween(before, await dropsOf(lab, 'host-1', 'web'))).toEqual({
      CONNECTION_INVALID: frames.length * 2,
    });
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
        hostile.toWeb(
          stranger,
          icmpError(4, { source: stranger.ip4, destination: web.ip4 }, type, quoted, type === 0x0304 ? 576 : 0),
        ),
      ),
    );
    const before = await dropsOf(lab, 'host-1', 'web');
    expect(await hostile.caught('web', () => sendFromPort(lab, 'stranger', frames), hostile.control)).toEqual([]);
    const quoted6 = packet6({ source: web.ip6, destination: friend.ip6, next: 17 }, udp(53, 9, mark));
    const frames6 = [0x0100, 0x0104, 0x0200, 0x0300, 0x0400].map((type) =>
      hostile.toWeb(
        stranger,
        icmpError(6, { source: stranger.ip6, destination: web.ip6 }, type, quoted6, 1280),
        EtherType.IP6,
      ),
    );
    expect(await hostile.caught('web', () => sendFromPort(lab, 'stranger', frames6), hostile.control)).toEqual([]);
    expect(dropsBetween(before, await dropsOf(lab, 'host-1', 'web'))).toEqual({
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
        hostile.toWeb(
          friend,
          ip4({ source: friend.ip4, destination: web.ip4, protocol, id, fragmentOffset, moreFragments }, bytes),
        ),
      );
    };
    const fragments6 = (next: number, parts: readonly (readonly [number, Buffer, boolean])[]) => {
      id++;
      return parts.map(([offset, bytes, more]) =>
        hostile.toWeb(
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
      await hostile.caught(
        'web',
        () => sendThroughTunnel(lab, 'host-2', 'host-1', 'blue', wrong.flat()),
        hostile.control,
      ),
    ).toEqual([]);
    const dropped = dropsBetween(before, await dropsOf(lab, 'host-1', 'web'));
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
    expect(
      await hostile.caught('web', () => sendThroughTunnel(lab, 'host-2', 'host-1', 'blue', right), hostile.control),
    ).toEqual([7, 8]);
  });

  it('a port that has just come gets nothing before its policy, however directly it is sent', async () => {
    const flows = [friend.ip4, stranger.ip4];
    for (let round = 0; round < 3; round++) {
      const name = `new-${round}`;
      const port = await createSecuredPort(lab, blue, name, 'host-1', 40 + round, ['web']);
      const portMac = formatMac((await lab.api.call(PortService.getPort, { id: name })).mac);
      const frames = flows.flatMap((source, i) =>
        [i === 0 ? friend : stranger].map((machine) =>
          ethernet(
            portMac,
            hostile.mac(machine),
            EtherType.IP4,
            ip4({ source, destination: port.ip4 }, udp(4005, 99, mark)),
          ),
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
      try {
        await plugVm(lab, name, { name });
        await waitFor('frames come and are denied', 10_000, async () =>
          (await dropsOf(lab, 'host-1', name))['INGRESS_DENIED'] ? true : undefined,
        );
      } finally {
        over = true;
        await sending;
      }
      const counters = await lab.mustInVm(name, ['cat', '/proc/net/snmp']);
      expect(/^Udp: (\d+ \d+ \d+)/m.exec(counters)?.[1]).toBe('0 0 0');
    }
  });
});
