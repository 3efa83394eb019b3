import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as layout from '../../../node-agent/src/datapath/bpf/layout.gen.js';
import { close, lookupAll, openPinnedMap } from '../../../node-agent/src/datapath/bpf/native.js';
import { Capture } from '../../tunnels/capture.js';
import type { ProbedLab } from '../../tunnels/probed-lab.js';
import type { Samples } from '../report.js';
import { medianOf } from '../samples.js';

/**
 * By how much are probes' round trips longer than what a capture at the sender's underlay interface says of the very same packets? The difference is what lies between
 * the programs and where the kernel hands packets to a capture: it is part of the path of tenants' packets as well.
 */

/** Ethernet, IPv4, UDP, VXLAN, inner Ethernet, inner IPv4. */
const probeOffset = 14 + 20 + 8 + 8 + 14 + 20;

/** Round trips of so many requests of host-1, one sample: the median of the differences, request by request. */
export async function measureRoundTripError(probed: ProbedLab, requests: number, samples: Samples): Promise<void> {
  const { lab } = probed;
  const node = lab.node('host-1');
  const capture = await Capture.start(node.namespace, 'underlay0', 'udp port 4789');
  const probedNs = new Map<string, number>();
  const map = openPinnedMap(join(lab.plan.bpffs(node), 'maps', 'tunnel_path'));
  if (map === null) throw new Error('the agent of host-1 has no tunnel_path');
  try {
    const deadline = performance.now() + 120_000;
    while (probedNs.size < requests) {
      if (performance.now() > deadline) throw new Error(`only ${probedNs.size} of ${requests} requests within 120 s`);
      const { keys, values, count } = lookupAll(map);
      for (let i = 0; i < count; i++) {
        const key = keys.subarray(i * 8, i * 8 + 8);
        const row = layout.decodeTunnelPath(values, i * (values.length / count));
        const path = key.readUInt32LE(4);
        if (path === layout.PROBE_SIZE_PATH || row.newestAnswered === 0) continue;
        probedNs.set(`${key.readUInt32LE(0)} ${path} ${row.newestAnswered}`, row.lastRttNs);
      }
      await delay(2);
    }
  } finally {
    close(map);
  }
  const differencesUs: number[] = [];
  const sent = new Map<string, number>();
  for (const { ns, frame } of await capture.stop()) {
    if (frame.length < probeOffset + 64 || frame.readUIntBE(46, 3) !== layout.PROBE_VNI) continue;
    const probe = layout.decodeProbe(frame, probeOffset);
    const isReply = probe.kind === layout.ProbeKind.REPLY;
    const remote = isReply ? probe.sourceVtep : probe.targetVtep;
    const id = `${remote} ${probe.path} ${probe.number}`;
    // Requests of others, and replies to them, pass here too: theirs have other stamps.
    if (!isReply) sent.set(`${id} ${probe.sentNs}`, ns);
    const begin = sent.get(`${id} ${probe.sentNs}`);
    const roundTripNs = probedNs.get(id);
    if (isReply && begin !== undefined && roundTripNs !== undefined)
      differencesUs.push((roundTripNs - (ns - begin)) / 1000);
  }
  if (differencesUs.length < requests / 2)
    throw new Error(`the capture has only ${differencesUs.length} of the round trips`);
  samples.add('rtt_error', 'weft', 'us', medianOf(differencesUs));
  samples.add('rtt', 'weft', 'us', medianOf([...probedNs.values()]) / 1000);
}
