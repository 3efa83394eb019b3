import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { contentOf } from '../../controller/src/compiler/content.js';
import { type TableName, tableNames } from '../../controller/src/model/tables.js';
import { checkStore } from '../../controller/src/store/check/check.js';
import { withPrivateCopy } from '../../controller/src/store/check/private-copy.js';
import { loadTopology } from '../../controller/src/store/load.js';
import { NodeService } from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { parseIp } from '../../proto/src/ip.js';
import { ControllerProcess } from '../controller-process.js';
import { seededRandom } from '../scale/random.js';
import { SimulatedAgent } from '../scale/simulated-agent.js';
import { lossyDisk } from './lossy-disk.js';
import { Writer } from './writer.js';

/** UDP port of VXLAN, the controller's default. */
const vxlanPort = 4789;
const writerCount = 24;
const nodes = ['h1', 'h2', 'h3'];
/** A controller is killed within this time after its first answer, in milliseconds. */
const longestRoundMs = 400;
/** How long agents may take to have what is right, in milliseconds. */
const convergeMs = 20_000;

export interface CrashResult {
  readonly seed: number;
  readonly rounds: number;
  readonly answered: number;
  /** Writes that were not answered, and how many of them had happened. */
  readonly inDoubt: number;
  readonly inDoubtHappened: number;
  /** The last revision. */
  readonly revision: number;
  readonly ports: number;
  /** What was wrong, with the round. */
  readonly wrong: readonly string[];
}

/**
 * Kills a controller (kill -9) at random moments while clients write to it. After each kill the store must be right, with every answered write; after
 * each start the agents must get to what the store says. What happens when depends on the seed, but for the timing of processes.
 */
export class CrashRun {
  readonly #seed: number;
  readonly #random: () => number;
  readonly #directory = mkdtempSync(join(tmpdir(), 'weft-crash-loop-'));
  readonly #wrapper: readonly string[];
  readonly #wrong: string[] = [];
  #controller: ControllerProcess | null = null;
  #writers: Writer[] = [];
  #agents: SimulatedAgent[] = [];
  #inDoubt = 0;
  #happened = 0;
  #revision = 0;
  #ports = 0;

  /** With `powerLoss` a kill also loses what the controller has written and not synced. */
  constructor(seed: number, { powerLoss }: { powerLoss: boolean }) {
    this.#seed = seed;
    this.#wrapper = powerLoss ? lossyDisk(this.#directory) : [];
    this.#random = seededRandom(seed);
  }

  async run(rounds: number, progress: (round: number) => void = () => undefined): Promise<CrashResult> {
    await this.#setUp();
    let round = 0;
    while (round < rounds && this.#wrong.length === 0) {
      round++;
      await this.#round(round);
      progress(round);
    }
    return {
      seed: this.#seed,
      rounds: round,
      answered: this.#writers.reduce((sum, writer) => sum + writer.expected.answered, 0),
      inDoubt: this.#inDoubt,
      inDoubtHappened: this.#happened,
      revision: this.#revision,
      ports: this.#ports,
      wrong: this.#wrong,
    };
  }

  async close(): Promise<void> {
    for (const agent of this.#agents) agent.close();
    for (const writer of this.#writers) writer.close();
    await this.#controller?.end('SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #start(listen: string): Promise<ControllerProcess> {
    // A short change log: agents that were away too long need a snapshot, and compaction is interrupted, too.
    const changeLog = this.#random() < 0.5 ? '20' : '100000';
    const args = ['--listen', listen, '--change-log', changeLog, '--log-level', 'info'];
    this.#controller = await ControllerProcess.start(join(this.#directory, 'data'), args, this.#wrapper);
    return this.#controller;
  }

  async #setUp(): Promise<void> {
    const { address } = await this.#start('127.0.0.1:0');
    const client = new Client(address, credentials.createInsecure());
    for (const [i, id] of nodes.entries()) {
      const vteps = [{ bytes: parseIp(`192.0.2.${i + 1}`) }];
      await callUnary(client, NodeService.createNode, { node: { metadata: { id }, vteps } });
    }
    client.close();
    this.#writers = Array.from({ length: writerCount }, (_, i) => {
      return new Writer(`w${i}`, address, nodes, seededRandom(Math.floor(this.#random() * 2 ** 31)));
    });
    await Promise.all(this.#writers.map((writer) => writer.setUp()));
    this.#agents = nodes.map((nodeId) => new SimulatedAgent({ address, nodeId }));
    for (const agent of this.#agents) agent.connect();
  }

  async #round(round: number): Promise<void> {
    const controller = this.#controller;
    if (!controller) throw new Error('the controller is not running');
    const lifeMs = this.#random() * longestRoundMs;
    let answer: () => void = () => undefined;
    const firstAnswer = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const writing = this.#writers.map((writer) => writer.run(answer));
    await Promise.race([firstAnswer, Promise.all(writing)]);
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    await controller.end('SIGKILL');
    await Promise.all(writing);
    const right = await this.#checkStore(round);
    await this.#start(controller.address);
    await Promise.all(this.#agents.map((agent, i) => this.#checkAgent(round, agent, right[i] ?? new Map())));
  }

  /** Checks what the kill has left; returns what each node should have. */
  async #checkStore(round: number): Promise<ReadonlyMap<unknown, unknown>[]> {
    const wrong = (what: string) => this.#wrong.push(`round ${round}: ${what}`);
    return withPrivateCopy(join(this.#directory, 'data'), async (db) => {
      const summary = await checkStore(db, (key, what) => wrong(`${key} ${what}`));
      if (summary.revision < this.#revision) wrong(`revision ${summary.revision} comes after ${this.#revision}`);
      this.#revision = summary.revision;
      const topology = await loadTopology(db);
      function* rows<T extends TableName>(table: T) {
        for (const id of topology.rows[table].ids()) {
          const row = topology.get(table, id);
          if (row) yield row;
        }
      }
      const etags = tableNames.flatMap((table) =>
        [...rows(table)].map(({ metadata }) => [`${table}/${metadata?.id}`, metadata?.etag ?? ''] as const),
      );
      const stored = new Map(etags);
      this.#ports = topology.rows.port.size;
      for (const { expected } of this.#writers) {
        const compared = expected.compare(stored);
        for (const what of compared.wrong) wrong(what);
        if (compared.happened !== null) this.#inDoubt++;
        if (compared.happened) this.#happened++;
      }
      return nodes.map((nodeId) => contentOf(nodeId, { rows }, vxlanPort));
    });
  }

  async #checkAgent(round: number, agent: SimulatedAgent, right: ReadonlyMap<unknown, unknown>): Promise<void> {
    agent.disconnect();
    agent.connect();
    const { held } = agent;
    const equal = () =>
      held.entries.size === right.size && [...right].every(([key, value]) => held.entries.get(key as never) === value);
    try {
      await agent.until(() => held.revision >= this.#revision && equal(), convergeMs);
    } catch (error) {
      const state = `has ${held.entries.size} entries of revision ${held.revision}, ${right.size} are right`;
      this.#wrong.push(`round ${round}: ${agent.nodeId} ${state}: ${(error as Error).message}`);
    }
  }
}
