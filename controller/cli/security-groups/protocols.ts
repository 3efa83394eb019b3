/** Protocols that people call by name. */
export const protocolNumbers: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['gre', 47],
  ['esp', 50],
  ['icmp6', 58],
  ['sctp', 132],
]);

const names = new Map([...protocolNumbers].map(([name, number]) => [number, name]));

/** `tcp`, or the number of one that has no name here. */
export function protocolName(number: number): string {
  return names.get(number) ?? String(number);
}
