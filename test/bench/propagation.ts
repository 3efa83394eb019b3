import { spawn } from 'node:child_process';
import { inNamespace, ipBatch } from '../../deploy/lab/command.js';
import { built } from '../../deploy/lab/directory.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm } from '../../deploy/lab/virtual-machine.js';
import { PlugService, PortService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { type Line, Samples } from './report.js';
import { createBenchNetwork, startBenchLab } from './systems/weft.js';

/**
 * How long after CreatePort was answered do packets of a remote host reach the new port?
 *
 * In a lab of three hosts, a VM on host-1 sends an echo request every 100 us to the address that the port is going to have. The VM of the
 * port stands ready on host-2, its interface already plugged (an agent accepts that before it knows the port). Both VMs know each other's
 * MAC, so that no ARP retry of their own is timed. create_to_forward counts from the answer of CreatePort to the first echo reply (0 if the
 * reply was there first), call_to_forward from the call.
 */

const timeoutMs = 10_000;

export interface PropagationOptions {
  readonly quick: boolean;
}

export async function benchPropagation(options: PropagationOptions, progress: (s: string) => void): Promise<Line[]> {
  const rounds = options.quick ? 10 : 40;
  progress('starting a lab of three hosts');
  const lab = await startBenchLab(3, 1500);
  try {
    await createBenchNetwork(lab);
    await createPort(lab, 'observer', 'host-1', observer);
    // A port on each host: all of them hold the network already, as in a cluster that is in use.
    for (const host of [2, 3]) await createPort(lab, `resident-${host}`, `host-${host}`, resident(host));
    const { namespace } = await plugVm(lab, 'observer', { name: 'observer' });
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      if (round % 10 === 0) progress(`port ${round + 1} of ${rounds}`);
      const { fromAnswerMs, fromCallMs } = await createToForward(lab, round, namespace);
      samples.add('create_to_forward', 'weft', 'ms', fromAnswerMs);
      samples.add('call_to_forward', 'weft', 'ms', fromCallMs);
    }
    return samples.measures();
  } finally {
    await lab.down();
  }
}

interface Address {
  readonly mac: string;
  readonly ip: string;
}

const observer: Address = { mac: '02:57:be:0c:01:01', ip: '10.77.1.1' };
const resident = (host: number): Address => ({ mac: `02:57:be:0c:02:0${host}`, ip: `10.77.2.${host}` });
const newcomer = (round: number): Address => ({
  mac: `02:57:be:0c:03:${round.toString(16).padStart(2, '0')}`,
  ip: `10.77.3.${round + 1}`,
});

async function createPort(lab: Lab, id: string, nodeId: string, address: Address): Promise<void> {
  await lab.api.call(PortService.createPort, {
    port: {
      metadata: { id },
      networkId: 'bench',
      nodeId,
      mac: parseMac(address.mac),
      addresses: [{ address: { bytes: parseIp(address.ip) } }],
    },
  });
}

/** One port, made and removed again. Milliseconds since CreatePort was called, and since its answer was there. */
async function createToForward(
  lab: Lab,
  round: number,
  observerNamespace: string,
): Promise<{ fromAnswerMs: number; fromCallMs: number }> {
  const id = `newcomer-${round}`;
  const address = newcomer(round);
  const host = lab.node('host-2').namespace;
  const vm = lab.plan.names.vm(id);
  const interfaceName = `new-${round}`;
  await ipBatch(null, [`netns add ${vm}`]);
  await ipBatch(host, [
    `link add ${interfaceName} mtu 1450 type veth peer name eth0 address ${address.mac} mtu 1450 netns ${vm}`,
    `link set ${interfaceName} up`,
  ]);
  await ipBatch(vm, [
    `address add ${address.ip}/16 dev eth0`,
    'link set eth0 up',
    `neigh add ${observer.ip} lladdr ${observer.mac} dev eth0 nud permanent`,
  ]);
  await ipBatch(observerNamespace, [`neigh add ${address.ip} lladdr ${address.mac} dev eth0 nud permanent`]);
  try {
    await lab.agentApi('host-2').call(PlugService.plug, { portId: id, interface: interfaceName });
    const probe = await startProbe(observerNamespace, address.ip);
    const calledNs = process.hrtime.bigint();
    await createPort(lab, id, 'host-2', address);
    const answeredNs = process.hrtime.bigint();
    const forwardedNs = await probe.firstReplyNs;
    return {
      // The first reply can be there before this process has read the answer.
      fromAnswerMs: Math.max(0, Number(forwardedNs - answeredNs) / 1e6),
      fromCallMs: Number(forwardedNs - calledNs) / 1e6,
    };
  } finally {
    await lab.agentApi('host-2').call(PlugService.unplug, { portId: id });
    await lab.api.call(PortService.deletePort, { id }).catch(() => {});
    await ipBatch(observerNamespace, [`neigh del ${address.ip} dev eth0`]);
    await ipBatch(null, [`netns delete ${vm}`]);
  }
}

/** Starts sending echo requests; resolves once it does. */
async function startProbe(namespace: string, ip: string): Promise<{ firstReplyNs: Promise<bigint> }> {
  const probe = [built('test', 'bench', 'first-reply'), ip, String(timeoutMs)];
  const [program, ...args] = inNamespace(namespace, probe);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const firstReplyNs = new Promise<bigint>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(BigInt(text.trim().split('\n').at(-1) ?? ''));
      else reject(new Error(`no echo reply from ${ip} within ${timeoutMs} ms`));
    });
  });
  // It may fail before anybody waits for it; whoever waits later still gets the error.
  firstReplyNs.catch(() => {});
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('ready')) resolve();
    });
    child.on('close', () => resolve());
  });
  return { firstReplyNs };
}
