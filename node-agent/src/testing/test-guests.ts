import { type TestHost, TestNamespace } from './test-host.js';

/** For tests: gives the host its underlay interface `und`, 192.0.2.1, whose other end nobody answers at. */
export function addUnderlay({ namespace }: TestHost): void {
  namespace.ip('link add und type veth peer name other');
  namespace.ip('link set other up');
  namespace.ip('addr add 192.0.2.1/24 dev und');
  namespace.ip('link set und up');
}

/** For tests: guests with those MACs, to be plugged as p1, p2, ...; the first has 10.0.0.1. The caller removes them. */
export function addGuests({ namespace, nodeId }: TestHost, macs: readonly string[]): TestNamespace[] {
  return macs.map((mac, i) => {
    const guest = new TestNamespace(`${nodeId}-vm${i + 1}`);
    namespace.ip(`link add p${i + 1} type veth peer name eth0 netns ${guest.name} address ${mac} mtu 1450`);
    guest.ip(`addr add 10.0.0.${i + 1}/24 dev eth0`);
    guest.ip('link set eth0 up');
    return guest;
  });
}
