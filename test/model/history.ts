import { type Case, someCase, wordsOf } from './cases.js';
import { type Conversation, caseOf, type Said, someConversation } from './conversations.js';
import { type GroupSpec, ruleText, withRules } from './groups.js';
import { pick, type Random, weighted } from './random.js';
import { someGroups, someRule } from './some-groups.js';
import {
  type FarNode,
  farNodes,
  movedPort,
  type Topology,
  withNetwork,
  withPairs,
  withPort,
  withRouter,
} from './topology.js';

/** What happens in a history, one thing after the other. */
export type Step =
  | { readonly kind: 'packet'; readonly packet: Case }
  /** `sweep`: what has expired is removed at once; otherwise when it is found, or by the agent. */
  | { readonly kind: 'time'; readonly seconds: number; readonly sweep: boolean }
  | { readonly kind: 'rules'; readonly group: GroupSpec }
  | { readonly kind: 'members'; readonly port: string; readonly groups: readonly string[] }
  | { readonly kind: 'port'; readonly change: (t: Topology) => Topology; readonly words: string }
  | { readonly kind: 'restart' };

export interface History {
  readonly topology: Topology;
  readonly steps: readonly Step[];
}

/** Two networks of one tenant behind one router, one of another; most ports here, in groups. */
export function policedTopology(random: Random): Topology {
  let t: Topology = { networks: [], subnets: [], routers: [], ports: [], groups: [] };
  t = withNetwork(withNetwork(withNetwork(t, 'acme', 1, random), 'acme', 2, random), 'globex', 1, random);
  for (let i = 0; i < 8; i++) t = withPort(t, random);
  for (const node of farNodes) t = withFarPort(t, node, random);
  for (let i = 0; i < 2; i++) if (random() < 0.8) t = withRouter(t, random);
  if (random() < 0.3) t = withPairs(t, random);
  for (const tenant of ['acme', 'globex']) {
    for (let n = 1; n <= (tenant === 'acme' ? 4 : 2); n++)
      t = { ...t, groups: [...t.groups, { id: `${tenant}-g${n}`, tenant, rules: [] }] };
  }
  const groups = t.groups.map((group) => withSomeRules(t, group, random));
  t = { ...t, groups };
  return { ...t, ports: t.ports.map((port) => ({ ...port, groups: someGroups(t, port, random) })) };
}

/** One more port of the tenant that has two networks, there: so that each node may speak to its ports, also for a port of the other one. */
function withFarPort(t: Topology, node: FarNode, random: Random): Topology {
  const networks = t.networks.filter(({ tenant }) => tenant === 'acme');
  const { ports } = withPort({ ...t, networks }, random);
  return { ...t, ports: ports.map((port) => (t.ports.includes(port) ? port : { ...port, node, device: null })) };
}

function withSomeRules(t: Topology, group: GroupSpec, random: Random): GroupSpec {
  const count = weighted(random, [10, 0], [25, 1], [30, 2], [20, 4], [15, 7]);
  return withRules(
    group,
    Array.from({ length: count }, () => someRule(t, group.tenant, random)),
  );
}

/** Before and behind the ends of what is remembered of a connection, by more than the test itself takes. */
const times: Readonly<Record<Said['l4']['what'], readonly number[]>> = {
  tcp: [6, 11, 56, 61, 116, 121, 296, 301, 86_300, 86_401],
  udp: [1, 3, 26, 31, 176, 181, 296, 301],
  icmp: [26, 31, 296, 301],
  error: [1, 31, 61],
  gre: [296, 301, 595, 601],
};

type Kind = 'said' | 'stray' | 'time' | 'policy' | 'cut' | 'port' | 'restart';

/** One thing, or what belongs together: a conversation that is cut, what its ends still say, and once more after a while. */
function somePlan(random: Random): Kind[] {
  const kind = weighted<Kind>(
    random,
    ...([
      [80, 'said'],
      [5, 'stray'],
      [6, 'time'],
      [6, 'policy'],
      [2, 'cut'],
      [1.5, 'port'],
      [0.15, 'restart'],
    ] as const),
  );
  return kind === 'cut' ? ['cut', 'said', 'time', 'said', 'said'] : [kind];
}

/** What may happen in a topology: conversations that cross each other, between them changes of policy, time that passes, and packets of all sorts. */
export function someHistory(topology: Topology, length: number, random: Random): History {
  const steps: Step[] = [];
  const live: Conversation[] = [];
  let t = topology;
  /** Whose next packet says what was made of the time that has passed. */
  let waited: Conversation | undefined;
  /** What comes next. */
  const plan: Kind[] = [];
  while (steps.length < length) {
    if (plan.length === 0) plan.push(...somePlan(random));
    const kind = plan.shift();
    let step: Step | null = null;
    if (kind === 'said') {
      const packet = nextSaid(t, live, waited, random);
      if (plan.length === 0) waited = undefined;
      if (packet) step = { kind: 'packet', packet };
    } else if (kind === 'stray') {
      const packet = someCase(t, random);
      if (packet) step = { kind: 'packet', packet };
    } else if (kind === 'time') {
      waited ??= live[Math.floor(random() * live.length)];
      const [said] = waited?.left ?? [];
      step = { kind: 'time', seconds: pick(random, times[said?.l4.what ?? 'error']), sweep: random() < 0.3 };
    } else if (kind === 'policy') step = somePolicyChange(t, random);
    else if (kind === 'cut') {
      waited = live[Math.floor(random() * live.length)];
      if (waited) step = lessFor(t, waited, random);
    } else if (kind === 'port') step = somePortChange(t, random);
    else step = { kind: 'restart' };
    if (!step) continue;
    steps.push(step);
    t = after(t, step);
  }
  return { topology, steps };
}

function nextSaid(t: Topology, live: Conversation[], waited: Conversation | undefined, random: Random): Case | null {
  if (live.length < 3 || (live.length < 6 && random() < 0.1)) {
    const conversation = someConversation(t, random);
    if (conversation) live.push(conversation);
  }
  if (live.length === 0) return null;
  const conversation = waited && live.includes(waited) ? waited : pick(random, live);
  const said = conversation.left.shift();
  if (said) return caseOf(t, conversation, said, random);
  live.splice(live.indexOf(conversation), 1);
  return null;
}

function somePolicyChange(t: Topology, random: Random): Step {
  const kind = weighted(random, [40, 'add'], [30, 'remove'], [10, 'replace'], [20, 'members']);
  if (kind === 'members') {
    const port = pick(random, t.ports);
    return { kind: 'members', port: port.id, groups: someGroups(t, port, random) };
  }
  const group = pick(random, t.groups);
  const added = kind === 'remove' ? [] : [someRule(t, group.tenant, random)];
  const kept = kind === 'add' ? group.rules : group.rules.filter(() => random() < 0.5);
  const changed = withRules(group, [...kept, ...added]);
  return { kind: 'rules', group: changed };
}

/** A group of one of the two has no rules any more. */
function lessFor(t: Topology, { a, b }: Conversation, random: Random): Step | null {
  const ids = t.ports.filter(({ id }) => id === a.port || id === b.port).flatMap(({ groups }) => groups);
  const groups = t.groups.filter(({ id, rules }) => ids.includes(id) && rules.length > 0);
  return groups.length > 0 ? { kind: 'rules', group: withRules(pick(random, groups), []) } : null;
}

/** A port goes to another node or device, comes back, or gets other address pairs. */
function somePortChange(t: Topology, random: Random): Step {
  const to = random() < 0.8 ? movedPort(t, random) : withPairs(t, random);
  const changed = to.ports.find((port, i) => port !== t.ports[i]);
  const words = changed
    ? `${changed.id} at ${changed.node} ${changed.device}, pairs ${JSON.stringify(changed.pairs)}`
    : 'nothing';
  const change = (now: Topology): Topology => {
    if (!changed) return now;
    const isFree = now.ports.every(
      ({ id, device }) => id === changed.id || device === null || device !== changed.device,
    );
    const { node, pairs } = changed;
    const device = isFree ? changed.device : null;
    return {
      ...now,
      ports: now.ports.map((port) => (port.id === changed.id ? { ...port, node, device, pairs } : port)),
    };
  };
  return { kind: 'port', change, words };
}

/** The topology after a step. */
export function after(t: Topology, step: Step): Topology {
  if (step.kind === 'rules')
    return { ...t, groups: t.groups.map((group) => (group.id === step.group.id ? step.group : group)) };
  if (step.kind === 'members') {
    const groups = step.groups.filter((id) => t.groups.some((group) => group.id === id));
    return { ...t, ports: t.ports.map((port) => (port.id === step.port ? { ...port, groups } : port)) };
  }
  return step.kind === 'port' ? step.change(t) : t;
}

export function stepText(step: Step): string {
  if (step.kind === 'packet') return wordsOf(step.packet);
  if (step.kind === 'time') return `${step.seconds} s later${step.sweep ? ', swept' : ''}`;
  if (step.kind === 'members') return `${step.port} in ${step.groups.join(', ') || 'no groups'}`;
  if (step.kind === 'port') return step.words;
  if (step.kind === 'restart') return 'the agent is started anew';
  const { id, rules } = step.group;
  return `group ${id}: ${rules.map(ruleText).join(', ') || 'no rules'}`;
}
