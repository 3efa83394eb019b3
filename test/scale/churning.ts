import { setTimeout as delay } from 'node:timers/promises';
import { PortService, RouterService, SecurityGroupService } from '../../proto/gen/services.js';
import type { WeftError } from '../../proto/src/errors.js';
import { portMessage } from './loading.js';
import type { NorthClient } from './north-client.js';
import type { PlacedGroup } from './placed-groups.js';
import type { PlacedRouter } from './placed-router.js';
import type { PlacedNetwork } from './placement.js';
import type { Churn } from './scenario.js';

/** A write that was answered. */
export interface Write {
  readonly revision: number;
  /** When it was called, in milliseconds of the machine's clock. */
  readonly calledAtMs: number;
  /** The nodes that have to hear of it. */
  readonly audience: readonly string[];
}

/** Writes that may be under way; beyond, the churn falls behind its rate instead of piling up. */
const writesInFlight = 512;

type Kind = keyof Churn['mix'];

/** What there is to change. */
export interface Placed {
  readonly networks: readonly PlacedNetwork[];
  readonly routers: readonly PlacedRouter[];
  readonly groups: readonly PlacedGroup[];
}

/** Changes random ports, routers and security groups at a rate, as the mix of the churn says. Every write is repeated until it is answered. */
export class Churning {
  readonly writes: Write[] = [];
  readonly #north: NorthClient;
  readonly #placed: Placed;
  readonly #churn: Churn;
  readonly #random: () => number;
  readonly #underWay = new Set<Promise<void>>();
  #failure: unknown = null;

  constructor(north: NorthClient, placed: Placed, churn: Churn, random: () => number) {
    this.#north = north;
    this.#placed = placed;
    this.#churn = churn;
    this.#random = random;
  }

  /** Resolves when the time is over and all writes are answered. */
  async run(): Promise<void> {
    const { perSecond, durationS } = this.#churn;
    const started = performance.now();
    const total = Math.max(1, Math.round(perSecond * durationS));
    for (let n = 0; n < total; n++) {
      const dueMs = started + (n * 1000) / perSecond;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await delay(waitMs);
      while (this.#underWay.size >= writesInFlight) await Promise.race(this.#underWay);
      if (this.#failure) break;
      this.#begin();
    }
    await Promise.all(this.#underWay);
    if (this.#failure) throw this.#failure;
  }

  #begin(): void {
    const write = this.#write(this.#pickKind()).catch((error: unknown) => {
      this.#failure ??= error;
    });
    this.#underWay.add(write);
    write.finally(() => this.#underWay.delete(write));
  }

  #pickKind(): Kind {
    const weights = Object.entries(this.#churn.mix) as [Kind, number][];
    let at = this.#random() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [kind, weight] of weights) {
      if (at < weight) return kind;
      at -= weight;
    }
    return 'move';
  }

  async #write(kind: Kind): Promise<void> {
    if (kind === 'join') return this.#join();
    if (kind === 'rules') return this.#changeRules();
    const network = this.#any(this.#placed.networks);
    if (!network) return;
    const index = Math.floor(this.#random() * network.ports.length);
    const nodeId = this.#any(network.nodeIds) ?? '';
    const calledAtMs = performance.timeOrigin + performance.now();
    const revision =
      kind === 'create' || network.ports.length === 0
        ? await this.#create(network, nodeId)
        : kind === 'delete'
          ? await this.#delete(network, index)
          : kind === 'move'
            ? await this.#move(network, index, nodeId)
            : kind === 'migrate'
              ? await this.#migrate(network, index, nodeId)
              : await this.#regroup(network, index);
    if (revision !== null) this.writes.push({ revision, calledAtMs, audience: network.audience });
  }

  /** A network joins its router or leaves it: those with a port in the network hear of it, whoever else does. */
  async #join(): Promise<void> {
    const router = this.#any(this.#placed.routers);
    const network = router && this.#any(router.networks);
    if (!router || !network || router.busy) return;
    router.busy = true;
    const joined = router.toggled(network);
    const calledAtMs = performance.timeOrigin + performance.now();
    const request = { router: router.message(joined), updateMask: { paths: ['interfaces', 'routes'] } };
    const answer = await this.#north.callUntilAnswered(RouterService.updateRouter, request, () => false);
    router.joined = joined;
    router.busy = false;
    const revision = answer?.metadata?.revision;
    if (revision) this.writes.push({ revision, calledAtMs, audience: network.audience });
  }

  async #changeRules(): Promise<void> {
    const group = this.#any(this.#placed.groups);
    if (!group) return;
    const calledAtMs = performance.timeOrigin + performance.now();
    const request = { securityGroup: group.otherMessage(), updateMask: { paths: ['rules'] } };
    const answer = await this.#north.callUntilAnswered(SecurityGroupService.updateSecurityGroup, request, () => false);
    const revision = answer?.metadata?.revision;
    if (revision) this.writes.push({ revision, calledAtMs, audience: group.audience });
  }

  async #create(network: PlacedNetwork, nodeId: string): Promise<number | null> {
    const port = { ...network.nextPort(), nodeId };
    const answer = await this.#north.callUntilAnswered(
      PortService.createPort,
      { port: portMessage(network, port) },
      ({ code }) => code === 'ALREADY_EXISTS',
    );
    network.created(port);
    return answer?.metadata?.revision ?? null;
  }

  async #delete(network: PlacedNetwork, index: number): Promise<number | null> {
    const port = network.take(index);
    if (!port) return null;
    const answer = await this.#north.callUntilAnswered(
      PortService.deletePort,
      { id: port.id },
      ({ code }) => code === 'NOT_FOUND',
    );
    network.deleted(port);
    return answer?.revision ?? null;
  }

  async #move(network: PlacedNetwork, index: number, nodeId: string): Promise<number | null> {
    const port = network.take(index);
    if (!port) return null;
    const answer = await this.#north.callUntilAnswered(
      PortService.updatePort,
      { port: { metadata: { id: port.id }, nodeId }, updateMask: { paths: ['node_id'] } },
      () => false,
    );
    network.moved(port, nodeId);
    network.putBack(port);
    return answer?.metadata?.revision ?? null;
  }

  /** Begins a move to another node, or ends one there: who is away is not waited for. */
  async #migrate(network: PlacedNetwork, index: number, nodeId: string): Promise<number | null> {
    const port = network.take(index);
    if (!port) return null;
    const { id, pendingAt } = port;
    let answer: { readonly metadata?: { readonly revision?: number | null } | null } | null = null;
    if (pendingAt !== null) {
      const over = ({ code }: WeftError) => code === 'NO_MOVE_IN_PROGRESS';
      await this.#north.callUntilAnswered(PortService.activatePortMove, { id }, over);
      const activated = await this.#north.callUntilAnswered(PortService.getPort, { id }, () => false);
      const generation = activated?.departingBinding?.generation ?? 0;
      answer = await this.#north
        .callUntilAnswered(PortService.cancelPortMove, { id, generation }, over)
        .catch((error) => {
          if (over(error)) return null;
          throw error;
        });
      network.moved(port, pendingAt);
    } else if (nodeId !== port.nodeId) {
      const begun = ({ code }: WeftError) => code === 'MOVE_IN_PROGRESS';
      answer = await this.#north.callUntilAnswered(PortService.movePort, { id, nodeId }, begun);
      network.migrating(port, nodeId);
    }
    network.putBack(port);
    return answer?.metadata?.revision ?? null;
  }

  async #regroup(network: PlacedNetwork, index: number): Promise<number | null> {
    const port = network.take(index);
    if (!port) return null;
    const groups = network.otherGroups(port, this.#random);
    const securityGroupIds = groups.map((group) => group.id);
    const answer = await this.#north.callUntilAnswered(
      PortService.updatePort,
      { port: { metadata: { id: port.id }, securityGroupIds }, updateMask: { paths: ['security_group_ids'] } },
      () => false,
    );
    network.regrouped(port, groups);
    network.putBack(port);
    return answer?.metadata?.revision ?? null;
  }

  #any<T>(values: readonly T[]): T | undefined {
    return values[Math.floor(this.#random() * values.length)];
  }
}
