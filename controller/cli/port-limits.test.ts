import { describe, expect, it } from 'vitest';
import { UsageError } from './exit.js';
import { limitCell, limitsOf } from './port-limits.js';

describe('limits as flags', () => {
  it.each([
    ['10mbit', 10_000, 0, '10mbit'],
    ['64kbit:65536', 64, 65_536, '64kbit:64k'],
    ['1.5gbit:4m', 1_500_000, 4_194_304, '1500mbit:4m'],
    ['400Gbit:1G', 400_000_000, 1_073_741_824, '400gbit:1g'],
    ['0.1mbit:100000', 100, 100_000, '100kbit:100000'],
  ])('%s', (text, kilobitsPerSecond, burstBytes, cell) => {
    const { limits, paths } = limitsOf({ egressLimit: text });
    expect(limits).toEqual({ egressLimit: { kilobitsPerSecond, burstBytes } });
    expect(paths).toEqual(['egress_limit']);
    expect(limitCell(limits.egressLimit)).toBe(cell);
    expect(limitsOf({ ingressLimit: cell }).limits.ingressLimit).toEqual(limits.egressLimit);
  });

  it('are taken away with none, and left alone without a flag', () => {
    const both = limitsOf({ egressLimit: 'none', ingressLimit: '1gbit' });
    expect(both.paths).toEqual(['egress_limit', 'ingress_limit']);
    expect(both.limits.egressLimit).toBeNull();
    expect(limitsOf({})).toEqual({ limits: {}, paths: [] });
    expect([limitCell(null), limitCell({}), limitCell(undefined)]).toEqual(['', '', '']);
  });

  it.each(['', '10', '10mb', '0mbit', '0.0001kbit', '-1mbit', '10mbit:', '10mbit:1t', '10mbit:4m:1', 'mbit'])(
    '%j is refused',
    (text) => {
      expect(() => limitsOf({ ingressLimit: text })).toThrow(UsageError);
    },
  );
});
