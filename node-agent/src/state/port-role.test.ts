import { expect, it, test } from 'vitest';
import { isLeaving, macOf, PortRole, roleDefect, roleFields, takesOver } from './port-role.js';

const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
const none = new Uint8Array();
const { ACTIVE, PENDING, DEPARTING } = PortRole;

it.each([
  [{ mac }, { role: ACTIVE, otherGeneration: 0, groupIds: [] }],
  [
    { securedMac: mac, otherGeneration: 3 },
    { role: ACTIVE, otherGeneration: 3, groupIds: [7] },
  ],
  [
    { movingMac: mac, role: PENDING, otherGeneration: 3 },
    { role: PENDING, otherGeneration: 3, groupIds: [] },
  ],
  [
    { movingMac: mac, role: DEPARTING, otherGeneration: 3 },
    { role: DEPARTING, otherGeneration: 3, groupIds: [7, 9] },
  ],
])('%o is read, and said again', (fields, port) => {
  const entry = { ...fields, groupIds: port.groupIds };
  expect(roleDefect(entry)).toBeNull();
  expect(macOf(entry)).toEqual(mac);
  expect(roleFields({ ...port, mac, generation: 2 })).toEqual(fields);
});

it.each([
  [{ mac, groupIds: [7] }, 'its MAC in the field of ports without security groups, and is one of those with'],
  [{ securedMac: mac }, 'in the field of ports with security groups, and is one of those without'],
  [{ mac, role: PENDING }, 'in the field of ports without security groups, and is one of those that move'],
  [{ securedMac: mac, groupIds: [7], role: DEPARTING }, 'with security groups, and is one of those that move'],
  [{ movingMac: mac }, 'in the field of ports that move, and is one of those without security groups'],
  [{ mac, movingMac: mac, role: PENDING }, 'in the field of ports without security groups'],
  [{ movingMac: mac.subarray(1), role: PENDING }, 'its MAC has 5 bytes'],
  [{ mac: none, role: ACTIVE }, 'its MAC has 0 bytes'],
  [{ movingMac: mac, role: 3 }, 'its role 3 is none that this agent knows'],
])('%o is a defect', (entry, message) => {
  expect(roleDefect(entry)).toContain(message);
});

test('who takes connections over, and from whom, follows from the generations', () => {
  const of = (role: PortRole, otherGeneration: number) => ({ generation: 5, role, otherGeneration });
  const cases = [of(ACTIVE, 0), of(ACTIVE, 4), of(ACTIVE, 6), of(PENDING, 4), of(DEPARTING, 6)];
  expect(cases.map(takesOver)).toEqual([false, true, false, true, false]);
  expect(cases.map(isLeaving)).toEqual([false, false, true, false, true]);
});
