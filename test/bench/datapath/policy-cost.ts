import { formatMac } from '../../../proto/src/mac.js';
import { ethernet, udp } from '../../packets/frames.js';
import { family4 } from '../../packets/ip-families.js';
import { seededRandom } from '../../scale/random.js';
import { timingCases } from '../programs/frame-cases.js';
import { allowNarrowly, narrowRule } from '../programs/policy-groups.js';
import { withRunStatistics } from '../programs/run-statistics.js';
import { type LocalPort, startTablesLab, type TablesHost } from '../programs/tables-lab.js';
import { type Outcome, type TableKey, TimedPrograms } from '../programs/timed-programs.js';
import { remoteMachines } from '../programs.js';
import { type Line, Samples, withTarget } from '../report.js';
import { medianOf } from '../samples.js';

/**
 * What the first packet of a flow and the next one take in from_port, whole, with 10 and with 10,000 rules: flows that one of the rules allows (what evaluation takes), and
 * flows whose rules are drawn at random from all of them (what memory adds to that: tables that no CPU cache holds); and what asking the policy alone takes, in policy_explain, which
 * counts and remembers nothing. Two
 * hosts with one port each that has a policy, filled by their agents, take turns batch by batch; a third port, on the first host, has no policy. Each rule has had a hit before.
 * How it is timed: programs.ts; here lower quartiles of single packets, because many a new flow wakes the agent, which takes longer than all else.
 */

interface Effort {
  readonly batches: number;
  readonly framesPerBatch: number;
}

const quickEffort: Effort = { batches: 5, framesPerBatch: 200 };
const fullEffort: Effort = { batches: 15, framesPerBatch: 600 };
/** New flows before those that are timed. */
const warmFrames = 100;

const few = { label: '10', rules: 10 };
const many = { label: '10k', rules: 10_000 };
const none = { label: 'none', rules: 10 };

const encapsulated: Outcome = { retval: 7, grows: 50 };
const explained: Outcome = { retval: 0, grows: 0 };

interface Subject {
  readonly label: string;
  /** Rules that its frames match one of. */
  readonly rules: number;
  readonly port: LocalPort;
  readonly host: TablesHost;
  readonly programs: TimedPrograms;
  readonly machines: readonly TableKey[];
}

export async function measurePolicyCost(quick: boolean, progress: (step: string) => void): Promise<Line[]> {
  const effort = quick ? quickEffort : fullEffort;
  const flows = many.rules + 2 * effort.batches * (effort.framesPerBatch + warmFrames);
  const tables = await startTablesLab([100, 100], flows, progress);
  const opened: TimedPrograms[] = [];
  try {
    const subjects: Subject[] = [];
    for (const [i, host] of tables.hosts.entries()) {
      const { label, rules } = i === 0 ? few : many;
      progress(`host-${i + 1}: ${rules} rules`);
      await tables.applied(`host-${i + 1}`, await allowNarrowly(tables.lab, `own-${i + 1}`, rules));
      const programs = new TimedPrograms(host.pins, host.namespace);
      opened.push(programs);
      const machines = remoteMachines(programs, host, 4);
      subjects.push({ label, rules, port: host.own, host, programs, machines });
      if (i === 0) subjects.push({ ...none, port: host.peer, host, programs, machines });
    }
    const samples = new Samples();
    progress('first packets and later ones');
    await withRunStatistics(async () => measure(subjects, effort, samples));
    return [...samples.measures(), ...comparisons(samples)];
  } finally {
    for (const programs of opened) programs.close();
    await tables.remove();
  }
}

function comparisons(samples: Samples): Line[] {
  const [a, b] = [many.label, few.label];
  return [
    withTarget(samples.difference('first_packet', a, b, 'first_packet_added'), { atMost: 250 }),
    samples.difference('first_packet_drawn', a, b, 'first_packet_drawn_added'),
    withTarget(samples.difference('asked', a, b, 'asked_added'), { atMost: 250 }),
    withTarget(samples.difference('asked_drawn', a, b, 'asked_drawn_added'), { atMost: 250 }),
    withTarget(samples.ratio('established', a, b), { atMost: 1.05 }),
    samples.difference('established', b, none.label, 'established_added'),
  ];
}

function measure(subjects: readonly Subject[], effort: Effort, samples: Samples): void {
  const random = seededRandom(1);
  const clock = clockNs(subjects[0], effort);
  let flow = 0;
  const below = (n: number) => Math.floor(random() * n);
  for (const subject of subjects) {
    const all = Array.from({ length: subject.rules }, (_, rule) => newFlow(subject, rule, flow++, below));
    subject.programs.time('from_port', subject.port.ifindex, all, encapsulated);
  }
  for (let batch = 0; batch < effort.batches; batch++) {
    const order = subjects.map((_, i) => subjects[(i + batch) % subjects.length]);
    for (const subject of order) {
      if (subject === undefined) continue;
      const run = (of: readonly Buffer[]) =>
        subject.programs.usualTime('from_port', subject.port.ifindex, of, encapsulated) - clock;
      const firstPackets = (test: string, rule: () => number) => {
        const flows = (count: number) => Array.from({ length: count }, () => newFlow(subject, rule(), flow++, below));
        run(flows(warmFrames));
        const timed = flows(effort.framesPerBatch);
        samples.add(test, subject.label, 'ns', run(timed));
        return timed;
      };
      firstPackets('first_packet', () => subject.rules >> 1);
      const drawn = firstPackets('first_packet_drawn', () => below(subject.rules));
      samples.add('established', subject.label, 'ns', run(drawn));
      if (subject.label === none.label) continue;
      for (const [test, rule] of [
        ['asked', () => subject.rules >> 1],
        ['asked_drawn', () => below(subject.rules)],
      ] as const) {
        const asked = Array.from({ length: effort.framesPerBatch }, () => newFlow(subject, rule(), flow, below));
        const ns = subject.programs.usualTime('policy_explain', subject.port.ifindex, asked, explained);
        samples.add(test, subject.label, 'ns', ns - clock);
      }
    }
  }
}

/** What timing itself takes. */
function clockNs(subject: Subject | undefined, { batches, framesPerBatch }: Effort): number {
  const timing = timingCases.find(({ program }) => program === 'from_underlay');
  const key = subject?.machines[0];
  if (subject === undefined || timing === undefined || key === undefined) throw new Error('nothing to time');
  const frames = Array<Buffer>(framesPerBatch).fill(timing.frame(subject.host, key));
  return medianOf(
    Array.from({ length: batches }, () =>
      subject.programs.usualTime(timing.program, timing.on(subject.host), frames, timing.expected),
    ),
  );
}

/** A packet that the rule allows, of a flow that there was not yet. The switch asks for its MAC; its address is whatever the rule says. */
function newFlow({ port, machines }: Subject, rule: number, flow: number, below: (n: number) => number): Buffer {
  const { prefix, firstL4Port, lastL4Port } = narrowRule(rule);
  const machine = machines[below(machines.length)];
  if (machine === undefined) throw new Error('the tables are empty');
  const l4 = udp(1_024 + (flow % 60_000), firstL4Port + below(lastL4Port - firstL4Port + 1), payload);
  const packet = family4.packet({ source: port.ip4, destination: `${prefix}${1 + below(250)}` }, l4);
  return ethernet(formatMac(machine.mac), port.mac, family4.etherType, packet);
}

/** Of a 64-byte Ethernet frame. */
const payload = Buffer.alloc(18, 7);
