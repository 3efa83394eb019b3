import { spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/** What arrived of a TCP stream, and how it came. */
export interface TcpTransfer {
  readonly bytes: number;
  readonly seconds: number;
  /** Bytes sent in each tenth of a second but the last, which is shorter. */
  readonly tenths: readonly number[];
}

interface IperfResult {
  readonly intervals: readonly { readonly sum: { readonly bytes: number } }[];
  readonly end: { readonly sum_received: { readonly bytes: number; readonly seconds: number } };
}

/** Sends `megabytes` over TCP from one VM to another (iperf3); resolves to what arrived. */
export async function transferTcp(
  lab: Lab,
  from: string,
  to: { readonly vm: string; readonly address: string },
  megabytes: number,
): Promise<TcpTransfer> {
  const server = spawnInVm(lab, to.vm, ['iperf3', '-s', '-1']);
  try {
    await waitFor('iperf3 server listens', 5_000, async () => {
      const { stdout } = await lab.inVm(to.vm, ['ss', '-Hltn', 'sport = :5201']);
      return stdout.trim() === '' ? undefined : true;
    });
    const client = ['iperf3', '-c', to.address, '-C', 'cubic', '-n', `${megabytes}M`, '-i', '0.1', '-J'];
    const { intervals, end } = JSON.parse(await lab.mustInVm(from, client)) as IperfResult;
    const { bytes, seconds } = end.sum_received;
    return { bytes, seconds, tenths: intervals.slice(0, -1).map(({ sum }) => sum.bytes) };
  } finally {
    await server.end();
  }
}

/** Sends `megabytes` over TCP from one VM to another; resolves to the bytes that arrived. */
export async function sendTcp(
  lab: Lab,
  from: string,
  to: { readonly vm: string; readonly address: string },
  megabytes: number,
): Promise<number> {
  return (await transferTcp(lab, from, to, megabytes)).bytes;
}
