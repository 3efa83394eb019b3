import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { built } from '../../deploy/lab/directory.js';
import type { CompactAgentStatus } from './compact-agent.js';
import type { AckQuery, AgentSpec, FleetAnswer, FleetRequest, LastAck } from './fleet-protocol.js';

/** The simulated agents, in processes of their own, so that what they cost is not the controller's. */
export class Fleet {
  readonly #workers: readonly FleetWorker[];

  private constructor(workers: readonly FleetWorker[]) {
    this.#workers = workers;
  }

  /** Starts the processes; no agent connects yet. */
  static async start(processes: number): Promise<Fleet> {
    const workers = Array.from({ length: processes }, () => new FleetWorker());
    await Promise.all(workers.map((worker) => worker.spawned()));
    return new Fleet(workers);
  }

  get pids(): number[] {
    return this.#workers.map((worker) => worker.pid);
  }

  async connect(address: string, agents: readonly AgentSpec[]): Promise<void> {
    const each = Math.ceil(agents.length / this.#workers.length);
    await this.#all((_, i) => ({ do: 'start', address, agents: agents.slice(i * each, (i + 1) * each) }));
  }

  async status(): Promise<CompactAgentStatus[]> {
    const answers = await this.#all(() => ({ do: 'status' }));
    return answers.flatMap((answer) => (answer.did === 'status' ? answer.agents : []));
  }

  async command(what: 'pause' | 'resume' | 'restart' | 'forget', nodeIds: readonly string[]): Promise<void> {
    await this.#all(() => ({ do: what, nodeIds }));
  }

  /** When the last of its audience acked each write, in milliseconds of the machine's clock; null if one has not. */
  async lastAcksMs(audiences: readonly (readonly string[])[], writes: readonly AckQuery[]): Promise<(number | null)[]> {
    const answers = await this.#all(() => ({ do: 'acks', audiences, writes }));
    const each = answers.map((answer) => (answer.did === 'acks' ? answer.lastAcksMs : []));
    return writes.map((_, i) => latest(each.map((acks) => acks[i] ?? null)));
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.end()));
  }

  #all(request: (worker: FleetWorker, index: number) => FleetRequest): Promise<FleetAnswer[]> {
    return Promise.all(this.#workers.map((worker, i) => worker.ask(request(worker, i))));
  }
}

function latest(acks: readonly LastAck[]): number | null {
  let last: number | null = null;
  for (const ack of acks) {
    if (ack === 'never') return null;
    if (ack !== null) last = Math.max(last ?? 0, ack);
  }
  return last;
}

class FleetWorker {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (answer: FleetAnswer) => void; reject: (error: Error) => void }>();
  #lastId = 0;

  constructor() {
    this.#child = fork(built('test', 'scale', 'fleet-worker.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', ({ id, answer }: { id: number; answer: FleetAnswer }) => {
      this.#waiting.get(id)?.resolve(answer);
      this.#waiting.delete(id);
    });
    this.#child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`agents ended (${code ?? signal})`));
      this.#waiting.clear();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async spawned(): Promise<void> {
    if (this.#child.pid === undefined) await once(this.#child, 'spawn');
  }

  ask(request: FleetRequest): Promise<FleetAnswer> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, request }, (error) => {
        if (error) reject(error);
      });
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.disconnect();
    await exit;
  }
}
