import { spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

export type Traffic =
  | { readonly protocol: 'tcp'; readonly congestion: 'cubic' | 'reno'; readonly connections?: number }
  /** Datagrams at a rate. */
  | { readonly protocol: 'udp'; readonly offeredKbps: number };

/** Payload of a datagram, and bytes of its headers from Ethernet on. */
const DATAGRAM = 1_200;
const DATAGRAM_HEADERS = 42;

/**
 * What arrives in a VM from another one, in kbit/s over `seconds` after a first one that does not count (a full bucket may come at once): payload of TCP,
 * Ethernet frames of UDP (iperf3).
 */
export async function receivedKbps(
  lab: Lab,
  from: string,
  to: { readonly vm: string; readonly address: string; readonly l4Port?: number },
  traffic: Traffic,
  seconds: number,
): Promise<number> {
  const l4Port = String(to.l4Port ?? 5201);
  const server = spawnInVm(lab, to.vm, ['iperf3', '-s', '-1', '-p', l4Port]);
  try {
    await waitFor('iperf3 server listens', 5_000, async () => {
      const { stdout } = await lab.inVm(to.vm, ['ss', '-Hltn', `sport = :${l4Port}`]);
      return stdout.trim() === '' ? undefined : true;
    });
    const how =
      traffic.protocol === 'tcp'
        ? ['-C', traffic.congestion, '-P', String(traffic.connections ?? 1)]
        : ['-u', '-b', `${traffic.offeredKbps}k`, '-l', String(DATAGRAM)];
    const client = ['iperf3', '-c', to.address, '-p', l4Port, '-O', '1', '-t', String(seconds), '-J', ...how];
    const { end } = JSON.parse(await lab.mustInVm(from, client)) as { end: End };
    const kbps = (end.sum_received ?? end.sum).bits_per_second / 1_000;
    return traffic.protocol === 'tcp' ? kbps : (kbps * (DATAGRAM + DATAGRAM_HEADERS)) / DATAGRAM;
  } finally {
    await server.end();
  }
}

interface End {
  readonly sum: { readonly bits_per_second: number };
  readonly sum_received?: { readonly bits_per_second: number };
}
