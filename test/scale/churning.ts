import { setTimeout as delay } from 'node:timers/promises';
import { PortService } from '../../proto/gen/services.js';
import { portMessage } from './loading.js';
import type { NorthClient } from './north-client.js';
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

/** Creates, deletes and moves random ports at a rate. Every write is repeated until it is answered. */
export class Churning {
  readonly writes: Write[] = [];
  readonly #north: NorthClient;
  readonly #networks: readonly PlacedNetwork[];
  readonly #churn: Churn;
  readonly #random: () => number;
  readonly #underWay = new Set<Promise<void>>();
  #failure: unknown = null;

  constructor(north: NorthClient, networks: readonly PlacedNetwork[], churn: Churn, random: () => number) {
    this.#north = north;
    this.#networks = networks;
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
    const { create, delete: remove, move } = this.#churn.mix;
    const at = this.#random() * (create + remove + move);
    return at < create ? 'create' : at < create + remove ? 'delete' : 'move';
  }

  async #write(kind: Kind): Promise<void> {
    const network = this.#networks[Math.floor(this.#random() * this.#networks.length)];
    if (!network) return;
    const index = Math.floor(this.#random() * network.ports.length);
    const nodeId = network.nodeIds[Math.floor(this.#random() * network.nodeIds.length)] ?? '';
    const calledAtMs = performance.timeOrigin + performance.now();
    const revision =
      kind === 'create' || network.ports.length === 0
        ? await this.#create(network, nodeId)
        : kind === 'delete'
          ? await this.#delete(network, index)
          : await this.#move(network, index, nodeId);
    if (revision !== null) this.writes.push({ revision, calledAtMs, audience: network.audience });
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
}
