import type { History } from './history.js';

/** Histories with some steps less, halves first, then one at a time; and those whose cloud has something less. */
export function* fewerSteps({ topology, steps }: History): Generator<History> {
  const last = steps.length - 1;
  for (let length = Math.floor(last / 2); length >= 1; length = Math.floor(length / 2)) {
    // What goes wrong goes wrong with the last step: it stays.
    for (let at = last - length; at > -length; at -= length) {
      const from = Math.max(0, at);
      yield { topology, steps: [...steps.slice(0, from), ...steps.slice(at + length)] };
    }
  }
  for (const group of topology.groups) {
    for (const rule of group.rules) {
      const less = { ...group, rules: group.rules.filter((other) => other !== rule) };
      yield {
        topology: { ...topology, groups: topology.groups.map((other) => (other === group ? less : other)) },
        steps,
      };
    }
  }
  const named = new Set(
    steps.flatMap((step) => (step.kind === 'packet' && step.packet.from === 'port' ? [step.packet.port] : [])),
  );
  for (const port of topology.ports) {
    if (!named.has(port.id))
      yield { topology: { ...topology, ports: topology.ports.filter((p) => p !== port) }, steps };
    for (const group of port.groups) {
      const less = { ...port, groups: port.groups.filter((other) => other !== group) };
      yield { topology: { ...topology, ports: topology.ports.map((p) => (p === port ? less : p)) }, steps };
    }
  }
  for (const router of topology.routers)
    yield { topology: { ...topology, routers: topology.routers.filter((r) => r !== router) }, steps };
}
