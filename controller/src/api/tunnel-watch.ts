import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { type PairFilter, pairMatches } from '../tunnels/pair-list.js';
import type { TunnelBoard } from '../tunnels/tunnel-board.js';
import { endWithError } from './serve.js';
import { Sending } from './watch-sending.js';

const { TUNNEL_GONE, TUNNEL_PUT, TUNNEL_SYNCED } = weft.v1.TunnelChangeKind;

/** Watches of tunnels at once. Each holds two bits for every pair, and the names of those that are gone and not told yet. */
export const tunnelWatchersLimit = 100;
/** Tunnels that are gone which wait for one watcher: with one more its watch ends. */
export const goneLimit = 65_536;
/** Tunnels that are told in one turn of the event loop. */
const perTurn = 200;

type Call = ServerWritableStream<weft.v1.WatchTunnelsRequest, weft.v1.TunnelChange>;

/** A set of small numbers. */
class Bits {
  #words = new Uint32Array(1_024);

  has(n: number): boolean {
    return ((this.#words[n >>> 5] ?? 0) & (1 << (n & 31))) !== 0;
  }

  add(n: number): void {
    if (n >>> 5 >= this.#words.length) {
      const words = new Uint32Array(Math.max(this.#words.length * 2, (n >>> 5) + 1));
      words.set(this.#words);
      this.#words = words;
    }
    this.#words[n >>> 5] = (this.#words[n >>> 5] ?? 0) | (1 << (n & 31));
  }

  /** Whether it was in it. */
  delete(n: number): boolean {
    const was = this.has(n);
    if (was) this.#words[n >>> 5] = (this.#words[n >>> 5] ?? 0) & ~(1 << (n & 31));
    return was;
  }

  /** The first number from `n` on; -1 if there is none. */
  next(n: number): number {
    for (let word = n >>> 5; word < this.#words.length; word++) {
      const bits = (this.#words[word] ?? 0) & (word === n >>> 5 ? -1 << (n & 31) : -1);
      if (bits !== 0) return word * 32 + (31 - Math.clz32(bits & -bits));
    }
    return -1;
  }
}

/** Serves watches of tunnels, each as fast as its client reads: what waits for a client is which tunnels changed, and it is told how they are then. */
export class TunnelWatches {
  readonly #board: TunnelBoard;
  readonly #onDefect: (error: unknown) => void;
  readonly #open = new Set<(error: unknown) => void>();

  constructor(board: TunnelBoard, onDefect: (error: unknown) => void) {
    this.#board = board;
    this.#onDefect = onDefect;
  }

  /** Ends all of them: the controller stops. */
  stop(): void {
    for (const finish of [...this.#open])
      finish(new WeftError('STORE_UNAVAILABLE', 'the controller is stopping; watch again'));
  }

  serve(call: Call, filter: PairFilter): void {
    if (this.#open.size >= tunnelWatchersLimit) {
      const description = `${tunnelWatchersLimit} watches of tunnels are open, which is the limit`;
      throw new WeftError('LIMIT_REACHED', description, { quota: { subject: 'tunnel watches', description } });
    }
    const sending = new Sending(call);
    const changed = new ChangedPairs(this.#board);
    const finish = (error: unknown) => {
      if (sending.ended) return;
      sending.ended = true;
      this.#open.delete(finish);
      changed.end();
      if (error !== null) endWithError(call, error, this.#onDefect);
    };
    this.#open.add(finish);
    call.on('cancelled', () => finish(null));
    call.on('close', () => finish(null));
    tell(this.#board, changed, sending, filter).catch(finish);
  }
}

/** Sends what waits until the call ends. */
async function tell(
  board: TunnelBoard,
  changed: ChangedPairs,
  sending: Sending<weft.v1.TunnelChange>,
  filter: PairFilter,
): Promise<void> {
  const send = (kind: weft.v1.TunnelChangeKind, tunnel: weft.v1.Tunnel.$Properties | null) =>
    sending.send(weft.v1.TunnelChange.create({ kind, tunnel }));
  let synced = false;
  while (!sending.ended) {
    let told = 0;
    for (let pair = changed.take(-1); pair >= 0 && !sending.ended; pair = changed.take(pair)) {
      const tunnel = pairMatches(board, pair, filter) ? board.tunnel(pair) : null;
      if (tunnel) {
        changed.isTold(pair, namesOf(board, pair));
        await send(TUNNEL_PUT, tunnel);
      } else if (changed.isNotTold(pair)) {
        await send(TUNNEL_GONE, namesOf(board, pair));
      }
      if (++told % perTurn === 0) await nextTurn();
    }
    for (const tunnel of changed.takeGone()) if (!sending.ended) await send(TUNNEL_GONE, tunnel);
    if (!synced) await send(TUNNEL_SYNCED, null);
    synced = true;
    await changed.wait();
  }
}

interface Names {
  readonly nodeA: string;
  readonly nodeB: string;
}

function namesOf(board: TunnelBoard, pair: number): Names {
  const ids = [board.nodes.idAt(board.views.from(2 * pair)), board.nodes.idAt(board.views.to(2 * pair))];
  const [nodeA = '', nodeB = ''] = ids.sort();
  return { nodeA, nodeB };
}

/** Which pairs changed and were not told of, and which were told of, of one watcher. All have changed when it begins. */
class ChangedPairs {
  readonly #changed = new Bits();
  readonly #told = new Bits();
  #gone = new Map<string, Names>();
  readonly #stops: (() => void)[];
  #wake: () => void = () => undefined;
  #awake = true;
  #error: WeftError | null = null;

  constructor(board: TunnelBoard) {
    const { pairs } = board.views;
    for (let pair = 0; pair < pairs.slots; pair++) if (pairs.has(pair)) this.#changed.add(pair);
    this.#stops = [
      board.changed.subscribe({
        views: (views) => {
          for (const [from, to] of views) {
            const pair = pairs.find(from, to);
            if (pair >= 0) this.#changed.add(pair);
          }
          this.#wakeUp();
        },
        nodes: () => undefined,
        incident: () => undefined,
      }),
      board.listen({ pairGone: (pair) => this.#pairGone(pair, namesOf(board, pair)) }),
    ];
  }

  end(): void {
    for (const stop of this.#stops) stop();
    this.#wakeUp();
  }

  /** The next pair behind this one that changed, which is not changed any more; -1: there is none. */
  take(behind: number): number {
    const pair = this.#changed.next(behind + 1);
    if (pair >= 0) this.#changed.delete(pair);
    return pair;
  }

  isTold(pair: number, { nodeA, nodeB }: Names): void {
    this.#told.add(pair);
    this.#gone.delete(`${nodeA} ${nodeB}`);
  }

  /** Whether it was told of. */
  isNotTold(pair: number): boolean {
    return this.#told.delete(pair);
  }

  takeGone(): Names[] {
    const gone = [...this.#gone.values()];
    this.#gone = new Map();
    return gone;
  }

  /** Until something changes. */
  async wait(): Promise<void> {
    if (!this.#awake) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#awake = false;
    if (this.#error) throw this.#error;
  }

  #pairGone(pair: number, names: Names): void {
    this.#changed.delete(pair);
    if (!this.#told.delete(pair)) return;
    this.#gone.set(`${names.nodeA} ${names.nodeB}`, names);
    if (this.#gone.size > goneLimit) {
      const description = `more than ${goneLimit} tunnels that are gone wait for this watch; watch again`;
      this.#error = new WeftError('LIMIT_REACHED', description, { quota: { subject: 'tunnel watch', description } });
      this.#gone = new Map();
    }
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#awake = true;
    this.#wake();
  }
}
