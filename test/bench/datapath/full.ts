import { type Line, type Samples, withTarget } from '../report.js';
import type { Profile } from './profile.js';

/**
 * With all that a cloud asks for: anti-spoofing, 100 rules, connection tracking, routing. Against the kernel doing the same, and against its bridge + VXLAN device that does
 * nothing of it.
 */
export const fullProfile: Profile = {
  systems: ['weft-full', 'kernel', 'kernel-full', 'plain'],
  streams: ['weft-full', 'kernel', 'kernel-full', 'plain'],
  connections: true,
  policed: 'weft-full',
  compare,
};

function compare(samples: Samples, systems: readonly string[]): Line[] {
  const has = (...names: string[]) => names.every((name) => systems.includes(name));
  const added = (test: string, to: string) => samples.addedRatio(`${test}_added`, test, 'weft-full', to, 'plain');
  const ratio = (test: string) => samples.ratio(test, 'weft-full', 'kernel-full');
  return [
    ...(has('weft-full', 'kernel', 'plain')
      ? [withTarget(added('rr', 'kernel'), { atMost: 1 }), added('rr6', 'kernel')]
      : []),
    ...(has('weft-full', 'kernel-full', 'plain')
      ? [withTarget(added('rr', 'kernel-full'), { atMost: 0.5 }), added('rr6', 'kernel-full')]
      : []),
    ...(has('weft-full', 'kernel-full')
      ? [
          withTarget(ratio('udp64_cpu'), { atMost: 0.6 }),
          withTarget(ratio('connect'), { atLeast: 1.2 }),
          ...['connect_cpu', 'tcp1_cpu', 'tcp4_cpu'].map(ratio),
        ]
      : []),
  ];
}
