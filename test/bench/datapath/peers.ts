import { type Line, Samples, withTarget } from '../report.js';
import { withSystems } from '../systems/creators.js';
import type { Pinning } from '../tools.js';
import { type Effort, measurePackets, measureStreams, rotated } from './rounds.js';

/**
 * What others carry that switch in eBPF and in user space: throughput of weft with everything against theirs with nothing but a bridge. Small packets are told as well; the targets are of a stream.
 */
const peers = [
  { name: 'bcc', target: { atLeast: 1 } },
  { name: 'ovn', target: { atLeast: 10 } },
] as const;

/** Few: what is asked is how many times as much. */
const rounds = 3;

export async function measurePeers(
  mtu: number,
  effort: Effort,
  pin: Pinning,
  progress: (step: string) => void,
): Promise<Line[]> {
  const samples = new Samples();
  await withSystems(['weft-full', ...peers.map(({ name }) => name)], mtu, progress, async (systems) => {
    for (let round = 0; round < rounds; round++) {
      progress(`peers, round ${round + 1} of ${rounds}`);
      for (const system of rotated(systems, round)) {
        await measurePackets(system, effort, pin, samples);
        await measureStreams(system, 1, effort, pin, samples);
      }
    }
  });
  const throughput = ['udp64', 'tcp1'];
  return [
    ...samples
      .measures()
      .filter(({ test }) => throughput.includes(test))
      .map((line) => ({ ...line, test: `peers_${line.test}` })),
    ...peers.flatMap(({ name, target }) => [
      withTarget(samples.ratio('tcp1', 'weft-full', name, 'peers_tcp1'), target),
      samples.ratio('udp64', 'weft-full', name, 'peers_udp64'),
    ]),
  ];
}
