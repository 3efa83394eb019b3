import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { agentOf, createTenantNetwork, createVm, pings, startLab, startPing } from './faulty-lab.js';

const firstL4Port = 20_000;
const flows = 40_000;
/** The time without NATS that is asked for; not a wait for something. */
const awayMs = 10_000;

describe('a nats-server that is away', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};

  beforeAll(async () => {
    ({ lab, down } = await startLab('wftn', { nodes: 2 }));
    await createTenantNetwork(lab, 'acme');
    await createVm(lab, 'acme', 'n1', 'host-1', '10.0.0.11');
    await createVm(lab, 'acme', 'n2', 'host-2', '10.0.0.12');
  });
  afterAll(() => down());

  async function metric(node: string, name: RegExp): Promise<number> {
    const text = (
      await lab.inHost(node, [
        process.execPath,
        '-e',
        `fetch('http://${lab.plan.metricsAddress}/metrics').then((r) => r.text()).then((t) => process.stdout.write(t))`,
      ])
    ).stdout;
    const values = text.split('\n').filter((line) => name.test(line));
    return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  it('costs flow records, each of which is accounted for, and nothing else', async () => {
    const published = () => metric('host-1', /^weft_agent_flow_records_published /);
    const waiting = () => metric('host-1', /^weft_agent_flow_records_waiting /);
    const lost = () => metric('host-1', /^weft_agent_flow_losses\{/);
    expect(await pings(lab, 'n1', '10.0.0.12')).toBe(true);
    await waitFor('flow records arrive', 20_000, async () => ((await published()) > 0 ? true : undefined));
    const before = { published: await published(), lost: await lost() };
    expect(before.lost).toBe(0);

    await lab.nats.kill();
    const ping = await startPing(lab, 'n1', '10.0.0.12');
    const started = Date.now();
    // More flows than one port may have in the table: one UDP packet each.
    await lab.mustInVm('n1', [
      'python3',
      '-c',
      `
import socket, time
for source in range(${firstL4Port}, ${firstL4Port + flows}):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", source))
    s.sendto(b"x", ("10.0.0.12", 9))
    s.close()
    if source % 200 == 0: time.sleep(0.01)
`,
    ]);
    await createVm(lab, 'acme', 'n3', 'host-2', '10.0.0.13');
    expect(await pings(lab, 'n1', '10.0.0.13')).toBe(true);
    await delay(Math.max(0, awayMs - (Date.now() - started)));
    // Every flow either waits for NATS or is counted as lost.
    const unsent = await waitFor('all flows are accounted for', 20_000, async () => {
      const now = { waiting: await waiting(), lost: await lost() };
      return now.waiting + now.lost >= flows ? now : undefined;
    });
    expect(unsent.lost).toBeGreaterThan(0);
    expect(unsent.waiting).toBeGreaterThan(10_000);
    const { lost: pingsLost, sent } = await ping.finish();
    expect(sent).toBeGreaterThan(500);
    expect(pingsLost).toBe(0);
    for (const node of ['host-1', 'host-2']) expect((await agentOf(lab, node)).inSync).toBe(true);

    lab.nats.start();
    await waitFor('what waited is published', 30_000, async () =>
      (await published()) >= before.published + unsent.waiting ? true : undefined,
    );
  });
});
