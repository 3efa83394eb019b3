import { expect, test } from 'vitest';
import { isInterfaceName, linkOf } from './link.js';
import { linkHintOf } from './link-monitor.js';

// As iproute2 6.1 prints them.
const vethAway =
  '{"ifindex":3,"link_index":5,"ifname":"v0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"operstate":"UP","address":"8A:4b:bc:16:4f:38","link_netnsid":0,"linkinfo":{"info_kind":"veth"},"inet6_addr_gen_mode":"none"}';
const vethHere =
  '{"ifindex":3,"link":"v1","ifname":"v0","flags":["BROADCAST","MULTICAST","M-DOWN"],"mtu":1500,"address":"8a:4b:bc:16:4f:38","linkinfo":{"info_kind":"veth"},"inet6_addr_gen_mode":"eui64"}';
const tap =
  '{"ifindex":4,"ifname":"tap0","flags":["NO-CARRIER","BROADCAST","MULTICAST","UP"],"mtu":1450,"address":"c6:b0:99:65:76:e1","linkinfo":{"info_kind":"tun","info_data":{"type":"tap","pi":false}}}';
const vxlan =
  '{"ifindex":9,"ifname":"weft-vxlan","flags":["UP","LOWER_UP"],"mtu":65485,"address":"c6:b0:99:65:76:e2","linkinfo":{"info_kind":"vxlan","info_data":{"external":true,"port":8472}}}';

test('links are read from what ip prints', () => {
  expect(linkOf(JSON.parse(vethAway))).toMatchObject({
    ifindex: 3,
    name: 'v0',
    mac: '8a:4b:bc:16:4f:38',
    up: true,
    running: true,
    kind: 'veth',
    peerIsAway: true,
  });
  expect(linkOf(JSON.parse(vethHere))).toMatchObject({
    up: false,
    peerIsAway: false,
  });
  expect(linkOf(JSON.parse(tap))).toMatchObject({ kind: 'tap', up: true, running: false, mtu: 1450 });
  expect(linkOf(JSON.parse(vxlan))).toMatchObject({ kind: 'vxlan', vxlanExternal: true, vxlanPort: 8472 });
  expect(linkOf({})).toBeNull();
});

test('hints are read from the monitor', () => {
  expect(linkHintOf('3: v0@v1: <BROADCAST> mtu 1500')).toEqual({ ifindex: 3, name: 'v0', deleted: false, peer: 'v1' });
  expect(linkHintOf('Deleted 12: eth0: <UP> mtu 1500')).toEqual({ ifindex: 12, name: 'eth0', deleted: true, peer: '' });
  expect(linkHintOf('    link/ether 1e:ea:97:2c:f7:56 brd ff:ff:ff:ff:ff:ff')).toBeNull();
});

test('interface names are what Linux takes, and nothing that a command line could be made of', () => {
  for (const name of ['eth0', 'tap-web.1', 'a', 'x'.repeat(15), 'é']) expect(isInterfaceName(name), name).toBe(true);
  for (const name of ['', '.', '..', 'a b', 'a\nlink', 'a/b', 'a:1', 'x'.repeat(16), 'a\tb', '"x"', 'a\\']) {
    expect(isInterfaceName(name), JSON.stringify(name)).toBe(false);
  }
});
