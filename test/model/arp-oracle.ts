import { GATEWAY_MAC, hexIp } from './cloud.js';
import { drop, type Expectation, exactly, silence } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import type { PortSpec } from './topology.js';

/** ARP (RFC 826) of a port: answered for what is known, never flooded unless an address may be anybody's (allowed pairs). */
export function arpFromPort(oracle: Forwarding, port: PortSpec, frame: Buffer): Expectation {
  const { cloud } = oracle;
  if (frame.length < 42) return drop(port.id, 'TRUNCATED');
  const operation = frame.readUInt16BE(20);
  if (frame.toString('hex', 14, 20) !== '000108000604' || (operation !== 1 && operation !== 2))
    return drop(port.id, 'ARP_MALFORMED');
  const mac = frame.toString('hex', 6, 12);
  const sender = frame.toString('hex', 28, 32);
  const target = frame.toString('hex', 38, 42);
  const request = operation === 1;
  const probe = request && sender === '00000000';
  const source = cloud.sourceOf(port, mac, sender);
  if (source === 'foreign mac') return drop(port.id, 'SPOOFED_MAC');
  if (frame.toString('hex', 22, 28) !== mac || (!probe && source === 'foreign ip')) return drop(port.id, 'SPOOFED_ARP');
  if (!request || sender === target) return source === 'pair' ? oracle.bridge(port, frame) : silence;
  if (port.addresses.some((address) => hexIp(address) === target)) return silence;
  const owner = cloud.macOf(port.network, target) ?? (cloud.gatewayAt(port.network, target) ? GATEWAY_MAC : null);
  if (!owner) return cloud.hasPairs(port.network) ? oracle.bridge(port, frame) : drop(port.id, 'ARP_UNKNOWN');
  // An address of a pair that nobody else has: whoever asks is its holder, or nobody.
  if (cloud.isMacOf(port, owner)) return silence;
  const reply = Buffer.from(`${mac}${owner}08060001080006040002${owner}${target}${mac}${sender}`, 'hex');
  return {
    frames: [exactly(port.device ?? '', 'ARP reply', Buffer.concat([reply, frame.subarray(42)]))],
    drops: [],
  };
}
