import type { TcpSpec } from './l4.js';
import { pick, type Random, weighted } from './random.js';

/** Which end of a conversation sends. */
export type End = 'a' | 'b';
const other = (end: End): End => (end === 'a' ? 'b' : 'a');

/** A segment of a conversation, and who sends it. */
export interface Sent {
  readonly by: End;
  readonly l4: TcpSpec;
}

interface Host {
  next: number;
  readonly l4Port: number;
  readonly window: number;
  readonly scale: number | null;
}

/** What two TCP hosts say to each other, from the first SYN to the end or some part of that; now and then with segments that do not belong there. */
export function tcpConversation(random: Random, ports: readonly [a: number, b: number]): Sent[] {
  const hosts: Record<End, Host> = { a: someHost(random, ports[0]), b: someHost(random, ports[1]) };
  const sent: Sent[] = [];
  const say = (by: End, flags: string, data = 0) => {
    const l4 = segment(hosts[by], hosts[other(by)], flags, data);
    hosts[by].next = (hosts[by].next + data + (/[SF]/.test(flags) ? 1 : 0)) >>> 0;
    sent.push({ by, l4 });
  };
  const first: End = random() < 0.9 ? 'a' : 'b';
  const second = other(first);
  const opens = weighted(random, [64, 'handshake'], [8, 'unanswered'], [8, 'refused'], [8, 'both'], [12, 'middle']);
  if (opens !== 'middle') say(first, 'S');
  if (opens === 'unanswered' && random() < 0.5) return disturbed(sent, hosts, random);
  if (opens === 'refused') {
    say(second, 'RA');
    if (random() < 0.5) return disturbed(sent, hosts, random);
    hosts[first].next = someNumber(random);
    say(first, 'S');
  }
  if (opens === 'handshake' || opens === 'refused') {
    say(second, 'SA');
    say(first, 'A');
  } else if (opens === 'both') {
    say(second, 'S');
    for (const by of [first, second]) {
      hosts[by].next = (hosts[by].next - 1) >>> 0;
      say(by, 'SA');
    }
  }
  for (let i = Math.floor(random() * 7); i > 0; i--) {
    const by: End = random() < 0.5 ? first : second;
    say(by, random() < 0.5 ? 'AP' : 'A', random() < 0.3 ? 0 : 1 + Math.floor(random() * 400));
  }
  const closer: End = random() < 0.5 ? first : second;
  const ends = weighted(random, [40, 'fin'], [20, 'rst'], [10, 'half'], [30, 'not']);
  if (ends === 'rst') say(closer, random() < 0.5 ? 'R' : 'RA');
  if (ends === 'fin' || ends === 'half') say(closer, 'FA');
  if (ends === 'half') say(other(closer), 'AP', 20);
  if (ends === 'fin') {
    if (random() < 0.5) say(other(closer), 'A');
    say(other(closer), 'FA');
    say(closer, 'A');
  }
  if (ends !== 'not' && random() < 0.4) {
    hosts[first].next = someNumber(random);
    say(first, 'S');
    hosts[second].next = someNumber(random);
    say(second, 'SA');
    say(first, 'A');
  }
  return disturbed(sent, hosts, random);
}

/** Near the end of the numbers as well. */
function someNumber(random: Random): number {
  return random() < 0.3 ? (0xffffffff - Math.floor(random() * 300)) >>> 0 : Math.floor(random() * 2 ** 32);
}

function someHost(random: Random, l4Port: number): Host {
  return {
    next: someNumber(random),
    l4Port,
    window: weighted(random, [60, 29_200], [20, 65_535], [15, 2_000], [5, 0]),
    scale: weighted<number | null>(random, [40, null], [40, 7], [10, 0], [5, 14], [5, 15]),
  };
}

function segment(from: Host, to: Host, flags: string, data: number): TcpSpec {
  return {
    what: 'tcp',
    from: from.l4Port,
    to: to.l4Port,
    flags,
    sequence: from.next,
    acknowledged: flags.includes('A') ? to.next : 0,
    window: from.window,
    scale: flags.includes('S') ? from.scale : null,
    data,
  };
}

/** Some lost, some twice, some late, and some that hosts would not send. */
function disturbed(sent: readonly Sent[], hosts: Readonly<Record<End, Host>>, random: Random): Sent[] {
  const result: Sent[] = [];
  const late: Sent[] = [];
  for (const one of sent) {
    const fate = weighted(random, [80, 'comes'], [4, 'lost'], [4, 'twice'], [3, 'late'], [9, 'odd']);
    if (fate === 'late') late.push(one);
    else if (fate !== 'lost') result.push(one);
    if (fate === 'twice') late.push(one);
    if (fate === 'odd') result.push(oddOne(one, hosts, random));
    if (late.length > 0 && random() < 0.5) result.push(...late.splice(0));
  }
  return [...result, ...late];
}

/** As far off as bounds are: by one, by a window, by more than any window. */
const offsets = [0, 1, 29_200, 29_201, 65_536, 66_001, 2 ** 30, 2 ** 30 + 1, 2 ** 31];

function oddOne({ by, l4 }: Sent, hosts: Readonly<Record<End, Host>>, random: Random): Sent {
  const from: End = random() < 0.6 ? by : other(by);
  const base = from === by ? l4 : segment(hosts[from], hosts[other(from)], 'A', 0);
  const shift = pick(random, offsets) * (random() < 0.5 ? 1 : -1);
  const shifted = (n: number) => (n + shift) >>> 0;
  const odd = weighted<Partial<TcpSpec>>(
    random,
    [20, { sequence: shifted(base.sequence) }],
    [15, { acknowledged: shifted(base.acknowledged), flags: 'A' }],
    [12, { flags: 'S', sequence: someNumber(random), acknowledged: 0, data: 0 }],
    [8, { flags: 'SA', sequence: someNumber(random), data: 0 }],
    [8, { flags: 'R', sequence: shifted(base.sequence), data: 0 }],
    [8, { flags: 'RA', sequence: shifted(base.sequence), data: 0 }],
    [6, { flags: 'FA', data: 0 }],
    [6, { flags: 'A', sequence: (base.sequence - 1) >>> 0, data: random() < 0.5 ? 0 : 1 }],
    [9, { flags: pick(random, ['', 'SF', 'SR', 'F', 'FP', 'SFRAP', 'FR', 'P']) }],
    [8, { window: pick(random, [0, 1, 65_535]) }],
  );
  return { by: from, l4: { ...base, ...odd } };
}
