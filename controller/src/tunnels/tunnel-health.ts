import type { Logger } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import type { ChangeSource } from '../store/change.js';
import { Conditions } from './conditions.js';
import { Incidents } from './incidents.js';
import type { SharedScopes } from './scope-sharing.js';
import { TunnelBoard } from './tunnel-board.js';
import { TunnelPicture } from './tunnel-picture.js';

/** How often it is looked at what settled and what is out of date, in milliseconds. */
const POLL_MS = 50;
const SWEEP_MS = 250;
/** How often it is said that something finds no room, in milliseconds. */
const COMPLAINT_MS = 60_000;

export interface TunnelHealthOptions {
  readonly source: Pick<ChangeSource, 'rows' | 'subscribe'>;
  readonly scopes: SharedScopes;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly log?: Pick<Logger, 'warn'>;
}

/** All that the controller knows of tunnels, and its clockwork. */
export class TunnelHealth {
  readonly board: TunnelBoard;
  readonly incidents: Incidents;
  readonly conditions: Conditions;
  readonly picture: TunnelPicture;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #listeners = new Set<(incident: weft.v1.TunnelIncident.$Properties) => void>();

  readonly #log: Pick<Logger, 'warn'> | null;
  #complained = 0;

  constructor({ source, scopes, now = Date.now, log }: TunnelHealthOptions) {
    this.#log = log ?? null;
    this.board = new TunnelBoard({ source, scopes, now });
    this.incidents = new Incidents({
      board: this.board,
      now,
      onEvent: (incident) => {
        this.conditions.incidentChanged(incident);
        for (const listener of this.#listeners) listener(incident);
        this.board.changed.incident(incident);
      },
    });
    this.board.listen({ pairChanged: (pair, _before, after) => this.incidents.pairChanged(pair, after) });
    this.conditions = new Conditions(this.board, this.incidents, now);
    this.picture = new TunnelPicture(this.board, this.incidents, now);
  }

  /** Calls back when an incident begins, changes in kind or nodes, and ends. */
  onIncident(listener: (incident: weft.v1.TunnelIncident.$Properties) => void): void {
    this.#listeners.add(listener);
  }

  /** What found no room in the picture so far: reports, counters, networks that are starved. */
  get dropped(): number {
    const { views, traffic, innerFlows, starved } = this.board;
    return views.dropped + traffic.dropped + innerFlows.dropped + starved.dropped;
  }

  start(): void {
    this.#timers.push(setInterval(() => this.incidents.poll(), POLL_MS).unref());
    const sweep = () => {
      this.board.sweep();
      this.conditions.poll();
    };
    this.#timers.push(setInterval(sweep, SWEEP_MS).unref());
    this.#timers.push(setInterval(() => this.#complain(), COMPLAINT_MS).unref());
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  #complain(): void {
    const dropped = this.dropped + this.incidents.dropped;
    if (dropped === this.#complained) return;
    this.#complained = dropped;
    const { views, traffic, innerFlows, starved } = this.board;
    const each = { views: views.dropped, traffic: traffic.dropped, innerFlows: innerFlows.dropped };
    const others = { starved: starved.dropped, incidents: this.incidents.dropped };
    this.#log?.warn({ dropped: { ...each, ...others } }, 'the picture of tunnels is full: not all of them are in it');
  }
}
