import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnInVm } from '../../deploy/lab/background.js';
import type { LabOptions } from '../../deploy/lab/lab-options.js';
import { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import type { weft } from '../../proto/gen/codecs.js';
import { AgentService, NetworkService, PortService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { ownLab, removeOrphanedLabs } from './orphaned-labs.js';

/** A lab for fault tests, in a directory and with a prefix of its own, and what these tests do with it. */

export type FaultyLabOptions = Omit<LabOptions, 'prefix' | 'directory'>;

/** Starts a lab; `down` removes it with its directory. What killed runs of tests left is removed first. */
export async function startLab(
  prefix: string,
  options: FaultyLabOptions,
): Promise<{ lab: Lab; down: () => Promise<void> }> {
  await removeOrphanedLabs();
  const directory = mkdtempSync(join(tmpdir(), `weft-${prefix}-`));
  ownLab(directory);
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  const lab = await Lab.up({ ...options, prefix, directory: join(directory, 'lab') }).catch((error: unknown) => {
    removeDirectory();
    throw error;
  });
  return {
    lab,
    down: async () => {
      await lab.down();
      removeDirectory();
    },
  };
}

/** Creates tenant, network and subnet 10.0.0.0/24, all with the tenant's id. */
export async function createTenantNetwork(lab: Lab, tenant: string): Promise<weft.v1.Network> {
  await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id: tenant } } });
  const network = await lab.api.call(NetworkService.createNetwork, {
    network: { metadata: { id: tenant }, tenantId: tenant },
  });
  await lab.api.call(SubnetService.createSubnet, {
    subnet: {
      metadata: { id: tenant },
      networkId: tenant,
      prefix: { address: { bytes: parseIp('10.0.0.0') }, length: 24 },
    },
  });
  return network;
}

/** Creates a port with a chosen address. */
export function createPort(
  lab: Lab,
  network: string,
  id: string,
  nodeId: string,
  address?: string,
): Promise<weft.v1.Port> {
  return lab.api.call(PortService.createPort, {
    port: {
      metadata: { id },
      networkId: network,
      nodeId,
      addresses: address === undefined ? [] : [{ address: { bytes: parseIp(address) } }],
    },
  });
}

/** A port with a VM plugged into it, ACTIVE; the VM has the port's name. */
export async function createVm(
  lab: Lab,
  network: string,
  id: string,
  nodeId: string,
  address: string,
  tap = false,
): Promise<void> {
  await createPort(lab, network, id, nodeId, address);
  await plugVm(lab, id, { name: id, tap });
}

/** Packets that got no answer, and answers that came again. */
export interface PingResult {
  readonly sent: number;
  readonly lost: number;
  readonly duplicates: number;
}

/** Pings in the background, and resolves when the first answer is there; `finish` interrupts and counts. */
export async function startPing(
  lab: Lab,
  vm: string,
  address: string,
  intervalS = 0.01,
): Promise<{ finish: () => Promise<PingResult> }> {
  // -c bounds it; it is ended by `finish` well before.
  const ping = spawnInVm(lab, vm, ['ping', '-n', '-i', String(intervalS), '-W', '1', '-c', '12000', address]);
  const answers = () => [...ping.stdout.matchAll(/ bytes from .*icmp_seq=(\d+)/g)].map((match) => Number(match[1]));
  await waitFor(`${vm} gets an answer from ${address}`, 5_000, () => (answers().length > 0 ? true : undefined));
  return {
    finish: async () => {
      await ping.end('SIGINT');
      const match = /(\d+) packets transmitted/.exec(ping.stdout);
      if (!match) throw new Error(`ping said: ${ping.stdout.slice(-1000)}${ping.stderr}`);
      const sent = Number(match[1]);
      const answered = new Set(answers());
      const last = Math.max(...answered);
      // What was sent in the last tenth of a second may have been on its way still.
      const onTheWay = Math.ceil(0.1 / intervalS);
      const lost = last - answered.size + Math.max(0, sent - last - onTheWay);
      return { sent, lost, duplicates: answers().length - answered.size };
    },
  };
}

/** Do `count` pings arrive? */
export async function pings(lab: Lab, vm: string, address: string, count = 3): Promise<boolean> {
  const { code } = await lab.inVm(vm, ['ping', '-i', '0.05', '-W', '1', '-c', String(count), '-q', address]);
  return code === 0;
}

/** What a node's agent says of itself. */
export function agentOf(lab: Lab, node: string): Promise<weft.v1.Agent> {
  return lab.agentApi(node).call(AgentService.getAgent, {}, 2_000);
}

/** Map writes and deletes since the agent started, by map: only maps that were touched. */
export async function mapWrites(lab: Lab, node: string): Promise<Record<string, { writes: number; deletes: number }>> {
  const { maps } = await agentOf(lab, node);
  const touched = maps.filter((m) => (m.writes ?? 0) + (m.deletes ?? 0) > 0);
  return Object.fromEntries(touched.map((m) => [m.name ?? '', { writes: m.writes ?? 0, deletes: m.deletes ?? 0 }]));
}
