import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { eventMessage, incidentEvent } from './event-message.js';

const { NodeState, PortState } = weft.v1;

describe('an event', () => {
  it('of a port is on the subject of its tenant, network and id, and says where it was observed', () => {
    const { subject, payload } = eventMessage(
      {
        kind: 'port',
        timeUnixMs: 1_700_000_000_123,
        portId: 'web-1',
        tenantId: 'acme',
        networkId: 'blue',
        nodeId: 'h1',
        generation: 3,
        previousState: PortState.BINDING,
        state: PortState.ACTIVE,
        deleted: false,
      },
      'e1',
      7,
    );
    expect(subject).toBe('weft.events.port.acme.blue.web-1');
    expect(weft.v1.Event.decode(payload)).toMatchObject({
      epoch: 'e1',
      revision: 7,
      time: { seconds: 1_700_000_000, nanos: 123_000_000 },
      port: {
        portId: 'web-1',
        tenantId: 'acme',
        networkId: 'blue',
        nodeId: 'h1',
        generation: 3,
        previousState: PortState.BINDING,
        state: PortState.ACTIVE,
      },
    });
  });

  it('of a node is on the subject of its id', () => {
    const { subject, payload } = eventMessage(
      {
        kind: 'node',
        timeUnixMs: 5,
        nodeId: 'h1',
        previousState: NodeState.READY,
        state: NodeState.READY,
        deleted: true,
        message: 'why',
      },
      'e1',
      7,
    );
    expect(subject).toBe('weft.events.node.h1');
    expect(weft.v1.Event.decode(payload).node).toMatchObject({
      nodeId: 'h1',
      state: NodeState.READY,
      deleted: true,
      message: 'why',
    });
  });

  it('of an incident of tunnels is on the subject of its first node', () => {
    const incident = {
      id: 'x-00000001',
      kind: weft.v1.TunnelIncidentKind.PAIR_DOWN,
      nodeIds: ['h1', 'h2'],
      tunnels: 1,
    };
    const { subject, payload } = incidentEvent(incident, 1_700_000_000_000, 'e1', 7);
    expect(subject).toBe('weft.events.tunnel.h1');
    expect(weft.v1.Event.decode(payload)).toMatchObject({
      epoch: 'e1',
      revision: 7,
      time: { seconds: 1_700_000_000 },
      tunnel: incident,
    });
  });
});
