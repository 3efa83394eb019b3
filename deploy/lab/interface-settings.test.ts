import { describe, expect, it } from 'vitest';
import { routesThrough } from './interface-settings.js';

describe('routes of an interface', () => {
  it('are what the kernel does not make by itself, as they are told to it', () => {
    const listed = [
      'default via 10.0.0.1 dev eth0 proto static metric 100 ',
      '10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2 ',
      '10.9.0.0/16 via 10.0.0.9 dev eth0 table 100 mtu lock 1400 linkdown ',
      '10.8.0.0/16 dev eth1 scope link ',
      'local 10.0.0.2 dev eth0 table local proto kernel scope host src 10.0.0.2 ',
      'unreachable 10.7.0.0/16 ',
      '',
    ].join('\n');
    expect(routesThrough(listed, 'eth0')).toEqual([
      'default via 10.0.0.1 dev eth0 proto static metric 100',
      '10.9.0.0/16 via 10.0.0.9 dev eth0 table 100 mtu lock 1400',
    ]);
    expect(routesThrough(listed, 'eth1')).toEqual(['10.8.0.0/16 dev eth1 scope link']);
  });

  it('of several next hops are one', () => {
    const listed =
      'default proto static \\\tnexthop via 10.0.0.3 dev eth0 weight 1 \\\tnexthop via 10.0.0.4 dev eth0 weight 2 \n';
    expect(routesThrough(listed, 'eth0')).toEqual([
      'default proto static nexthop via 10.0.0.3 dev eth0 weight 1 nexthop via 10.0.0.4 dev eth0 weight 2',
    ]);
  });

  it('expire when they would have', () => {
    expect(
      routesThrough('default via fe80::1 dev eth0 proto ra metric 1024 expires 1798sec pref medium', 'eth0'),
    ).toEqual(['default via fe80::1 dev eth0 proto ra metric 1024 expires 1798 pref medium']);
  });
});
