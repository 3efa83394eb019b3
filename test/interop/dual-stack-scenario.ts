import { createNetwork } from '../../controller/src/model/networks.js';
import { createPort, updatePort } from '../../controller/src/model/ports.js';
import { createRouter, deleteRouter, updateRouter } from '../../controller/src/model/routers.js';
import { createSubnet, updateSubnet } from '../../controller/src/model/subnets.js';
import {
  addressPairs,
  networkRequest,
  portRequest,
  routerRequest,
  subnetRequest,
} from '../../controller/src/model/testing/requests.js';
import { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import type { ControllerUnderTest } from '../sync/controller-under-test.js';

/** A step, as in scenario.ts. */
interface Step {
  readonly name: string;
  readonly connected: boolean;
  readonly run: (controller: ControllerUnderTest) => Promise<unknown>;
}

const resolver = (text: string) => ({ dnsServers: [{ bytes: parseIp(text) }] });

/** Two networks with both families, a router that joins and leaves, static routes, pairs, and options of subnets. */
export function dualStack(near: string, far: string): Step[] {
  const port = (c: ControllerUnderTest, id: string, networkId: string, nodeId: string, pairs: string[] = []) =>
    c.store.commit((p) => createPort(p, portRequest(id, { networkId, nodeId, pairs })));
  const router = (c: ControllerUnderTest, subnets: string[], routes: string[] = []) => {
    const { router: wanted = null } = routerRequest('r', { subnets, routes });
    const request = weft.v1.UpdateRouterRequest.create({
      router: wanted,
      updateMask: { paths: ['interfaces', 'routes'] },
    });
    return c.store.commit((p) => updateRouter(p, request));
  };
  return [
    {
      name: 'networks of both families before the agent comes',
      connected: false,
      run: async (c) => {
        for (const [id, n] of [
          ['blue', 1],
          ['red', 2],
        ] as const) {
          await c.store.commit((p) => createNetwork(p, networkRequest(id, { mtu: 1400 })));
          const v4 = subnetRequest(`${id}-v4`, `10.0.${n}.0/24`, { networkId: id, options: resolver('192.0.2.53') });
          const v6 = subnetRequest(`${id}-v6`, `2001:db8:${n}::/64`, {
            networkId: id,
            options: resolver('2001:db8::53'),
          });
          await c.store.commit((p) => createSubnet(p, v4));
          await c.store.commit((p) => createSubnet(p, v6));
        }
        await port(c, 'a', 'blue', near);
        await port(c, 'b', 'red', far);
      },
    },
    { name: 'the first stream takes a snapshot', connected: true, run: async () => {} },
    {
      name: 'a router joins the networks',
      connected: true,
      run: (c) =>
        c.store.commit((p) =>
          createRouter(p, routerRequest('r', { subnets: ['blue-v4', 'blue-v6', 'red-v4', 'red-v6'] })),
        ),
    },
    {
      name: 'it has static routes',
      connected: true,
      run: (c) =>
        router(
          c,
          ['blue-v4', 'blue-v6', 'red-v4', 'red-v6'],
          ['192.168.0.0/16 via 10.0.2.9', '2001:db8:f000::/36 via 2001:db8:2::9'],
        ),
    },
    {
      name: 'a subnet tells something else',
      connected: true,
      run: (c) => {
        const request = weft.v1.UpdateSubnetRequest.fromObject({
          subnet: { metadata: { id: 'blue-v4' }, ...resolver('192.0.2.54'), dhcpLeaseSeconds: 600 },
          updateMask: { paths: ['dns_servers', 'dhcp_lease_seconds'] },
        });
        return c.store.commit((p) => updateSubnet(p, request));
      },
    },
    {
      name: 'a port may use another address',
      connected: true,
      run: (c) => {
        const request = weft.v1.UpdatePortRequest.fromObject({
          port: { metadata: { id: 'a' }, allowedAddressPairs: addressPairs(['10.0.1.99/32', '2001:db8:1::99/128']) },
          updateMask: { paths: ['allowed_address_pairs'] },
        });
        return c.store.commit((p) => updatePort(p, request));
      },
    },
    {
      name: 'a network leaves the router without a stream',
      connected: false,
      run: async (c) => {
        await router(c, ['blue-v4', 'red-v4'], ['192.168.0.0/16 via 10.0.1.9']);
        await port(c, 'c', 'blue', far);
      },
    },
    { name: 'the second stream resumes', connected: true, run: async () => {} },
    {
      name: 'the router goes',
      connected: true,
      run: (c) => c.store.commit((p) => deleteRouter(p, weft.v1.DeleteRouterRequest.create({ id: 'r' }))),
    },
  ];
}
