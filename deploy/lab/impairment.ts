import { LabError } from './lab-error.js';

/** What can be wrong with the underlay between hosts, and how the command line says it. Pure. */

export type ImpairedDirection = 'in' | 'out';

/** Which packets: those that leave (`out`) or reach (`in`) a host. */
export interface ImpairmentAim {
  readonly host: string;
  /** Only what goes to or comes from this host. Otherwise everything between hosts, that is all but controller and nats-server. */
  readonly peer?: string;
  readonly direction: ImpairedDirection;
  /** Only VXLAN packets of this class, 0 to 3, of outer source ports: as one of four equal-cost paths. Path N of a tunnel's probes is of class N. */
  readonly path?: number;
  /** Without `peer`: also what is for or from controller and nats-server, as when a cable is pulled. */
  readonly control?: boolean;
}

/** What happens to them. All that is given happens. */
export interface ImpairmentEffects {
  readonly cut?: boolean;
  /** Share that is lost at random, above 0, at most 1. */
  readonly loss?: number;
  /** Order is kept. */
  readonly delayMs?: number;
  /** IP packets that are larger are lost, without a word to their sender. */
  readonly mtu?: number;
}

/** What a rule did since it was set, in packets. What leaves in segments is one packet here. */
export interface ImpairmentCounts {
  readonly packets: number;
  readonly cut: number;
  readonly lost: number;
  readonly tooLarge: number;
  readonly delayed: number;
}

export interface Impairment {
  readonly aim: ImpairmentAim;
  readonly effects: ImpairmentEffects;
  readonly counts: ImpairmentCounts;
}

/** Longest delay: a line holds at most 65,536 frames. */
export const longestDelayMs = 10_000;

/** @throws LabError where something is beyond what can be done */
export function checkEffects({ cut, loss, delayMs, mtu }: ImpairmentEffects): void {
  if (!cut && loss === undefined && delayMs === undefined && mtu === undefined)
    throw new LabError('say what is to happen: --cut, --loss, --delay, --mtu, or --clear');
  if (loss !== undefined && !(loss > 0 && loss <= 1))
    throw new LabError(`loss ${loss * 100} % is not above 0 and at most 100 %`);
  if (delayMs !== undefined && !(delayMs > 0 && delayMs <= longestDelayMs))
    throw new LabError(`delay ${delayMs} ms is not above 0 and at most ${longestDelayMs} ms`);
  if (mtu !== undefined && !(Number.isInteger(mtu) && mtu >= 68 && mtu <= 65_535))
    throw new LabError(`MTU ${mtu} is not in 68..65535`);
}

/** `1%`, `0.5%` as a share. @throws LabError */
export function parseLoss(text: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (!match) throw new LabError(`loss ${JSON.stringify(text)}: a percentage, as 1% or 0.5%`);
  return Number(match[1]) / 100;
}

/** `5ms`, `200us`, `1s` in ms. @throws LabError */
export function parseDelay(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s)$/.exec(text);
  if (!match) throw new LabError(`delay ${JSON.stringify(text)}: a time, as 5ms, 200us or 1s`);
  const perUnit = { us: 0.001, ms: 1, s: 1000 }[match[2] as 'us' | 'ms' | 's'];
  return Number(match[1]) * perUnit;
}

/** Do two aims mean the same packets? */
export function sameAim(a: ImpairmentAim, b: ImpairmentAim): boolean {
  return (
    a.host === b.host &&
    a.direction === b.direction &&
    a.peer === b.peer &&
    a.path === b.path &&
    (a.control ?? false) === (b.control ?? false)
  );
}

/** For people: `host-1 out to host-2 path 3: loss 1 %, +5 ms`. */
export function impairmentText({ aim, effects, counts }: Impairment): string {
  const peer = aim.peer === undefined ? '' : ` ${aim.direction === 'out' ? 'to' : 'from'} ${aim.peer}`;
  const path = aim.path === undefined ? '' : ` path ${aim.path}`;
  const what = [
    ...(effects.cut ? ['cut'] : []),
    ...(effects.loss === undefined ? [] : [`loss ${Number((effects.loss * 100).toPrecision(6))} %`]),
    ...(effects.delayMs === undefined ? [] : [`+${effects.delayMs} ms`]),
    ...(effects.mtu === undefined ? [] : [`MTU ${effects.mtu}`]),
  ];
  const did = `of ${counts.packets} packets ${counts.cut} cut, ${counts.lost} lost, ${counts.tooLarge} too large, ${counts.delayed} delayed`;
  return `${aim.host} ${aim.direction}${peer}${path}${aim.control ? ' with control' : ''}: ${what.join(', ')} (${did})`;
}
