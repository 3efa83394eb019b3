import { describe, expect, it } from 'vitest';
import { errorCodes, invalidField, notFound, WeftError } from './errors.js';
import { decodeStatus, encodeStatus } from './status.js';

describe('google.rpc.Status', () => {
  it('carries every detail of a WeftError there and back', () => {
    const error = new WeftError('IN_USE', 'tenant "acme" has 1 network', {
      fields: [{ field: 'id', description: 'in use' }],
      preconditions: [{ type: 'IN_USE', subject: 'network/blue', description: 'belongs to it' }],
      resource: { type: 'tenant', name: 'acme' },
      quota: { subject: 'tenant/acme', description: '1 of 1' },
      metadata: { networks: '1' },
    });
    const back = decodeStatus(error.grpcCode, error.message, encodeStatus(error));
    expect(back.code).toBe('IN_USE');
    expect(back.details).toEqual({ ...error.details });
  });
  it('names the field of a bad one', () => {
    const error = invalidField('subnet.prefix', 'bad');
    expect(decodeStatus(3, error.message, encodeStatus(error)).details.fields).toEqual([
      { field: 'subnet.prefix', description: 'bad' },
    ]);
  });
  it('falls back to the bare code when details are absent or garbage', () => {
    expect(decodeStatus(5, 'x', undefined).code).toBe('NOT_FOUND');
    expect(decodeStatus(5, 'x', Buffer.from([0xff, 0xff])).code).toBe('NOT_FOUND');
    expect(decodeStatus(notFound('port', 'p').grpcCode, 'x', Buffer.alloc(0)).code).toBe('NOT_FOUND');
  });
  it('maps every code to a gRPC status', () => {
    for (const status of Object.values(errorCodes)) expect(status).toBeGreaterThan(0);
  });
});
