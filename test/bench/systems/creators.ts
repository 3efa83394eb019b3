import { createBccSystem } from './bcc.js';
import { createKernelSystem } from './kernel.js';
import { createKernelFullSystem } from './kernel-full.js';
import { createKernelRoutedSystem } from './kernel-routed.js';
import { createOvnSystem } from './ovn.js';
import { createPlainSystem } from './plain.js';
import type { Testbed } from './system.js';
import { createQuietSystem, createWeftSystems } from './weft.js';
import { createWeftFullSystem } from './weft-full.js';

/** What makes systems, for an MTU of the underlay. */
interface Creator {
  /** Systems of the testbed, in its order. */
  readonly names: readonly string[];
  create(mtu: number): Promise<Testbed>;
}

const creators: readonly Creator[] = [
  { names: ['weft', 'weft-routed'], create: createWeftSystems },
  { names: ['weft-quiet'], create: createQuietSystem },
  { names: ['weft-full'], create: createWeftFullSystem },
  { names: ['kernel'], create: createKernelSystem },
  { names: ['kernel-routed'], create: createKernelRoutedSystem },
  { names: ['kernel-full'], create: createKernelFullSystem },
  { names: ['plain'], create: createPlainSystem },
  { names: ['bcc'], create: createBccSystem },
  { names: ['ovn'], create: createOvnSystem },
];

/** Every system that there is. */
export const systemNames = creators.flatMap((creator) => creator.names);

/** Makes these systems, does the work with them, in the order of `systemNames`, and removes them. */
export async function withSystems<T>(
  names: readonly string[],
  mtu: number,
  progress: (step: string) => void,
  work: (systems: Testbed['systems']) => Promise<T>,
): Promise<T> {
  const testbeds: Testbed[] = [];
  try {
    for (const creator of creators) {
      if (!creator.names.some((name) => names.includes(name))) continue;
      progress(`setting up ${creator.names.join(' and ')}, underlay MTU ${mtu}`);
      testbeds.push(await creator.create(mtu));
    }
    const systems = testbeds.flatMap((testbed) => testbed.systems);
    return await work(systems.filter(({ name }) => names.includes(name)));
  } finally {
    for (const testbed of testbeds) await testbed.remove();
  }
}
