import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { inNamespace, must } from './command.js';
import { ManagedProcess } from './process.js';
import type { LabPlan, LabVm } from './state.js';
import { waitFor } from './wait-for.js';

/** VMs that come to their addresses as guests do: IPv4 from a DHCP client (udhcpc), IPv6 from the kernel, which hears router advertisements. */

/** The interface inside a VM. */
export const vmInterface = 'eth0';

/** How long a VM may take to have all addresses of its port: the kernel tests an IPv6 address for a second or two before it uses it. */
const addressesTimeoutMs = 20_000;

/** What udhcpc runs for each event, told in the environment. Classless routes win over routers (RFC 3442). */
const script = `#!/bin/sh
case $1 in
deconfig)
  ip -4 address flush dev $interface ;;
bound|renew)
  ip address replace $ip/$mask dev $interface
  [ -z "$mtu" ] || ip link set $interface mtu $mtu
  if [ -n "$staticroutes" ]; then
    set -- $staticroutes
    while [ $# -ge 2 ]; do ip route replace $1 via $2 dev $interface; shift 2; done
  else
    for gateway in $router; do ip route replace default via $gateway dev $interface; done
  fi ;;
esac
`;

const scriptFile = (plan: LabPlan, vm: LabVm) => plan.directory.in('run', `dhcp-${vm.name}.sh`);
const client = (plan: LabPlan, vm: LabVm) => new ManagedProcess(plan.dhcpClient(vm, scriptFile(plan, vm)));

/** Lets the VM ask; resolves when it has all addresses of its port, and may use them. */
export async function askForAddresses(plan: LabPlan, vm: LabVm): Promise<void> {
  if (vm.addresses.some((address) => !address.includes(':'))) {
    writeFileSync(scriptFile(plan, vm), script, { mode: 0o700 });
    client(plan, vm).start();
  }
  await waitFor(`${vm.name} has ${vm.addresses.join(' and ')}`, addressesTimeoutMs, async () => {
    const show = ['ip', '-o', 'address', 'show', 'dev', vmInterface, '-tentative'];
    const has = await must(inNamespace(vm.namespace, show));
    return vm.addresses.every((address) => has.includes(` ${address} `)) ? true : undefined;
  });
}

/** Ends the VM's client, if it has one. */
export async function stopAsking(plan: LabPlan, vm: LabVm): Promise<void> {
  const file = scriptFile(plan, vm);
  if (!existsSync(file)) return;
  await client(plan, vm).stop();
  rmSync(file, { force: true });
}
