import type { ImpairedDirection, ImpairmentEffects } from '../../../deploy/lab/impairment.js';
import { weft } from '../../../proto/gen/codecs.js';
import type { Pair, ProbedLab } from '../../tunnels/probed-lab.js';
import type { Samples } from '../report.js';

/** How long after the underlay got worse, or well again, is it told on NATS? Counted from when the rule took effect in the kernel. */

const { NO_REPLY, LOSS_OUT, LOSS_BACK, LATENCY, PATH_MTU } = weft.v1.TunnelReason;
const { TUNNEL_DOWN, TUNNEL_UP } = weft.v1.TunnelState;

/** Path MTU, reduced by 100 bytes; the networks of the lab need all of it. */
const shrunkMtu = 1400;
/** No detection is waited for longer. */
const detectTimeoutMs = 120_000;
/** Loss has to stay away for a thousand requests before it is over. */
const clearTimeoutMs = 180_000;

/** What is done, and what has to be said of it. */
const gradual: readonly {
  readonly test: string;
  readonly effects: ImpairmentEffects;
  readonly reasons: readonly weft.v1.TunnelReason[];
}[] = [
  { test: 'loss', effects: { loss: 0.01 }, reasons: [LOSS_OUT, LOSS_BACK] },
  { test: 'delay', effects: { delayMs: 5 }, reasons: [LATENCY] },
  { test: 'mtu', effects: { mtu: shrunkMtu }, reasons: [PATH_MTU] },
];

const pairs: readonly Pair[] = [
  { host: 'host-1', peer: 'host-2' },
  { host: 'host-2', peer: 'host-3' },
  { host: 'host-3', peer: 'host-1' },
];
const pairOf = (round: number) => pairs[round % pairs.length] as Pair;

/** One cut of one direction between two hosts: `detect_cut` is the first message of either end, `detect_cut_both` the second. */
export async function measureCut(
  probed: ProbedLab,
  round: number,
  direction: ImpairedDirection,
  samples: Samples,
): Promise<void> {
  const pair = pairOf(round);
  const { impairments } = probed;
  const first = probed.listener.next('cut', detectTimeoutMs, probed.of(pair, [NO_REPLY]));
  const both = probed.both(pair, TUNNEL_DOWN, detectTimeoutMs);
  const [heard, ends] = await Promise.all([first, both, impairments.set({ ...pair, direction }, { cut: true })]);
  const cutAtMs = impairments.changedAtMs;
  const system = direction === 'out' ? 'there' : 'back';
  samples.add('detect_cut', system, 'ms', heard.atMs - cutAtMs);
  samples.add('detect_cut_both', system, 'ms', last(ends) - cutAtMs);
  const [risen] = await Promise.all([probed.both(pair, TUNNEL_UP, detectTimeoutMs), impairments.clear()]);
  samples.add('recover', system, 'ms', last(risen) - impairments.changedAtMs);
  await probed.untilAllUp(clearTimeoutMs);
}

/** One of loss, delay and MTU, in one direction. */
export async function measureGradual(probed: ProbedLab, round: number, samples: Samples): Promise<void> {
  const pair = pairOf(round);
  const { impairments, listener } = probed;
  for (const { test, effects, reasons } of gradual) {
    const told = listener.next(test, detectTimeoutMs, probed.of(pair, reasons));
    const direction = round % 2 === 0 ? 'out' : 'in';
    const [heard] = await Promise.all([told, impairments.set({ ...pair, direction }, effects)]);
    samples.add(`detect_${test}`, 'weft', 'ms', heard.atMs - impairments.changedAtMs);
    await impairments.clear();
    const endedAtMs = impairments.changedAtMs;
    await probed.untilAllUp(clearTimeoutMs);
    samples.add(`clear_${test}`, 'weft', 'ms', performance.now() - endedAtMs);
  }
}

function last(heard: readonly { readonly atMs: number }[]): number {
  return Math.max(...heard.map(({ atMs }) => atMs));
}
