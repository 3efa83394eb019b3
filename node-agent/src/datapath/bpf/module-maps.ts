import { readFileSync } from 'node:fs';
import { tunnelMaps } from './bpf-tunnel-probes.js';
import { moveMaps } from './move-maps.js';
import { policyMaps } from './policy-maps.js';

/** Headers with maps that not all modules have, by a map that none but those have. */
const optional: readonly { readonly marker: string; readonly maps: readonly string[] }[] = [
  { marker: 'probe_config', maps: tunnelMaps },
  { marker: 'port_policy', maps: policyMaps },
  { marker: 'port_bandwidth', maps: ['port_bandwidth', 'port_bandwidth_used'] },
  { marker: 'connection_use', maps: ['connection_use'] },
  { marker: 'port_arrivals', maps: moveMaps },
];

/** Of what there is by the name of a map, that which is for the maps of an object file. */
export function ofModule<T>(object: string, all: Readonly<Record<string, T>>): Record<string, T> {
  const bytes = readFileSync(object);
  // The names of its symbols, and so of its maps, lie in it one after the other.
  const lacking = optional.filter(({ marker }) => !bytes.includes(`\0${marker}\0`, 0, 'latin1'));
  const others = new Set(lacking.flatMap(({ maps }) => maps));
  return Object.fromEntries(Object.entries(all).filter(([name]) => !others.has(name)));
}
