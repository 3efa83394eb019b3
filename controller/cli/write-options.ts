import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { UsageError } from './exit.js';

/** The options of commands that write: when the write is answered, and how a retry is known. */

export interface WaitFlags {
  wait?: string;
}

export interface CreateFlags extends WaitFlags {
  requestId?: string;
}

export function waitOption(command: Command): Command {
  return command.option('--wait <seconds>', 'until every node that needs the change has applied it, at most 60 s');
}

export function requestIdOption(command: Command): Command {
  return command.option('--request-id <id>', 'makes it safe to run again: the same id creates nothing twice in 24 h');
}

/** The part of a request that says when it is answered. */
export function waitOf(flags: WaitFlags): { wait: weft.v1.WaitOptions.$Properties | null } {
  if (flags.wait === undefined) return { wait: null };
  const seconds = Number(flags.wait);
  if (!(seconds > 0 && seconds <= 60)) throw new UsageError('--wait: a number of seconds above 0, at most 60');
  return { wait: { until: weft.v1.WaitFor.UNTIL_PROGRAMMED, timeoutMs: Math.ceil(seconds * 1000) } };
}

/** The same for a create, with its request id. */
export function creationOf(flags: CreateFlags): { wait: weft.v1.WaitOptions.$Properties | null; requestId: string } {
  return { ...waitOf(flags), requestId: flags.requestId ?? '' };
}
