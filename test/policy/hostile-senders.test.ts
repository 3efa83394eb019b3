import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import type { Machine } from '../lab/dual-stack.js';
import { Flag, segment } from '../packets/connection-tcp.js';
import { BROADCAST, EtherType, ethernet, ip4, Protocol, udp } from '../packets/frames.js';
import { packet6 } from '../packets/outer-frames.js';
import { dropsBetween, dropsOf, marked, sendFromPort, sendThroughTunnel } from './hostile-frames.js';
import { controlMark, HostileLab, mark } from './hostile-lab.js';

describe('senders that pretend, and frames that are led elsewhere', () => {
  let hostile: HostileLab;
  let lab: Lab;
  let web: Machine;
  let friend: Machine;
  let stranger: Machine;
  let caged: Machine;

  beforeAll(async () => {
    hostile = await HostileLab.up('wlhs');
    lab = hostile.lab;
    ({ web, friend, stranger, caged } = hostile.machines);
  });
  afterAll(() => hostile?.down());

  it('who a frame is from is known by its node: an address and MAC of a friend from elsewhere are nobody’s', async () => {
    const forged = (source: Machine, address: Machine) => [
      ethernet(
        hostile.mac(web),
        hostile.mac(source),
        EtherType.IP4,
        ip4({ source: address.ip4, destination: web.ip4 }, udp(4001, 53, marked(2))),
      ),
      ethernet(
        hostile.mac(web),
        hostile.mac(source),
        EtherType.IP4,
        ip4(
          { source: address.ip4, destination: web.ip4, protocol: Protocol.TCP },
          Buffer.concat([segment(4001, 80, { flags: Flag.SYN }), marked(3)]),
        ),
      ),
      ethernet(
        hostile.mac(web),
        hostile.mac(source),
        EtherType.IP6,
        packet6({ source: address.ip6, destination: web.ip6 }, udp(4001, 53, marked(4))),
      ),
    ];
    const frames = [...forged(friend, friend), ...forged(stranger, friend), ...forged(friend, stranger)];
    const before = await dropsOf(lab, 'host-1', 'web');
    expect(
      await hostile.caught('web', () => sendThroughTunnel(lab, 'host-3', 'host-1', 'blue', frames), hostile.control),
    ).toEqual([]);
    expect(dropsBetween(before, await dropsOf(lab, 'host-1', 'web'))).toEqual({ INGRESS_DENIED: frames.length });
    // From its own node each of them comes.
    const genuine = forged(friend, friend);
    expect(
      await hostile.caught('web', () => sendThroughTunnel(lab, 'host-2', 'host-1', 'blue', genuine), hostile.control),
    ).toEqual([2, 3, 4]);
  });

  it('each copy of a broadcast is asked about, with who sent it', async () => {
    const copies = (source: Machine, l4Port: number, what4 = mark, what6 = mark) => [
      ...[web.ip4, '255.255.255.255', '224.0.0.251'].map((destination) =>
        ethernet(
          BROADCAST,
          hostile.mac(source),
          EtherType.IP4,
          ip4({ source: source.ip4, destination }, udp(4006, l4Port, what4)),
        ),
      ),
      ...[web.ip6, 'ff02::1'].map((destination) =>
        ethernet(
          '33:33:00:00:00:01',
          hostile.mac(source),
          EtherType.IP6,
          packet6({ source: source.ip6, destination }, udp(4006, l4Port, what6)),
        ),
      ),
    ];
    const before = await dropsOf(lab, 'host-1', 'web');
    const denied = () => sendFromPort(lab, 'stranger', [...copies(stranger, 53), ...copies(stranger, 99)]);
    expect(await hostile.caught('web', denied, hostile.control)).toEqual([]);
    const forged = () => sendThroughTunnel(lab, 'host-3', 'host-1', 'blue', copies(friend, 53));
    expect(await hostile.caught('web', forged, hostile.control)).toEqual([]);
    expect(dropsBetween(before, await dropsOf(lab, 'host-1', 'web'))).toEqual({ INGRESS_DENIED: 15 });
    const genuine = () =>
      sendFromPort(lab, 'friend', [...copies(friend, 53, marked(9), marked(2)), ...copies(friend, 99)]);
    expect(await hostile.caught('web', genuine, hostile.control)).toEqual([2, 9]);
  });

  it('what may go to a group goes to ports that are in it, whatever MAC a frame is for', async () => {
    const frames = (to: string, to6 = to, what4 = mark, what6 = mark) => [
      ethernet(
        to,
        hostile.mac(caged),
        EtherType.IP4,
        ip4({ source: caged.ip4, destination: friend.ip4 }, udp(4002, 53, what4)),
      ),
      ethernet(
        to6,
        hostile.mac(caged),
        EtherType.IP6,
        packet6({ source: caged.ip6, destination: friend.ip6 }, udp(4002, 53, what6)),
      ),
    ];
    const toFriend = frames(hostile.mac(friend), hostile.mac(friend), marked(5), marked(6));
    const lastToFriend = frames(hostile.mac(friend), hostile.mac(friend), controlMark).slice(0, 1);
    const sent = () => sendFromPort(lab, 'caged', toFriend);
    expect(await hostile.caught('friend', sent, () => sendFromPort(lab, 'caged', lastToFriend))).toEqual([5, 6]);
    // Of the same connections, which are known.
    const astray = [...frames(hostile.mac(stranger)), ...frames(BROADCAST, '33:33:00:00:00:01')];
    const toStranger = ethernet(
      hostile.mac(stranger),
      hostile.mac(web),
      EtherType.IP4,
      ip4({ source: web.ip4, destination: stranger.ip4 }, udp(4003, 53, controlMark)),
    );
    const before = await dropsOf(lab, 'host-1', 'caged');
    const led = () => sendFromPort(lab, 'caged', astray);
    expect(await hostile.caught('stranger', led, () => sendFromPort(lab, 'web', [toStranger]))).toEqual([]);
    expect(dropsBetween(before, await dropsOf(lab, 'host-1', 'caged'))).toEqual({ EGRESS_DENIED: astray.length });
  });

  it('what is the link’s business is to all of the link: with such a type nothing else passes', async () => {
    const frames = [130, 131, 132, 133, 134, 135, 136, 137, 143].flatMap((type) => {
      const message = Buffer.concat([Buffer.from([type, 0, 0, 0]), Buffer.alloc(20), mark]);
      const packet = packet6({ source: stranger.ip6, destination: web.ip6, next: 58 }, message);
      packet[7] = 255;
      // Also in a frame for all of the link.
      return [hostile.mac(web), '33:33:00:00:00:01'].map((to) =>
        ethernet(to, hostile.mac(stranger), EtherType.IP6, packet),
      );
    });
    expect(await hostile.caught('web', () => sendFromPort(lab, 'stranger', frames), hostile.control)).toEqual([]);
  });
});
