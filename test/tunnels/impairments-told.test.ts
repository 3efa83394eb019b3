/** What is wrong with the underlay is told as what it is, and only of the tunnel that it is about; when it is over, that is told too. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ImpairmentAim, ImpairmentEffects } from '../../deploy/lab/impairment.js';
import { type HeardTransition, transitionText } from '../../deploy/lab/tunnel-listener.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { TunnelService } from '../../proto/gen/services.js';
import { startLab } from '../faults/faulty-lab.js';
import { isDown, ProbedLab } from './probed-lab.js';

const { LATENCY, LOSS_BACK, LOSS_OUT, NO_REPLY, PATH_CUT, PATH_MTU } = weft.v1.TunnelReason;
const { TUNNEL_DEGRADED, TUNNEL_DOWN } = weft.v1.TunnelState;

let probed: ProbedLab;
let down: () => Promise<void> = async () => {};
beforeAll(async () => {
  const lab = await startLab('wltold', { nodes: 3 });
  down = lab.down;
  probed = await ProbedLab.over(lab.lab, { traffic: true });
});
afterEach(async () => {
  await probed.impairments.clear();
  await probed.untilAllUp(60_000);
});
afterAll(async () => {
  await probed?.close();
  await down();
});

/** Impairs what `host-1` sends to or gets from `host-2`; the first transition that gives one of the reasons, and all that were heard until then. */
async function impaired(aim: Partial<ImpairmentAim>, effects: ImpairmentEffects, reasons: weft.v1.TunnelReason[]) {
  const pair = { host: 'host-1', peer: 'host-2' };
  const from = probed.listener.transitions.length;
  const told = probed.listener.next(
    reasons.map((r) => weft.v1.TunnelReason[r]).join(' or '),
    30_000,
    probed.of(pair, reasons),
  );
  await probed.impairments.set({ ...pair, direction: 'out', ...aim }, effects);
  const heard = await told;
  const others = probed.listener.transitions
    .slice(from)
    .filter((other) => !probed.of(pair, reasons)(other))
    .map(transitionText);
  expect(others).toEqual([]);
  return heard;
}

/** What the controller says of the tunnel, once it says that it is in that state, and what is asked for. */
const picture = (state: weft.v1.TunnelState, says: (tunnel: weft.v1.Tunnel.$Properties) => boolean = () => true) =>
  waitFor('the controller knows', 5_000, async () => {
    const { tunnel } = await probed.lab.api.call(TunnelService.getTunnel, { nodeA: 'host-1', nodeB: 'host-2' });
    return tunnel?.state === state && says(tunnel) ? tunnel : undefined;
  });

describe('told on NATS, and by the controller', () => {
  test('1 % loss, and in which direction', async () => {
    const { state } = await impaired({}, { loss: 0.01 }, [LOSS_OUT, LOSS_BACK]);
    expect(state).toBe(TUNNEL_DEGRADED);
    const isOut = (tunnel: weft.v1.Tunnel.$Properties) => (tunnel.lossAToBPpm ?? 0) > (tunnel.lossBToAPpm ?? 0);
    await picture(TUNNEL_DEGRADED, isOut);
  });

  test('5 ms more', async () => {
    const { state, transition } = await impaired({ direction: 'in' }, { delayMs: 5 }, [LATENCY]);
    expect(state).toBe(TUNNEL_DEGRADED);
    const { rttLastNs, rttReferenceNs } = transition.report ?? {};
    expect((Number(rttLastNs) - Number(rttReferenceNs)) / 1e6).toBeGreaterThan(4.5);
    expect((Number(rttLastNs) - Number(rttReferenceNs)) / 1e6).toBeLessThan(20);
    await picture(TUNNEL_DEGRADED);
  });

  test('a path MTU that is 100 bytes less', async () => {
    const { nodeId, state, transition } = await impaired({}, { mtu: 1400 }, [PATH_MTU]);
    expect([nodeId, state]).toEqual(['host-1', TUNNEL_DEGRADED]);
    expect(transition.report).toMatchObject({ neededMtu: 1450 });
    const pathMtu = await waitFor('the path MTU is found', 20_000, () => {
      const found = probed.listener.report('host-1', 'host-2')?.pathMtu;
      return found && found < 1450 ? found : undefined;
    });
    // A search ends within a few bytes below.
    expect(pathMtu).toBeLessThanOrEqual(1350);
    expect(pathMtu).toBeGreaterThan(1300);
  });

  test('one path of four cut, and which', async () => {
    // What is lost is seen first: a quarter of all.
    const { state } = await impaired({ path: 2 }, { cut: true }, [LOSS_OUT, LOSS_BACK, PATH_CUT]);
    expect(state).toBe(TUNNEL_DEGRADED);
    const report = await waitFor('the path is named', 5_000, () => {
      const said = probed.listener.report('host-1', 'host-2');
      return said?.reasons?.includes(PATH_CUT) ? said : undefined;
    });
    expect(report.deadPaths).toEqual([2]);
    await picture(TUNNEL_DEGRADED);
  });

  test.each(['out', 'in'] as const)('a cut of what host-1 has %s, and which direction it is', async (direction) => {
    const both = probed.both({ host: 'host-1', peer: 'host-2' }, TUNNEL_DOWN, 10_000);
    expect(isDown(await impaired({ direction }, { cut: true }, [NO_REPLY]))).toBe(true);
    const ends: HeardTransition[] = await both;
    expect(ends.every(isDown)).toBe(true);
    const { diagnosis } = await picture(TUNNEL_DOWN);
    expect(diagnosis).toContain(direction === 'out' ? 'host-1 to host-2 is cut' : 'host-2 to host-1 is cut');
  });
});
