import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../node-agent/src/testing/wait-until.js';
import { weft } from '../../proto/gen/codecs.js';
import { NodeSync } from '../../proto/gen/services.js';
import { openDuplexStream, weftErrorOf } from '../../proto/src/call.js';
import { ControllerUnderTest } from '../sync/controller-under-test.js';
import { AgentUnderTest } from './agent-under-test.js';
import { BytePeer } from './byte-peer.js';
import { NODE } from './scenario.js';

describe('a controller of protocol 1', () => {
  let controller: ControllerUnderTest;
  beforeEach(async () => {
    controller = await ControllerUnderTest.start([NODE]);
  });
  afterEach(() => controller.stop());

  /** Welcome.protocol for an agent that speaks this range, or the code of the refusal. */
  async function answerTo(protocolMin: number, protocolMax: number): Promise<number | string> {
    const client = new Client(`127.0.0.1:${controller.l4Port}`, credentials.createInsecure());
    const call = openDuplexStream(client, NodeSync.sync);
    try {
      return await new Promise((resolve) => {
        call.on('data', ({ welcome }: weft.v1.ControllerMessage) => welcome && resolve(welcome.protocol ?? 0));
        call.on('error', (error) => resolve(weftErrorOf(error).code));
        call.write({ hello: { nodeId: NODE, agentInstance: 'x', protocolMin, protocolMax } });
      });
    } finally {
      call.cancel();
      client.close();
    }
  }

  it.each([
    [1, 1, 1],
    [1, 2, 1],
    [1, 1000, 1],
    [2, 2, 'PROTOCOL_UNSUPPORTED'],
    [2, 3, 'PROTOCOL_UNSUPPORTED'],
    [0, 1, 'PROTOCOL_VIOLATION'],
    [3, 2, 'PROTOCOL_VIOLATION'],
  ])('answers an agent of %i to %i with %s', async (min, max, answer) => {
    expect(await answerTo(min, max)).toBe(answer);
  });
});

describe('an agent of protocol 1', () => {
  it('that is answered with another one says so, holds what it has, and comes again', async () => {
    let protocol = 1;
    let streams = 0;
    const encode = (message: weft.v1.ControllerMessage.$Properties) =>
      Buffer.from(weft.v1.ControllerMessage.encode(message).finish());
    const peer = await BytePeer.start((call) => {
      streams++;
      call.write(encode({ welcome: { clusterId: 'c', epoch: 'e', protocol, resume: weft.v1.Resume.SNAPSHOT } }));
      if (protocol !== 1) return;
      call.write(encode({ snapshotBegin: { revision: 1, entryCount: 1 } }));
      call.write(encode({ snapshotChunk: { put: [{ member: { vni: 4096, vtepId: 1 } }] } }));
      call.write(encode({ snapshotEnd: { revision: 1, entryCount: 1 } }));
      call.on('data', (bytes: Buffer) => {
        if (!weft.v1.AgentMessage.decode(bytes).ack) return;
        protocol = 2;
        call.end();
      });
    });
    const agent = new AgentUnderTest(peer.address);
    try {
      await agent.start();
      await waitUntil('the refusal', () => agent.failure()?.startsWith('PROTOCOL_UNSUPPORTED'));
      expect(agent.failure()).toContain('protocol 2; this agent speaks 1');
      expect(agent.datapath.tables.member.size).toBe(1);
      protocol = 1;
      await waitUntil('a third stream, after the pause that follows a refusal', () => streams >= 3);
    } finally {
      await agent.stop();
      peer.stop();
    }
  });
});
