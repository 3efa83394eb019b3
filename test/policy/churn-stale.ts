import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { rowCount, rowsOfPort } from '../lab/moves-maps.js';

/** Hits of rules go with a round of the agent, which is every few seconds. */
const forgottenWithinMs = 15_000;

/** What the maps of nodes have of machines that are elsewhere, or say of where they are; in words, nothing if all is well. */
export async function staleRows(lab: Lab, nodes: readonly string[], machines: readonly string[]): Promise<string[]> {
  let found: string[] = [];
  await waitFor('nothing is stale', forgottenWithinMs, async () => {
    found = await rowsThatAreWrong(lab, nodes, machines);
    return found.length === 0 ? true : undefined;
  }).catch(() => undefined);
  return found;
}

async function rowsThatAreWrong(lab: Lab, nodes: readonly string[], machines: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  /** What FDB entries name, by where the machine is. */
  const vteps = new Map<string, Set<string>>();
  for (const machine of machines) {
    const home = lab.vm(machine).node;
    const named = vteps.get(home) ?? new Set();
    vteps.set(home, named);
    for (const node of nodes) {
      const rows = await rowsOfPort(lab, node, machine);
      const moving = ['pending_port', 'departing_port'];
      const elsewhere = rows.filter((row) => !/^(fdb|port_groups) /.test(row));
      for (const row of node === home ? rows.filter((row) => moving.includes(row)) : elsewhere)
        wrong.push(`${node} has ${machine}, which is at ${home}, in ${row}`);
      for (const row of rows.filter((row) => row.startsWith('fdb '))) named.add(row);
    }
  }
  for (const [home, named] of vteps)
    if (named.size !== 1) wrong.push(`machines at ${home} are ${[...named].join(', ') || 'in no fdb'}`);
  for (const node of nodes) {
    for (const map of ['pending_port', 'departing_port'])
      if (rowCount(lab, node, map) > 0) wrong.push(`${node} has rows in ${map}`);
  }
  return wrong;
}
