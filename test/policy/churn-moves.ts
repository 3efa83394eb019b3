import { MachineMove } from '../../deploy/lab/move.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import type { ChurnDraws } from './churn-draws.js';
import type { ChurnLog } from './churn-log.js';

/** A machine was moved: from the exchange of its interfaces until all nodes knew. Times in ns. */
export interface DoneMove {
  readonly name: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

export const durationMs = ({ fromNs, toNs }: DoneMove): number => Number(toNs - fromNs) / 1e6;

/** A step may have to wait for an agent that was killed, and comes back. */
const stepTimeoutMs = 40_000;

/** Moves machines one after another, while whoever asks for it does something else. */
export class ChurnMoves {
  readonly done: DoneMove[] = [];
  readonly #lab: Lab;
  readonly #draws: ChurnDraws;
  readonly #log: ChurnLog;
  readonly #nodes: readonly string[];
  readonly #wanted: number;
  readonly #machines: readonly string[];
  #begun = 0;
  #current: Promise<void> = Promise.resolve();
  /** Ends when nobody calls an agent, or none is away. */
  #agents: Promise<unknown> = Promise.resolve();

  constructor(
    lab: Lab,
    draws: ChurnDraws,
    log: ChurnLog,
    options: { nodes: readonly string[]; machines: readonly string[]; moves: number },
  ) {
    this.#lab = lab;
    this.#draws = draws;
    this.#log = log;
    this.#nodes = options.nodes;
    this.#machines = options.machines;
    this.#wanted = options.moves;
  }

  /** Begins as many moves as belong to this share of the run; resolves when the last of them has begun. */
  async beginUpTo(share: number): Promise<void> {
    while (this.#begun < Math.floor(share * this.#wanted)) {
      await this.#current;
      this.#begun++;
      const name = this.#draws.pick(this.#machines);
      const { node } = this.#lab.vm(name);
      const to = this.#draws.pick(this.#nodes.filter((id) => id !== node));
      const byCall = this.#draws.random() < 0.3;
      this.#current = this.#move(name, to, byCall);
      // What is thrown is thrown by whoever waits for it.
      this.#current.catch(() => undefined);
    }
  }

  /** Agents are killed and started meanwhile, so that moves wait with what they ask of them. */
  withoutCallsToAgents<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#agents.then(work);
    this.#agents = done.catch(() => undefined);
    return done;
  }

  async end(): Promise<void> {
    await this.#current;
  }

  async #move(name: string, to: string, byCall: boolean): Promise<void> {
    const note = (what: string) => this.#log.note(`${name} to ${to}${byCall ? ' by a call' : ''}: ${what}`);
    const move = await this.withoutCallsToAgents(() => MachineMove.begin(this.#lab, name, to));
    note('begun');
    await move.ready(stepTimeoutMs);
    note('ready');
    const exchange = await move.prepareExchange();
    const fromNs = process.hrtime.bigint();
    if (byCall) await move.activate();
    await exchange();
    note('exchanged');
    await move.active(stepTimeoutMs);
    note('active');
    await move.departed(stepTimeoutMs);
    note('departed');
    this.done.push({ name, fromNs, toNs: process.hrtime.bigint() });
    await this.withoutCallsToAgents(() => move.finish());
  }
}
