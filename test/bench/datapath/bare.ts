import type { Line, Samples } from '../report.js';
import type { Profile } from './profile.js';

/** Without policy, against the kernel's bridge + VXLAN device, bridged and routed, and plain routing without encapsulation. */
export const bareProfile: Profile = {
  systems: ['weft', 'weft-routed', 'weft-quiet', 'kernel', 'kernel-routed', 'plain'],
  // Streams of the others take the same way and a lookup more or less, once for each large frame.
  streams: ['weft', 'kernel', 'plain'],
  connections: false,
  compare,
};

/** What weft needs over what others need: of the same work, measured in the same round. */
function compare(samples: Samples, systems: readonly string[]): Line[] {
  const has = (...names: string[]) => names.every((name) => systems.includes(name));
  const pairs = [
    { of: 'weft', to: 'kernel', suffix: '', costs: ['udp64_cpu', 'tcp1_cpu', 'tcp4_cpu'] },
    { of: 'weft-routed', to: 'kernel-routed', suffix: '_routed', costs: ['udp64_cpu'] },
  ];
  const ofPeers = pairs.flatMap(({ of, to, suffix, costs }) => [
    ...(has(of, to, 'plain')
      ? ['rr', 'rr6'].map((test) => samples.addedRatio(`${test}_added${suffix}`, test, of, to, 'plain'))
      : []),
    ...(has(of, to) ? costs.map((test) => samples.ratio(test, of, to)) : []),
  ]);
  // What tunnel health costs tenants' packets: probes and counters, on over off.
  const ofHealth = has('weft', 'weft-quiet')
    ? ['rr', 'rr6', 'udp64_cpu'].map((test) => samples.ratio(test, 'weft', 'weft-quiet', `${test}_health`))
    : [];
  return [...ofPeers, ...ofHealth];
}
