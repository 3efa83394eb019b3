import type { Background } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { startLab } from '../faults/faulty-lab.js';
import { createMachine, createNetwork, createTenant, type Machine } from '../lab/dual-stack.js';
import { EtherType, ethernet, ip4, udp } from '../packets/frames.js';
import { createGroup, createSecuredMachine } from './groups.js';
import { marked, sendThroughTunnel } from './hostile-frames.js';
import { Catcher } from './marked-packets.js';
import { listen } from './peers.js';

export const blue = { tenant: 'acme', id: 'blue', number: 1 };
/** Small: a port that floods has its share at once, and the table would be full without shares. */
const agentFlags = ['--max-connections', '512', '--max-port-connections', '128'];
/** Of what must not come. */
export const mark = marked(0);
const controlStream = 1;
/** Of the last packet of a test, which is allowed. */
export const controlMark = marked(controlStream);

interface Machines {
  readonly web: Machine;
  readonly loud: Machine;
  readonly caged: Machine;
  readonly friend: Machine;
  readonly stranger: Machine;
}

/**
 *   host-1   web (lets friends in: TCP 80 and 5201, UDP 53)   loud (open, in a group)   caged (sends to friends only)
 *   host-2   friend (in friends, lets all in)
 *   host-3   stranger (in no group); the host itself is hostile, and a member of the network
 */
export class HostileLab {
  readonly #listeners: Background[] = [];
  readonly #down: () => Promise<void>;

  private constructor(
    readonly lab: Lab,
    readonly machines: Machines,
    down: () => Promise<void>,
  ) {
    this.#down = down;
  }

  static async up(prefix: string): Promise<HostileLab> {
    const { lab, down } = await startLab(prefix, { nodes: 3, agentFlags });
    try {
      const hostile = new HostileLab(lab, await createMachines(lab), down);
      await hostile.#listen();
      return hostile;
    } catch (error) {
      await down();
      throw error;
    }
  }

  async down(): Promise<void> {
    for (const listener of this.#listeners) await listener.end();
    await this.#down();
  }

  async #listen(): Promise<void> {
    const { web, friend } = this.machines;
    for (const address of [web.ip4, web.ip6]) {
      this.#listeners.push(await listen(this.lab, 'web', address, ['tcp:80', 'udp:53', 'udp:99']));
    }
    this.#listeners.push(await listen(this.lab, 'friend', friend.ip4, ['tcp:80', 'udp:53']));
  }

  mac(machine: Machine): string {
    return this.lab.vm(machine.name).mac;
  }

  /** A frame for web. */
  toWeb(from: Machine, packet: Buffer, type: number = EtherType.IP4): Buffer {
    return ethernet(this.mac(this.machines.web), this.mac(from), type, packet);
  }

  /** UDP 53 from the friend's node, which web's rules allow. */
  readonly control = (): Promise<void> => {
    const { web, friend } = this.machines;
    const packet = ip4({ source: friend.ip4, destination: web.ip4 }, udp(4000, 53, controlMark));
    return sendThroughTunnel(this.lab, 'host-2', 'host-1', blue.id, [this.toWeb(friend, packet)]);
  };

  /** Marks of what comes out at a machine’s port meanwhile (also in answers about it), each once; `control` has it get one more at the end. */
  async caught(vm: string, during: () => Promise<unknown>, control: () => Promise<unknown>): Promise<number[]> {
    const catcher = await Catcher.begin(this.lab, vm);
    try {
      await during();
      await control();
      await waitFor('what is allowed comes', 5_000, () =>
        catcher.deliveries().some(({ stream }) => stream === controlStream) ? true : undefined,
      );
      // The control came after all that was sent before it, by the same way or a longer one.
      const streams = new Set(catcher.deliveries().map(({ stream }) => stream));
      return [...streams].filter((stream) => stream !== controlStream).sort();
    } finally {
      await catcher.end();
    }
  }
}

async function createMachines(lab: Lab): Promise<Machines> {
  await createTenant(lab, 'acme');
  await createNetwork(lab, blue);
  await createGroup(lab, 'acme', 'friends', [{}]);
  await createGroup(lab, 'acme', 'web', [
    { protocol: 'tcp', l4Ports: [80, 80], from: 'friends' },
    { protocol: 'tcp', l4Ports: [5201, 5201], from: 'friends' },
    { protocol: 'udp', l4Ports: [53, 53], from: 'friends' },
  ]);
  await createGroup(lab, 'acme', 'open', [{}]);
  await createGroup(lab, 'acme', 'caged', [{ direction: 'out', protocol: 'udp', from: 'friends' }]);
  const web = await createSecuredMachine(lab, blue, 'web', 'host-1', 11, ['web']);
  const loud = await createSecuredMachine(lab, blue, 'loud', 'host-1', 12, ['open']);
  const caged = await createSecuredMachine(lab, blue, 'caged', 'host-1', 13, ['caged']);
  const friend = await createSecuredMachine(lab, blue, 'friend', 'host-2', 14, ['friends']);
  const stranger = await createMachine(lab, blue, 'stranger', 'host-3', 15);
  return { web, loud, caged, friend, stranger };
}
