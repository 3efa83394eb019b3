/** Probes through the real programs, packet by packet. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import {
  closeObject,
  deleteEntry,
  type LoadedObject,
  loadObject,
  lookupAll,
  update,
} from '../../node-agent/src/datapath/bpf/native.js';
import { testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { type Outcome, runFrame } from '../packets/fixture.js';
import { EtherType, ethernet } from '../packets/frames.js';
import { key, type Node } from '../packets/node.js';
import { a1, acme, arrange, far, here, makeNode, stranger, there, underlayMtu } from '../packets/topology.js';
import {
  clusterKey,
  type Family,
  type Fields,
  families,
  forgetProbes,
  innerFrame,
  nextKey,
  openTunnel,
  probeDrops,
  probePeer,
  refusal,
  reply,
  request,
  roundTrips,
  setKeys,
  sourceL4Port,
  tagged,
  tunnelKey,
  tunnelPath,
} from './probes.js';

let node: Node;
beforeAll(() => {
  node = makeNode();
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});

/** Everything about probes is as at the beginning. */
function reset(): void {
  forgetProbes(node);
  setKeys(node, clusterKey);
  arrange(node);
  node.resetCounts();
}
beforeEach(reset);

const session = request().session;
const probeMark = () => (node.config.mark ^ 0x20000000) >>> 0;
/** All that probes can change, as text. */
const state = () =>
  ['probe_peer', 'tunnel_path', 'tunnel_rtt'].map((name) => {
    const { keys, values } = lookupAll(node.map(name));
    return `${keys.toString('hex')} ${values.toString('hex')}`;
  });

describe.each(families)('over $name', (family: Family) => {
  beforeEach(() => family.use(node));
  const address = family.address;
  const arrive = (bytes: Buffer, path = 0, length: number = layout.PROBE_FRAME_MIN): Outcome =>
    runFrame(node, {
      program: 'from_underlay',
      on: 'underlay',
      frame: family.packet(innerFrame(bytes, length), address(there.ip), address(here.ip), path),
    });
  const ask = (fields: Fields) => arrive(tagged(fields), fields.path, fields.length);
  /** The frame that has to leave, from its IP header on: the neighbor's output writes the Ethernet header anew. */
  const leaving = (fields: Fields, length?: number, clustersKey = clusterKey) =>
    family
      .packet(innerFrame(tagged(fields, clustersKey), length), address(here.ip), address(there.ip), fields.path)
      .subarray(14)
      .toString('hex');
  const out = (outcome: Outcome) => outcome.out.subarray(14).toString('hex');
  /** A request that the node under test sends: what is in it. */
  function sendOut(path = 0, length: number = layout.PROBE_FRAME_MIN): { outcome: Outcome; fields: Fields } {
    const template = request({
      path,
      sourceVtep: here.vtepId,
      targetVtep: there.vtepId,
      length,
      session: 0,
      number: 0,
    });
    const frame = innerFrame(layout.encodeProbe({ ...template, sentNs: 0, tag: Buffer.alloc(8) }), length);
    const outcome = runFrame(node, { program: 'from_vxlan', on: 'vxlan', frame, mark: probeMark() });
    const inner = outcome.verdict === 'redirect' ? family.tunnelBytes : 0;
    const { tag: _, ...fields } = layout.decodeProbe(outcome.out, inner + 14 + 20);
    return { outcome, fields };
  }

  test.each([0, 1, 2, 3])('a request on path %i is reflected byte for byte', (path) => {
    const fields = request({ path, number: 7 });
    const outcome = ask(fields);
    expect(outcome.verdict).toBe('redirect');
    expect(out(outcome)).toBe(leaving(reply(fields, 1)));
    expect(outcome.mark).toBe(0);
    expect(probePeer(node, there.vtepId, path)).toMatchObject({ session, newest: 7, received: 1 });
    expect(probeDrops(node)).toEqual({});
    expect(node.counts()).toEqual({});
  });

  test('paths have source ports of their own', () => {
    expect(new Set([0, 1, 2, 3].map(sourceL4Port)).size).toBe(4);
  });

  test('the reply to a size probe is small', () => {
    const fields = request({ path: layout.PROBE_SIZE_PATH, length: 1400 });
    const outcome = ask(fields);
    expect(outcome.verdict).toBe('redirect');
    expect(out(outcome)).toBe(leaving(reply(fields, 1)));
  });

  test('one with another length than it says is malformed', () => {
    for (const [says, has] of [
      [1400, 1399],
      [1400, 98],
      [98, 1400],
    ] as const) {
      const fields = request({ path: layout.PROBE_SIZE_PATH, length: says });
      expect(arrive(tagged(fields), fields.path, has).verdict).toBe('consumed');
    }
    expect(probeDrops(node)).toEqual({ MALFORMED: 3 });
    expect(probePeer(node, there.vtepId, layout.PROBE_SIZE_PATH)).toBeNull();
  });

  test('requests are taken once, in a window of 64, and counted in the reply', () => {
    const taken = [1, 2, 5, 3, 100, 37, 64].map((number) =>
      layout.decodeProbe(ask(request({ number })).out, 84 + family.tunnelBytes - 50),
    );
    expect(taken.map((p) => p.received)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const before = state();
    // Again; and 36, which is 64 below the newest.
    for (const number of [1, 2, 3, 5, 37, 64, 100, 36]) expect(ask(request({ number })).verdict).toBe('consumed');
    expect(state()).toEqual(before);
    expect(probeDrops(node)).toEqual({ REPLAYED: 8 });
    expect(probePeer(node, there.vtepId, 0)).toMatchObject({ newest: 100, received: 7, reordered: 3 });
  });

  test('a newer session begins anew; one of an older session is refused and changes nothing', () => {
    ask(request({ number: 50 }));
    const newer = request({ session: session + 10, number: 3 });
    expect(out(ask(newer))).toBe(leaving(reply(newer, 1)));
    expect(probePeer(node, there.vtepId, 0)).toMatchObject({ session: session + 10, newest: 3, received: 1 });
    const before = state();
    const older = request({ number: 51 });
    expect(out(ask(older))).toBe(leaving(refusal(older, session + 10)));
    expect(state()).toEqual(before);
    expect(probeDrops(node)).toEqual({ STALE_SESSION: 1 });
  });

  test('a bit flipped in any byte: nothing is sent, nothing changes', () => {
    ask(request());
    const before = state();
    const good = tagged(request({ number: 2 }));
    for (let byte = 0; byte < good.length; byte++) {
      for (let bit = 0; bit < 8; bit++) {
        const bad = Buffer.from(good);
        bad[byte]! ^= 1 << bit;
        expect(arrive(bad).verdict, `byte ${byte} bit ${bit}`).toBe('consumed');
      }
    }
    expect(state()).toEqual(before);
    const drops = probeDrops(node);
    expect(Object.keys(drops).sort()).toEqual(['BAD_TAG', 'MALFORMED', 'NOT_FOR_US']);
    expect(Object.values(drops).reduce((a, b) => a + b)).toBe(512);
    expect(arrive(good).verdict).toBe('redirect');
  });

  test('of two keys both are taken, and each is answered with; of one only that', () => {
    const with2 = (number: number) => arrive(tagged(request({ number }), nextKey));
    expect(with2(1).verdict).toBe('consumed');
    setKeys(node, clusterKey, nextKey);
    expect(out(with2(1))).toBe(leaving(reply(request({ number: 1 }), 1), undefined, nextKey));
    expect(out(ask(request({ number: 2 })))).toBe(leaving(reply(request({ number: 2 }), 2)));
    setKeys(node);
    expect(ask(request({ number: 3 })).verdict).toBe('consumed');
    expect(probeDrops(node)).toEqual({ BAD_TAG: 1, NO_KEY: 1 });
  });

  test('a probe for another VTEP, or in the name of another one, is not for us', () => {
    for (const fields of [
      { targetVtep: stranger.vtepId },
      { sourceVtep: stranger.vtepId },
      { sourceVtep: here.vtepId },
    ])
      expect(ask(request(fields)).verdict).toBe('consumed');
    expect(probeDrops(node)).toEqual({ NOT_FOR_US: 3 });
    expect(state()).toEqual([' ', ' ', ' ']);
  });

  test('one from an address that is no VTEP is dropped as all VXLAN is', () => {
    const frame = family.packet(innerFrame(tagged(request())), address('192.0.2.77'), address(here.ip));
    expect(runFrame(node, { program: 'from_underlay', on: 'underlay', frame }).verdict).toBe('consumed');
    expect(node.drops(0, 'VXLAN_SOURCE')).toBe(1);
    expect(state()).toEqual([' ', ' ', ' ']);
  });

  test.each([0, 1, 2, 3])('a request on path %i leaves numbered, stamped, tagged, encapsulated', (path) => {
    openTunnel(node, there.vtepId, session);
    const begin = process.hrtime.bigint();
    sendOut(path);
    const { outcome, fields } = sendOut(path);
    expect(outcome.verdict).toBe('redirect');
    expect(fields).toMatchObject({ session, number: 2, path, sourceVtep: here.vtepId, targetVtep: there.vtepId });
    expect(fields.sentNs).toBeGreaterThanOrEqual(Number(begin));
    expect(fields.sentNs).toBeLessThanOrEqual(Number(process.hrtime.bigint()));
    expect(out(outcome)).toBe(leaving(fields));
    const row = tunnelPath(node, there.vtepId, path);
    expect(row).toMatchObject({ number: 2, answered: 0, session });
    expect(row.pendingNs[2]).toBe(fields.sentNs);
  });

  test('a reply is taken once, and only while its request waits', () => {
    openTunnel(node, there.vtepId, session);
    const first = sendOut().fields;
    const second = sendOut().fields;
    expect(ask(reply(second, 5)).verdict).toBe('consumed');
    expect(tunnelPath(node, there.vtepId, 0)).toMatchObject({
      answered: 1,
      newestAnswered: 2,
      remoteReceived: 5,
      reordered: 0,
      answeredLength: 98,
      answeredBits: Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0),
    });
    expect(ask(reply(first, 4)).verdict).toBe('consumed');
    const row = tunnelPath(node, there.vtepId, 0);
    expect(row).toMatchObject({ answered: 2, newestAnswered: 2, remoteReceived: 5, reordered: 1, late: 0 });
    expect(row.pendingNs.every((ns) => ns === 0)).toBe(true);
    expect(row.lastRttNs).toBeGreaterThan(row.minRttNs);
    expect(Object.values(roundTrips(node, there.vtepId)).reduce((a, b) => a + b)).toBe(2);
    const before = { ...row, late: 3 };
    // Again; a number that was never sent; another stamp than the request had.
    for (const fields of [second, { ...second, number: 3 }, { ...second, sentNs: second.sentNs + 1 }])
      expect(ask(reply(fields, 9)).verdict).toBe('consumed');
    expect(tunnelPath(node, there.vtepId, 0)).toEqual(before);
    expect(probeDrops(node)).toEqual({ LATE: 3 });
  });

  test('the last 64 requests are waited for', () => {
    openTunnel(node, there.vtepId, session);
    const sent = Array.from({ length: 65 }, () => sendOut().fields);
    ask(reply(sent[0]!, 1));
    expect(tunnelPath(node, there.vtepId, 0)).toMatchObject({ answered: 0, late: 1, number: 65 });
    ask(reply(sent[1]!, 2));
    expect(tunnelPath(node, there.vtepId, 0)).toMatchObject({ answered: 1, late: 1 });
  });

  test('a refusal is adopted once: the next request is of a session above', () => {
    openTunnel(node, there.vtepId, session);
    const first = sendOut().fields;
    const second = sendOut().fields;
    ask(refusal(first, session + 100));
    expect(tunnelPath(node, there.vtepId, 0)).toMatchObject({ session: session + 101, sessionNumber: 2, refused: 1 });
    ask(refusal(second, session + 500));
    expect(ask(reply(second, 1)).verdict).toBe('consumed');
    expect(tunnelPath(node, there.vtepId, 0)).toMatchObject({
      session: session + 101,
      refused: 1,
      answered: 0,
      late: 2,
    });
    expect(sendOut().fields).toMatchObject({ session: session + 101, number: 3 });
  });

  test('a refusal that knows no newer session changes nothing', () => {
    openTunnel(node, there.vtepId, session);
    const { fields } = sendOut();
    const before = state();
    ask(refusal(fields, session));
    expect(state()).toEqual(before);
  });

  test('a size probe leaves as large as asked for, its small reply says what was answered, and no round trip is counted', () => {
    openTunnel(node, there.vtepId, session);
    const path = layout.PROBE_SIZE_PATH;
    const { outcome, fields } = sendOut(path, 1400);
    expect(out(outcome)).toBe(leaving(fields, 1400));
    arrive(tagged(reply(fields, 1)), path);
    expect(tunnelPath(node, there.vtepId, path)).toMatchObject({ answered: 1, answeredLength: 1400 });
    expect(roundTrips(node, there.vtepId)).toEqual({});
  });

  test('one that does not fit the underlay is numbered, and lost', () => {
    openTunnel(node, there.vtepId, session);
    const fits = underlayMtu - family.tunnelBytes + 14;
    expect(sendOut(layout.PROBE_SIZE_PATH, fits).outcome.verdict).toBe('redirect');
    expect(sendOut(layout.PROBE_SIZE_PATH, fits + 1).outcome.verdict).toBe('consumed');
    expect(tunnelPath(node, there.vtepId, layout.PROBE_SIZE_PATH)).toMatchObject({ number: 2, answered: 0 });
    expect(probeDrops(node)).toEqual({ TOO_BIG: 1 });
  });

  test('a tunnel that is not open, a VTEP that is not known: nothing leaves', () => {
    expect(sendOut().outcome.verdict).toBe('consumed');
    openTunnel(node, there.vtepId, session);
    deleteEntry(node.map('vtep'), key(there.vtepId));
    expect(sendOut().outcome.verdict).toBe('consumed');
    const answer = reply(request({ sourceVtep: here.vtepId, targetVtep: there.vtepId }), 1);
    expect(ask(answer).verdict).toBe('consumed');
    deleteEntry(node.map('tunnel_path'), tunnelKey(there.vtepId, 0));
    expect(ask(answer).verdict).toBe('consumed');
    expect(probeDrops(node)).toEqual({ NO_ROW: 2, UNKNOWN_VTEP: 1, LATE: 1 });
  });

  test('round trips are counted in their bucket', () => {
    openTunnel(node, there.vtepId, session);
    const { fields } = sendOut();
    const row = tunnelPath(node, there.vtepId, 0);
    // 2^31 ns is 2.147 s: the first eighth of the last octave. Then one above it.
    for (const [i, agoNs] of [2_160_000_000, 5_000_000_000].entries()) {
      const sentNs = Number(process.hrtime.bigint()) - agoNs;
      const pendingNs = row.pendingNs.with(1, sentNs);
      update(node.map('tunnel_path'), tunnelKey(there.vtepId, 0), layout.encodeTunnelPath({ ...row, pendingNs }));
      ask(reply({ ...fields, sentNs }, 1));
      expect(roundTrips(node, there.vtepId)).toEqual(i === 0 ? { 169: 1 } : { 169: 1, 177: 1 });
    }
  });
});

describe('XDP', () => {
  let xdp: LoadedObject;
  beforeEach(() => {
    const shared = 'config port_by_id fdb vtep vtep_by_ip4 vtep_by_ip6 member flood_local port_counters port_drop';
    const maps = Object.fromEntries(shared.split(' ').map((name) => [name, node.map(name)]));
    xdp = loadObject(join(import.meta.dirname, '../../modules/build/underlay.bpf.o'), { maps });
  });
  afterEach(() => closeObject(xdp));

  test.each(['underlay_native', 'underlay_generic'])(
    '%s lets probes of known VTEPs on to from_underlay, to a rate',
    (name) => {
      const [family] = families;
      const run = (from: string) => {
        const data = family!.packet(innerFrame(tagged(request())), from, here.ip);
        return testRun(xdp.programs[name]!, { data, netns: node.netns.path }).retval;
      };
      const [drop, pass] = [1, 2];
      expect(run(there.ip)).toBe(pass);
      expect(run('192.0.2.77')).toBe(drop);
      expect(node.counts()).toEqual({ 0: { drops: { VXLAN_SOURCE: 1 } } });
      node.configure({ vtepPacketsPerS: 1 });
      expect([run(there.ip), run(there.ip)]).toEqual([pass, drop]);
      expect(node.drops(0, 'VTEP_RATE')).toBe(1);
    },
  );
});

describe('nothing of the probes is open to tenants', () => {
  test('a probe from a port stays in its network', () => {
    openTunnel(node, there.vtepId, session);
    const probe = innerFrame(tagged(request()));
    const frame = ethernet(far.mac, a1.mac, EtherType.IP4, probe.subarray(14));
    for (const mark of [0, probeMark()])
      expect(runFrame(node, { program: 'from_port', on: a1.device, frame, mark }).verdict).toBe('consumed');
    expect(node.drops(a1.slot, 'SPOOFED_IP')).toBe(2);
    const own = Buffer.from(frame);
    Buffer.from([10, 0, 0, 11]).copy(own, 26);
    const { verdict, out } = runFrame(node, { program: 'from_port', on: a1.device, frame: own });
    expect(verdict).toBe('redirect');
    expect(out.readUIntBE(14 + 20 + 8 + 4, 3)).toBe(acme);
    expect(state()[0]).toBe(' ');
  });

  test('the vxlan device drops frames of their VNI, and requests without the mark', () => {
    openTunnel(node, there.vtepId, session);
    const frame = innerFrame(tagged(request({ sourceVtep: here.vtepId, targetVtep: there.vtepId })));
    for (const mark of [0, node.config.mark])
      expect(runFrame(node, { program: 'from_vxlan', on: 'vxlan', frame, mark }).verdict).toBe('consumed');
    expect(node.drops(0, 'NOT_FROM_FABRIC')).toBe(2);
    expect(tunnelPath(node, there.vtepId, 0).number).toBe(0);
  });
});
