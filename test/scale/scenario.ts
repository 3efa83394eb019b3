import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A scenario of the simulator, as YAML. Every field is checked, unknown ones are refused; an error names file, field and value. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  /** Mutual TLS; plain text on loopback otherwise. */
  readonly tls: boolean;
  readonly nodes: number;
  /** Agents in one process. */
  readonly agentsPerProcess: number;
  /** When the agents connect: to an empty cluster, or to a loaded one. */
  readonly connect: 'before-load' | 'after-load';
  readonly tenants: number;
  readonly networksPerTenant: number;
  /** Network n is of router n modulo this; 0: no routers. With routers a tenant has at most 16 networks. */
  readonly routersPerTenant: number;
  readonly portsPerNetwork: number;
  /** Spread: the ports of a network lie on so many nodes. */
  readonly nodesPerNetwork: number;
  /** Null: ports are in none. */
  readonly securityGroups: ScenarioGroups | null;
  /** Restart the controller once everything is loaded, and time it. */
  readonly coldStart: boolean;
  readonly churn: Churn | null;
  /** What happens during the churn, by time. */
  readonly events: readonly ScenarioEvent[];
  /** How long everybody may take to hold what is right, after the last change, in seconds. */
  readonly convergeWithinS: number;
  /** Names of measured figures, each with its greatest allowed value. */
  readonly targets: ReadonlyMap<string, number>;
}

export interface ScenarioGroups {
  readonly perTenant: number;
  /** Of each group. */
  readonly rules: number;
  /** How many of its tenant's groups a port is in. */
  readonly perPort: number;
}

export interface Churn {
  readonly perSecond: number;
  readonly durationS: number;
  /** At its beginning so many seconds whose acks are told apart: processes that have just started are slower. */
  readonly warmUpS: number;
  /**
   * Weights. `move`: a port is bound to another node. `migrate`: it begins to move to another node, or goes over. `join`: a network joins its router, or
   * leaves it. `rules`: a security group gets others for half of its rules. `regroup`: a port gets other groups, or none.
   */
  readonly mix: {
    readonly create: number;
    readonly delete: number;
    readonly move: number;
    readonly migrate: number;
    readonly join: number;
    readonly rules: number;
    readonly regroup: number;
  };
}

export type ScenarioEvent =
  /** The controller ends and is started again. */
  | { readonly atS: number; readonly kind: 'controller'; readonly signal: 'SIGKILL' | 'SIGTERM' }
  /** So many agents end and come back at once, with what is on their disks or without. */
  | { readonly atS: number; readonly kind: 'restart' | 'forget'; readonly agents: number }
  /** So many agents read nothing for a while. */
  | { readonly atS: number; readonly kind: 'pause'; readonly agents: number; readonly durationS: number };

/** Figures that a target can be set for. */
export const figures = [
  'loadS',
  'syncS',
  'ackP50Ms',
  'ackP99Ms',
  'ackMaxMs',
  'controllerRssMiB',
  'coldStartS',
  'reconnectS',
  'snapshots',
  'convergeS',
] as const;

export class ScenarioError extends Error {}

export function readScenario(file: string): Scenario {
  try {
    return parseScenario(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ScenarioError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Parses YAML. ScenarioError names the field. */
export function parseScenario(text: string): Scenario {
  const top = new Fields('', parse(text));
  const nodes = top.integer('nodes', 1, 10_000);
  const portsPerNetwork = top.integer('portsPerNetwork', 0, 1_000_000);
  const nodesPerNetwork = top.integer('nodesPerNetwork', 1, nodes);
  const scenario: Scenario = {
    name: top.text('name'),
    description: top.text('description', ''),
    seed: top.integer('seed', 0, 0xffff_ffff, 1),
    tls: top.boolean('tls', false),
    nodes,
    agentsPerProcess: top.integer('agentsPerProcess', 1, 2_000, 250),
    connect: top.choice('connect', ['before-load', 'after-load'], 'before-load'),
    tenants: top.integer('tenants', 1, 100_000),
    networksPerTenant: top.integer('networksPerTenant', 1, 10_000),
    routersPerTenant: top.integer('routersPerTenant', 0, 16, 0),
    portsPerNetwork,
    nodesPerNetwork,
    securityGroups: top.has('securityGroups') ? groupsOf(top.fields('securityGroups')) : null,
    coldStart: top.boolean('coldStart', false),
    churn: top.has('churn') ? churnOf(top.fields('churn')) : null,
    events: top.list('events').map((fields) => eventOf(fields, nodes)),
    convergeWithinS: top.integer('convergeWithinS', 1, 3600, 120),
    targets: targetsOf(top.fields('targets')),
  };
  top.end();
  const { churn, events } = scenario;
  const last = Math.max(0, ...events.map((e) => e.atS + (e.kind === 'pause' ? e.durationS : 0)));
  if (last > (churn?.durationS ?? 0)) throw new ScenarioError(`events: the last ends at ${last} s, after the churn`);
  const { routersPerTenant, networksPerTenant } = scenario;
  if (routersPerTenant > networksPerTenant || (routersPerTenant > 0 && networksPerTenant > 16)) {
    throw new ScenarioError(
      `routersPerTenant: ${routersPerTenant} for ${networksPerTenant} networks; 16 at most have any`,
    );
  }
  if (churn && churn.mix.join > 0 && routersPerTenant === 0)
    throw new ScenarioError('churn.mix.join: there are no routers');
  const { rules, perPort } = scenario.securityGroups ?? { rules: 0, perPort: 0 };
  if (churn && churn.mix.rules > 0 && rules < 2)
    throw new ScenarioError('churn.mix.rules: groups have less than 2 rules');
  if (churn && churn.mix.regroup > 0 && perPort === 0)
    throw new ScenarioError('churn.mix.regroup: ports have no groups');
  const portsPerNode = (scenario.tenants * scenario.networksPerTenant * portsPerNetwork) / nodes;
  // What an agent says of all its ports is one report.
  if (portsPerNode > 8_000) throw new ScenarioError(`nodes: ${portsPerNode} ports a node; the limit is 8000`);
  return scenario;
}

function groupsOf(fields: Fields): ScenarioGroups {
  const perTenant = fields.integer('perTenant', 1, 1_000);
  const groups = {
    perTenant,
    rules: fields.integer('rules', 0, 4_096),
    perPort: fields.integer('perPort', 0, Math.min(16, perTenant)),
  };
  fields.end();
  return groups;
}

function churnOf(fields: Fields): Churn {
  const mix = fields.fields('mix');
  const churn = {
    perSecond: fields.number('perSecond', 0.01, 10_000),
    durationS: fields.number('durationS', 0.1, 86_400),
    warmUpS: fields.number('warmUpS', 0, 3_600, 0),
    mix: {
      create: mix.number('create', 0, 1_000, 1),
      delete: mix.number('delete', 0, 1_000, 1),
      move: mix.number('move', 0, 1_000, 1),
      migrate: mix.number('migrate', 0, 1_000, 0),
      join: mix.number('join', 0, 1_000, 0),
      rules: mix.number('rules', 0, 1_000, 0),
      regroup: mix.number('regroup', 0, 1_000, 0),
    },
  };
  mix.end();
  fields.end();
  if (Object.values(churn.mix).every((weight) => weight === 0)) throw new ScenarioError('churn.mix: all weights are 0');
  return churn;
}

function eventOf(fields: Fields, nodes: number): ScenarioEvent {
  const atS = fields.number('atS', 0, 86_400);
  let event: ScenarioEvent;
  if (fields.has('controller')) {
    event = { atS, kind: 'controller', signal: fields.choice('controller', ['SIGKILL', 'SIGTERM']) };
  } else if (fields.has('restart')) {
    event = { atS, kind: 'restart', agents: fields.integer('restart', 1, nodes) };
  } else if (fields.has('forget')) {
    event = { atS, kind: 'forget', agents: fields.integer('forget', 1, nodes) };
  } else {
    const agents = fields.integer('pause', 1, nodes);
    event = { atS, kind: 'pause', agents, durationS: fields.number('durationS', 0.1, 3_600) };
  }
  fields.end();
  return event;
}

function targetsOf(fields: Fields): Map<string, number> {
  const targets = new Map<string, number>();
  for (const figure of figures) {
    if (fields.has(figure)) targets.set(figure, fields.number(figure, 0, Number.MAX_SAFE_INTEGER));
  }
  fields.end();
  return targets;
}

/** The fields of one mapping; `end` refuses those that nobody asked for. */
class Fields {
  readonly #path: string;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #asked = new Set<string>();

  constructor(path: string, value: unknown) {
    this.#path = path;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw new ScenarioError(`${path || 'the file'}: ${JSON.stringify(value)} is not a mapping`);
    }
    this.#values = value as Record<string, unknown>;
  }

  has(name: string): boolean {
    this.#asked.add(name);
    return this.#values[name] !== undefined;
  }

  fields(name: string): Fields {
    return new Fields(this.#name(name), this.#value(name, {}));
  }

  list(name: string): Fields[] {
    const value = this.#value(name, []);
    if (!Array.isArray(value)) throw this.#wrong(name, 'a list');
    return value.map((item, i) => new Fields(`${this.#name(name)}[${i}]`, item));
  }

  text(name: string, standard?: string): string {
    const value = this.#value(name, standard);
    if (typeof value !== 'string') throw this.#wrong(name, 'a text');
    return value;
  }

  boolean(name: string, standard: boolean): boolean {
    const value = this.#value(name, standard);
    if (typeof value !== 'boolean') throw this.#wrong(name, 'true or false');
    return value;
  }

  choice<T extends string>(name: string, choices: readonly T[], standard?: T): T {
    const value = choices.find((choice) => choice === this.#value(name, standard));
    if (value === undefined) throw this.#wrong(name, `one of ${choices.join(', ')}`);
    return value;
  }

  number(name: string, min: number, max: number, standard?: number): number {
    const value = this.#value(name, standard);
    if (typeof value !== 'number' || !(value >= min && value <= max)) throw this.#wrong(name, `in ${min}..${max}`);
    return value;
  }

  integer(name: string, min: number, max: number, standard?: number): number {
    const value = this.number(name, min, max, standard);
    if (!Number.isInteger(value)) throw this.#wrong(name, 'a whole number');
    return value;
  }

  end(): void {
    for (const name of Object.keys(this.#values)) {
      if (!this.#asked.has(name)) throw new ScenarioError(`${this.#name(name)}: there is no such field`);
    }
  }

  #value(name: string, standard: unknown): unknown {
    this.#asked.add(name);
    const value = this.#values[name] ?? standard;
    if (value === undefined) throw new ScenarioError(`${this.#name(name)}: is required`);
    return value;
  }

  #wrong(name: string, what: string): ScenarioError {
    return new ScenarioError(`${this.#name(name)}: ${JSON.stringify(this.#values[name])} is not ${what}`);
  }

  #name(name: string): string {
    return this.#path ? `${this.#path}.${name}` : name;
  }
}
