import { spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/** Sends `megabytes` over TCP from one VM to another (iperf3); resolves to the bytes that arrived. */
export async function sendTcp(
  lab: Lab,
  from: string,
  to: { readonly vm: string; readonly address: string },
  megabytes: number,
): Promise<number> {
  const server = spawnInVm(lab, to.vm, ['iperf3', '-s', '-1']);
  try {
    await waitFor('iperf3 server listens', 5_000, async () => {
      const { stdout } = await lab.inVm(to.vm, ['ss', '-Hltn', 'sport = :5201']);
      return stdout.trim() === '' ? undefined : true;
    });
    const client = ['iperf3', '-c', to.address, '-C', 'cubic', '-n', `${megabytes}M`, '-J'];
    const { end } = JSON.parse(await lab.mustInVm(from, client)) as { end: { sum_received: { bytes: number } } };
    return end.sum_received.bytes;
  } finally {
    await server.end();
  }
}
