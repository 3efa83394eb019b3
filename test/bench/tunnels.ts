import { Lab } from '../../deploy/lab/running-lab.js';
import { tearDown } from '../../deploy/lab/teardown.js';
import { LabNames } from '../../deploy/lab/underlay.js';
import { ProbedLab } from '../tunnels/probed-lab.js';
import { type Line, Samples } from './report.js';
import { prefixes, tunnelsLabDirectory } from './systems/system.js';
import { measureCut, measureGradual } from './tunnels/detection.js';
import { measureFalseAlarms } from './tunnels/false-alarms.js';
import { measureRoundTripError } from './tunnels/round-trip-error.js';

/**
 * Tunnel health in a lab of three hosts, with controller, nats-server and agents, and a little traffic in every tunnel: how soon is told what is done to the underlay
 * (in eBPF, where the hosts' veths meet it), how far off are round trips, and what is told when nothing is wrong.
 */

export interface TunnelsOptions {
  readonly quick: boolean;
}

const fullEffort = {
  cuts: 10,
  rounds: 5,
  roundTripTurns: 5,
  requests: 1000,
  alarms: { seconds: 300, stoppedSeconds: 30 },
};
const quickEffort = {
  cuts: 2,
  rounds: 1,
  roundTripTurns: 1,
  requests: 300,
  alarms: { seconds: 30, stoppedSeconds: 10 },
};

export async function benchTunnels(options: TunnelsOptions, progress: (step: string) => void): Promise<Line[]> {
  const effort = options.quick ? quickEffort : fullEffort;
  progress('starting a lab of three hosts');
  const place = { prefix: prefixes.tunnels, directory: tunnelsLabDirectory };
  await tearDown(new LabNames(place.prefix), place.directory);
  const lab = await Lab.up({ nodes: 3, ...place });
  let probed: ProbedLab | null = null;
  try {
    probed = await ProbedLab.over(lab, { traffic: true });
    const samples = new Samples();
    for (let turn = 0; turn < effort.roundTripTurns; turn++) {
      progress(`round trips and capture, ${turn + 1} of ${effort.roundTripTurns}`);
      await measureRoundTripError(probed, effort.requests, samples);
    }
    for (let round = 0; round < effort.cuts; round++) {
      progress(`cut ${round + 1} of ${effort.cuts}, there and back`);
      for (const direction of ['out', 'in'] as const) await measureCut(probed, round, direction, samples);
    }
    for (let round = 0; round < effort.rounds; round++) {
      progress(`loss, delay and MTU, ${round + 1} of ${effort.rounds}`);
      await measureGradual(probed, round, samples);
    }
    const { seconds, stoppedSeconds } = effort.alarms;
    progress(`${seconds} s of nothing wrong, every core busy, an agent stopped for ${stoppedSeconds} s`);
    await measureFalseAlarms(probed, effort.alarms, samples, progress);
    return samples.measures();
  } finally {
    await probed?.close();
    await lab.down();
  }
}
