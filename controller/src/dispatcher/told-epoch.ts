/**
 * Version of the rules that make entries of resources. Raised by every release that makes other entries of the same resources: one with a new field, or of a
 * new kind; not for entries of resources that no store has had yet. Nothing in the log says that they changed, so nobody would be sent them.
 * told-epoch.test.ts fails until that is done, and says how the entries of the new version are recorded.
 */
export const ENTRY_RULES_VERSION = 2;

/** The epoch that agents are told: another one for other rules, so that an agent with entries by those takes a snapshot, as after a restored store. */
export function toldEpoch(epoch: string, entryRules: number = ENTRY_RULES_VERSION): string {
  return entryRules === 1 ? epoch : `${epoch}+${entryRules}`;
}
