import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { weft } from '../../proto/gen/codecs.js';
import { PortService } from '../../proto/gen/services.js';
import { createTenantNetwork, createVm, startLab } from '../faults/faulty-lab.js';
import { receivedKbps } from './traffic-rate.js';

/**
 * Ports whose bandwidth is limited, to and from one on the same host and one on another:
 *
 *             host-1                         host-2
 *   acme      veth .11, near .12             far .13 (tap)
 */
const address = { veth: '10.0.0.11', near: '10.0.0.12', far: '10.0.0.13' } as const;
type Name = keyof typeof address;

/** What may be lacking of a limit, or be more. */
const TCP_TOLERANCE = 0.1;
const UDP_TOLERANCE = 0.05;
const ATTEMPTS = 3;

describe('a port with limits', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlbw', { nodes: 2 }));
    await createTenantNetwork(lab, 'acme');
    await createVm(lab, 'acme', 'veth', 'host-1', address.veth);
    await createVm(lab, 'acme', 'near', 'host-1', address.near);
    await createVm(lab, 'acme', 'far', 'host-2', address.far, true);
  });
  afterAll(() => down());
  afterEach(async () => {
    for (const name of Object.keys(address) as Name[]) await limit(name, {});
  });

  async function limit(id: Name, limits: { egress?: number; ingress?: number }): Promise<void> {
    const asLimit = (kilobitsPerSecond = 0) => ({ kilobitsPerSecond });
    await lab.api.call(PortService.updatePort, {
      port: { metadata: { id }, egressLimit: asLimit(limits.egress), ingressLimit: asLimit(limits.ingress) },
      updateMask: { paths: ['egress_limit', 'ingress_limit'] },
      wait: { until: weft.v1.WaitFor.UNTIL_PROGRAMMED },
    });
  }

  const udp = (from: Name, to: Name, offeredKbps: number) =>
    receivedKbps(lab, from, { vm: to, address: address[to] }, { protocol: 'udp', offeredKbps }, 3);
  const tcp = (from: Name, to: Name) =>
    receivedKbps(lab, from, { vm: to, address: address[to] }, { protocol: 'tcp', congestion: 'cubic' }, 5);

  /** A machine with other things to do may lose datagrams in its sockets: it may try again. */
  async function meets(kbps: number, tolerance: number, measure: () => Promise<number>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const share = (await measure()) / kbps;
      expect(share).toBeLessThan(1 + tolerance);
      if (share > 1 - tolerance) return;
      if (attempt === ATTEMPTS) expect(share).toBeGreaterThan(1 - tolerance);
    }
  }

  it.each<[string, number, Name, Name, Name, 'egress' | 'ingress']>([
    ['sends so much, to the same host', 100_000, 'veth', 'near', 'veth', 'egress'],
    ['sends so much, to another host', 10_000, 'veth', 'far', 'veth', 'egress'],
    ['sends so much out of a tap', 100_000, 'far', 'veth', 'far', 'egress'],
    ['gets so much, from the same host', 10_000, 'near', 'veth', 'veth', 'ingress'],
    ['gets so much, from another host', 100_000, 'far', 'veth', 'veth', 'ingress'],
    ['gets so much into a tap', 10_000, 'veth', 'far', 'far', 'ingress'],
  ])('%s, %i kbit/s', async (_, kbps, from, to, limited, direction) => {
    await limit(limited, { [direction]: kbps });
    await meets(kbps, UDP_TOLERANCE, () => udp(from, to, 2 * kbps));
    await meets(kbps, TCP_TOLERANCE, () => tcp(from, to));
  });

  it('gets so much from two at once, on two CPUs', async () => {
    const kbps = 50_000;
    await limit('near', { ingress: kbps });
    await meets(kbps, UDP_TOLERANCE, async () => {
      const rates = await Promise.all(
        (['veth', 'far'] as const).map((from, i) =>
          receivedKbps(
            lab,
            from,
            { vm: 'near', address: address.near, l4Port: 5201 + i },
            { protocol: 'udp', offeredKbps: kbps },
            4,
          ),
        ),
      );
      for (const rate of rates) expect(rate).toBeGreaterThan(kbps / 20);
      return rates[0]! + rates[1]!;
    });
  });

  it('that are taken away is as quick as before, at once', async () => {
    await limit('veth', { egress: 64, ingress: 64 });
    expect(await udp('veth', 'near', 20_000)).toBeLessThan(1_000);
    await limit('veth', {});
    expect(await udp('veth', 'near', 20_000)).toBeGreaterThan(19_000);
  });
});
