import { allowedCpus } from './cpu.js';
import { bareProfile } from './datapath/bare.js';
import { fullProfile } from './datapath/full.js';
import { measurePeers } from './datapath/peers.js';
import { measurePolicyCost } from './datapath/policy-cost.js';
import type { Profile } from './datapath/profile.js';
import { type Effort, measureRound, rotated } from './datapath/rounds.js';
import { type Line, Samples } from './report.js';
import { withSystems } from './systems/creators.js';

/** The data path against other ways to connect the same VMs: all stand side by side and take turns. */

export const profiles = { bare: bareProfile, full: fullProfile } as const satisfies Record<string, Profile>;
export type ProfileName = keyof typeof profiles;

export interface DatapathOptions {
  readonly quick: boolean;
  readonly mtu: number;
  readonly profile: ProfileName;
  /** Names of the systems to measure, instead of the profile's. */
  readonly systems?: readonly string[];
  /** Instead of the default. */
  readonly rounds?: number;
  /** Also the throughput of bcc's distributed_bridge and of OVN. */
  readonly peers: boolean;
}

const quickEffort: Effort = { rounds: 3, seconds: 1, roundTripTurns: 4 };
const fullEffort: Effort = { rounds: 5, seconds: 1.2, roundTripTurns: 6 };

export async function benchDatapath(options: DatapathOptions, progress: (step: string) => void): Promise<Line[]> {
  const effort = options.quick ? quickEffort : fullEffort;
  const rounds = options.rounds ?? effort.rounds;
  const profile: Profile = profiles[options.profile];
  const names = options.systems ?? profile.systems;
  const [server = 0, client = server] = allowedCpus();
  const pin = { client, server };
  const samples = new Samples();
  await withSystems(names, options.mtu, progress, async (systems) => {
    for (let round = 0; round < rounds; round++) {
      progress(`round ${round + 1} of ${rounds}`);
      await measureRound(profile, rotated(systems, round), effort, pin, samples);
    }
  });
  const ofPolicy = names.some((name) => name === profile.policed)
    ? await measurePolicyCost(options.quick, progress)
    : [];
  const ofPeers = options.peers ? await measurePeers(options.mtu, effort, pin, progress) : [];
  return [...samples.measures(), ...profile.compare(samples, names), ...ofPolicy, ...ofPeers];
}
