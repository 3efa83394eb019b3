import { inNamespace, must } from './command.js';

/** Echo requests that the stack in a namespace has received, of one family: who answered, where several have the same address. */
export async function echoRequestsSeen(namespace: string, family: 'ip4' | 'ip6'): Promise<number> {
  if (family === 'ip6') {
    const text = await must(inNamespace(namespace, ['cat', '/proc/net/snmp6']));
    return Number(/^Icmp6InEchos\s+(\d+)/m.exec(text)?.[1]);
  }
  const [names = [], values = []] = (await must(inNamespace(namespace, ['cat', '/proc/net/snmp'])))
    .split('\n')
    .filter((line) => line.startsWith('Icmp:'))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf('InEchos')]);
}
