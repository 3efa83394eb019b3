import { join } from 'node:path';
import type { Lab } from '../../deploy/lab/running-lab.js';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfMap, close, lookupAll, openPinnedMap } from '../../node-agent/src/datapath/bpf/native.js';
import { PortService } from '../../proto/gen/services.js';

/** What the maps of a node hold of a port: read through the pins, whatever the agent thinks of it. */

/** Maps whose keys begin with the datapath id of a port. */
const byPort = [
  'port_by_id',
  'port_pairs',
  'dhcp4',
  'port_groups',
  'rule_hits',
  'connection4',
  'connection6',
  'fragment',
  'pending_port',
  'departing_port',
];

/** Names of the maps that have rows of the port at that node; of `fdb` with the VTEP's id and of `port_groups` with the groups, which are the same everywhere. */
export async function rowsOfPort(lab: Lab, nodeId: string, portId: string): Promise<string[]> {
  const { datapathId } = await lab.api.call(PortService.getPort, { id: portId });
  const directory = join(lab.plan.bpffs(lab.node(nodeId)), 'maps');
  const found: string[] = [];
  for (const name of byPort) {
    eachRow(directory, name, (key, value) => {
      if (key.readUInt32LE(0) === datapathId)
        found.push(name === 'port_groups' ? `${name} ${value.toString('hex')}` : name);
    });
  }
  eachRow(directory, 'port_by_if', (_, value) => {
    if (layout.decodePort(value).datapathId === datapathId) found.push('port_by_if');
  });
  eachRow(directory, 'fdb', (_, value) => {
    const entry = layout.decodeFdb(value);
    if (entry.datapathId === datapathId) found.push(`fdb to ${entry.vtepId}`);
  });
  eachRow(directory, 'flood_local', (_, value) => {
    // struct weft_flood: a count and so many ids.
    const count = value.readUInt32LE(0);
    for (let i = 0; i < count; i++) if (value.readUInt32LE(4 + 4 * i) === datapathId) found.push('flood_local');
  });
  return [...new Set(found)].sort();
}

/** Rows in one of the maps of a node. */
export function rowCount(lab: Lab, nodeId: string, name: string): number {
  let count = 0;
  eachRow(join(lab.plan.bpffs(lab.node(nodeId)), 'maps'), name, () => count++);
  return count;
}

function eachRow(directory: string, name: string, row: (key: Buffer, value: Buffer) => void): void {
  const map: BpfMap | null = openPinnedMap(join(directory, name));
  if (!map) throw new Error(`${name} is not pinned in ${directory}`);
  try {
    const { keys, values, count } = lookupAll(map);
    for (let i = 0; i < count; i++) {
      row(
        keys.subarray(i * map.keyBytes, (i + 1) * map.keyBytes),
        values.subarray(i * map.valueBytes, (i + 1) * map.valueBytes),
      );
    }
  } finally {
    close(map);
  }
}
