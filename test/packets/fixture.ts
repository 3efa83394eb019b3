import { decodeSkbContext, encodeSkbContext, testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import type { Counts, Node, SlotCounts } from './node.js';

/** What a program says about a frame (modules/include/weft/verdict.h). */
export type Verdict = 'delivered' | 'pass' | 'redirect' | 'consumed';
const verdicts: Record<number, Verdict> = { [-1]: 'pass', 0: 'delivered', 7: 'redirect', 2: 'consumed' };

/** One frame through one program, over the topology drawn in topology.ts. */
export interface Fixture {
  /** What is true. */
  readonly name: string;
  readonly program: 'from_port' | 'to_port' | 'from_underlay' | 'from_vxlan';
  /** The device it arrives on (to_port: leaves by). */
  readonly on: string;
  readonly frame: Buffer;
  /** A GSO frame whose segments carry so many bytes. */
  readonly gsoSize?: number;
  readonly mark?: number;
  /** Changes the topology first. */
  readonly given?: (node: Node) => void;
  readonly verdict: Verdict;
  /** Everything counted, by slot: all else must stay zero. */
  readonly counts: Counts;
  /** The frame afterwards; unchanged unless said. */
  readonly out?: Buffer | ((out: Buffer) => Buffer);
  /** skb->mark afterwards; zero unless said. */
  readonly markOut?: (node: Node) => number;
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly out: Buffer;
  readonly mark: number;
}

/** Runs the real program once. */
export function runFrame(node: Node, fixture: Pick<Fixture, 'program' | 'on' | 'frame' | 'gsoSize' | 'mark'>): Outcome {
  const gsoSize = fixture.gsoSize ?? 0;
  const context = encodeSkbContext({
    ifindex: node.netns.ifindex(fixture.on),
    mark: fixture.mark ?? 0,
    gsoSize,
    gsoSegs: gsoSize ? Math.ceil(fixture.frame.length / gsoSize) : 0,
  });
  const result = testRun(node.program(fixture.program), { data: fixture.frame, context, netns: node.netns.path });
  const verdict = verdicts[result.retval];
  if (!verdict) throw new Error(`${fixture.program} returned ${result.retval}`);
  return { verdict, out: result.dataOut, mark: decodeSkbContext(result.contextOut).mark };
}

/** Counts for a frame that was dropped on a slot for a reason, beside what it counted before. */
export function dropped(slot: number, reason: DropReasonName, before: SlotCounts = {}): Counts {
  return { [slot]: { ...before, drops: { [reason]: 1 } } };
}

export const staged = (node: Node) => node.config.mark;
export const floodMark = (node: Node) => (node.config.mark ^ 0x80000000) >>> 0;
export const underlayMark = (node: Node) => (node.config.mark ^ 0x40000000) >>> 0;
