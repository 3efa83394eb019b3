import { resourceId } from '../../../proto/src/resource-id.js';
import { VNI_MAX, VNI_MIN } from '../../../proto/src/vni.js';
import type { TunnelSource } from '../tunnels/tunnel-source.js';
import { openIncidents } from './incident-answers.js';
import { pairAnswer } from './pair-answer.js';
import type { Refusal } from './request-check.js';
import { innerFlowsAnswer, networksAnswer, trafficAnswer } from './traffic-answers.js';

/** How long an answer about traffic is good for, in milliseconds: it is made of all counters there are. */
const TRAFFIC_MS = 1_000;
/** And at least so many times as long as it took to make, whoever asks how often: of many counters that is most of a second. */
const SHARE = 10;
/** Such answers that are kept. */
const KEPT_MAX = 64;

/** Answers the questions under /data that have one answer. */
export class DataAnswers {
  readonly #source: TunnelSource;
  readonly #now: () => number;
  readonly #kept = new Map<string, { atMs: number; goodMs: number; answer: unknown }>();

  constructor(source: TunnelSource, now: () => number = Date.now) {
    this.#source = source;
    this.#now = now;
  }

  /** What is to be said as JSON, or why nothing; undefined: there is no such path. */
  answer(path: string, query: URLSearchParams): { json: unknown } | Refusal | undefined {
    switch (path) {
      case '/data/pair':
        return this.#pair(query);
      case '/data/incidents':
        return { json: openIncidents(this.#source) };
      case '/data/networks':
        return { json: this.#keep('networks', () => networksAnswer(this.#source)) };
      case '/data/traffic':
        return this.#traffic(query);
      case '/data/flows':
        return this.#flows(query);
      default:
        return undefined;
    }
  }

  #pair(query: URLSearchParams): { json: unknown } | Refusal {
    const nodes = nodesOf(query);
    if (!nodes) return badNodes;
    const json = pairAnswer(this.#source, nodes.a, nodes.b, this.#now());
    return json ? { json } : { status: 404, message: 'there is no tunnel between these nodes' };
  }

  #traffic(query: URLSearchParams): { json: unknown } | Refusal {
    const vni = vniOf(query);
    return vni === null ? badVni : { json: this.#keep(`traffic ${vni}`, () => trafficAnswer(this.#source, vni)) };
  }

  #flows(query: URLSearchParams): { json: unknown } | Refusal {
    const [vni, nodes] = [vniOf(query), nodesOf(query)];
    if (vni === null) return badVni;
    if (!nodes) return badNodes;
    const { a, b } = nodes;
    return { json: this.#keep(`flows ${vni} ${a} ${b}`, () => innerFlowsAnswer(this.#source, vni, a, b)) };
  }

  #keep<T>(key: string, make: () => T): T {
    const now = this.#now();
    const kept = this.#kept.get(key);
    if (kept && now >= kept.atMs && now - kept.atMs < kept.goodMs) return kept.answer as T;
    const began = performance.now();
    const answer = make();
    const goodMs = Math.max(TRAFFIC_MS, SHARE * (performance.now() - began));
    this.#kept.delete(key);
    this.#kept.set(key, { atMs: now, goodMs, answer });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
    return answer;
  }
}

const badNodes: Refusal = { status: 400, message: 'a and b must be the ids of two nodes' };
const badVni: Refusal = { status: 400, message: `vni must be a number in ${VNI_MIN}..${VNI_MAX}` };

function nodesOf(query: URLSearchParams): { a: string; b: string } | null {
  try {
    const a = resourceId(query.get('a') ?? '', 'a');
    const b = resourceId(query.get('b') ?? '', 'b');
    return a === b ? null : { a, b };
  } catch {
    return null;
  }
}

function vniOf(query: URLSearchParams): number | null {
  const text = query.get('vni') ?? '';
  const vni = Number(text);
  return /^\d{1,8}$/.test(text) && vni >= VNI_MIN && vni <= VNI_MAX ? vni : null;
}
