import type { Command } from 'commander';
import type { weft } from '../../proto/gen/codecs.js';
import { UsageError } from './exit.js';
import { type CreateFlags, requestIdOption, waitOption } from './write-options.js';

/** The options that every create and update has: name and labels. */

export interface MetadataFlags extends CreateFlags {
  name?: string;
  label?: string[];
  etag?: string;
}

/** A repeatable option's parser. */
export function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

export function createOptions(command: Command): Command {
  return requestIdOption(waitOption(command))
    .option('--name <text>', 'name for people')
    .option('--label <key=value>', 'label, may be repeated', collect);
}

export function updateOptions(command: Command): Command {
  return waitOption(command)
    .option('--name <text>', 'new name for people')
    .option('--label <key=value>', 'new set of labels: may be repeated; `--label ""` removes all', collect)
    .option('--etag <etag>', 'only if it is still in this state');
}

/** Metadata of a create. An absent id is allocated by the controller. */
export function newMetadata(id: string | undefined, flags: MetadataFlags): weft.v1.Metadata.$Properties {
  return { id: id ?? '', name: flags.name ?? '', labels: labelsOf(flags.label) };
}

/** Metadata of an update, and the paths that it changes. */
export function changedMetadata(
  id: string,
  flags: MetadataFlags,
): { metadata: weft.v1.Metadata.$Properties; paths: string[] } {
  const paths: string[] = [];
  if (flags.name !== undefined) paths.push('metadata.name');
  if (flags.label !== undefined) paths.push('metadata.labels');
  return { metadata: { ...newMetadata(id, flags), etag: flags.etag ?? '' }, paths };
}

/** An update without a change is a mistake of the caller. */
export function requireChange(paths: readonly string[]): void {
  if (paths.length === 0) throw new UsageError('nothing to update: give at least one option that changes something');
}

/** The labels of `key=value` flags. */
export function labelsOf(flags: readonly string[] = []): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const flag of flags) {
    if (flag === '') continue;
    const equals = flag.indexOf('=');
    if (equals < 1) throw new UsageError(`--label: ${JSON.stringify(flag)} is not key=value`);
    labels[flag.slice(0, equals)] = flag.slice(equals + 1);
  }
  return labels;
}

/** Labels for a table: `a=1,b=2`. */
export function formatLabels(metadata: weft.v1.Metadata.$Properties | null | undefined): string {
  return Object.entries(metadata?.labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
