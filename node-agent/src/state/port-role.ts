import { weft } from '../../../proto/gen/codecs.js';

/** What a binding of a port to this node is. */
export type PortRole = weft.v1.LocalPortRole;
const { ACTIVE_BINDING, PENDING_BINDING, DEPARTING_BINDING } = weft.v1.LocalPortRole;
export const PortRole = { ACTIVE: ACTIVE_BINDING, PENDING: PENDING_BINDING, DEPARTING: DEPARTING_BINDING } as const;

/** What is known of a port's moves. */
export interface PortMove {
  readonly generation: number;
  readonly role: PortRole;
  /** Of the port's binding to another node; 0: it has none. */
  readonly otherGeneration: number;
}

/** Does the port come from another node, whose tracked connections are to be here? */
export function takesOver({ generation, role, otherGeneration }: PortMove): boolean {
  if (role === PortRole.ACTIVE) return otherGeneration !== 0 && otherGeneration < generation;
  return role === PortRole.PENDING;
}

/** Does another node take the port's tracked connections over, or will it? */
export function isLeaving({ generation, role, otherGeneration }: PortMove): boolean {
  return role === PortRole.ACTIVE ? otherGeneration > generation : role === PortRole.DEPARTING;
}

type Entry = weft.v1.LocalPort.$Properties;

/** An agent that does not know why a port must not simply be open does not find its MAC. */
const macFields = {
  mac: 'without security groups',
  securedMac: 'with security groups',
  movingMac: 'that move',
} as const;
type MacField = keyof typeof macFields;

function macFieldOf(role: PortRole, groups: number): MacField {
  if (role !== PortRole.ACTIVE) return 'movingMac';
  return groups > 0 ? 'securedMac' : 'mac';
}

/** The MAC in the entry of a port that has no defect. */
export function macOf(entry: Entry): Uint8Array {
  return Uint8Array.from(entry[macFieldOf(entry.role ?? PortRole.ACTIVE, entry.groupIds?.length ?? 0)] ?? []);
}

/** The fields of an entry that say role and MAC. */
export function roleFields(
  port: PortMove & { readonly mac: Uint8Array; readonly groupIds: readonly unknown[] },
): Entry {
  const { role, otherGeneration, mac, groupIds } = port;
  return {
    [macFieldOf(role, groupIds.length)]: mac,
    ...(role !== PortRole.ACTIVE && { role }),
    ...(otherGeneration !== 0 && { otherGeneration }),
  };
}

/** What is wrong with role and MAC of an entry; null if nothing is. */
export function roleDefect(entry: Entry): string | null {
  const role = entry.role ?? PortRole.ACTIVE;
  if (!(role in weft.v1.LocalPortRole)) return `its role ${role} is none that this agent knows`;
  const field = macFieldOf(role, entry.groupIds?.length ?? 0);
  const { [field]: own, ...others } = macFields;
  for (const [other, of] of Object.entries(others)) {
    if (entry[other as MacField]?.length)
      return `it has its MAC in the field of ports ${of}, and is one of those ${own}`;
  }
  const macBytes = entry[field]?.length ?? 0;
  return macBytes === 6 ? null : `its MAC has ${macBytes} bytes`;
}
