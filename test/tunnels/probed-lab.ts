import { type Background, spawnInVm } from '../../deploy/lab/background.js';
import { Impairments } from '../../deploy/lab/impairments.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { type HeardTransition, TunnelListener } from '../../deploy/lab/tunnel-listener.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { createTenantNetwork, createVm } from '../faults/faulty-lab.js';

const { TUNNEL_UP, TUNNEL_DOWN } = weft.v1.TunnelState;

/** Two hosts, and which of them the impairment is at. */
export interface Pair {
  readonly host: string;
  readonly peer: string;
}

/** Of a lab: a network on all its hosts, a VM on each, traffic between all of them if asked for, and somebody who hears what agents say of their tunnels. */
export class ProbedLab {
  private constructor(
    readonly lab: Lab,
    readonly listener: TunnelListener,
    readonly impairments: Impairments,
    private readonly traffic: readonly Background[],
  ) {}

  /** Resolves when all tunnels are up. */
  static async over(lab: Lab, options: { readonly traffic: boolean }): Promise<ProbedLab> {
    const listener = await TunnelListener.start(lab);
    await createTenantNetwork(lab, 'probed');
    const hosts = lab.nodes().map((node) => node.id);
    for (const [i, host] of hosts.entries()) await createVm(lab, 'probed', vmOf(host), host, addressOf(i));
    const traffic = options.traffic
      ? hosts.flatMap((host, i) =>
          hosts.slice(i + 1).map((_, j) => {
            const ping = ['ping', '-q', '-n', '-i', '0.2', addressOf(i + 1 + j)];
            return spawnInVm(lab, vmOf(host), ping);
          }),
        )
      : [];
    const probed = new ProbedLab(lab, listener, new Impairments(lab), traffic);
    await probed.untilAllUp(30_000);
    return probed;
  }

  /** The impairments are cleared, the traffic ended; the lab is its owner's. */
  async close(): Promise<void> {
    for (const ping of this.traffic) await ping.end();
    await this.impairments.clear();
    await this.listener.stop();
  }

  get hosts(): string[] {
    return this.lab.nodes().map((node) => node.id);
  }

  /** Waits until every node says of every other one that the tunnel is up. */
  async untilAllUp(timeoutMs: number): Promise<void> {
    await waitFor('all tunnels are up', timeoutMs, () => (this.notUp().length === 0 ? true : undefined)).catch(
      (error) => {
        throw new Error(`${(error as Error).message}: ${this.notUp().join(', ')}`);
      },
    );
  }

  /** Tunnels that are not up, as text. */
  notUp(): string[] {
    const { hosts } = this;
    return hosts.flatMap((from) =>
      hosts
        .filter((to) => to !== from && this.listener.report(from, to)?.state !== TUNNEL_UP)
        .map((to) => `${from} to ${to}: ${weft.v1.TunnelState[this.listener.report(from, to)?.state ?? 0]}`),
    );
  }

  /** Transitions of a pair, whoever of the two says it, to a state for one of these reasons. */
  of({ host, peer }: Pair, reasons: readonly weft.v1.TunnelReason[]): (heard: HeardTransition) => boolean {
    return (heard) => isBetween(heard, host, peer) && heard.reasons.some((reason) => reasons.includes(reason));
  }

  /** Both ends say that the tunnel is in that state. */
  async both({ host, peer }: Pair, state: weft.v1.TunnelState, timeoutMs: number): Promise<HeardTransition[]> {
    const name = weft.v1.TunnelState[state];
    return Promise.all(
      [[host, peer] as const, [peer, host] as const].map(([from, to]) =>
        this.listener.next(
          `${from} to ${to} becomes ${name}`,
          timeoutMs,
          (heard) => heard.nodeId === from && heard.remoteNodeId === to && heard.state === state,
        ),
      ),
    );
  }
}

export const isDown = (heard: HeardTransition) => heard.state === TUNNEL_DOWN;

function isBetween(heard: HeardTransition, a: string, b: string): boolean {
  return (heard.nodeId === a && heard.remoteNodeId === b) || (heard.nodeId === b && heard.remoteNodeId === a);
}

const vmOf = (host: string) => `vm-${host}`;
const addressOf = (i: number) => `10.0.0.${11 + i}`;
