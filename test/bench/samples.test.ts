import { describe, expect, it } from 'vitest';
import { Samples, withTarget } from './report.js';
import { ratioOf, spreadOf } from './samples.js';

describe('samples', () => {
  it('have a least, middle and greatest', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5, max: 4 });
    expect(() => spreadOf([])).toThrow();
  });

  it('are compared round by round', () => {
    expect(ratioOf([1, 20], [2, 20])).toMatchObject({ min: 0.5, median: 0.75, max: 1 });
    expect(() => ratioOf([1], [1, 2])).toThrow();
  });

  it('say nothing where the denominator is under three times its own spread', () => {
    expect(ratioOf([1, 1, 1], [2.9, 3, 3.9]).inconclusive).toBe(false);
    expect(ratioOf([1, 1, 1], [2.9, 3, 3.901]).inconclusive).toBe(true);
    expect(ratioOf([1, 1, 1], [0, 0, 0]).inconclusive).toBe(true);
    expect(ratioOf([1, 1, 1], [-1, -1, -1]).inconclusive).toBe(true);
  });

  it('make lines as programs read them', () => {
    const samples = new Samples();
    for (const [weft, kernel, plain] of [
      [6.5, 7.6, 6.3],
      [6.6, 7.7, 6.3],
      [6.5, 7.6, 6.2],
    ] as const) {
      samples.add('rr', 'weft', 'us', weft);
      samples.add('rr', 'kernel', 'us', kernel);
      samples.add('rr', 'plain', 'us', plain);
    }
    expect(samples.measures()[0]).toEqual({
      kind: 'measure',
      test: 'rr',
      system: 'weft',
      unit: 'us',
      min: 6.5,
      median: 6.5,
      max: 6.6,
    });
    const ratio = samples.addedRatio('rr_added', 'rr', 'weft', 'kernel', 'plain');
    expect(ratio).toEqual({
      kind: 'ratio',
      test: 'rr_added',
      of: 'weft',
      to: 'kernel',
      min: 0.1538,
      median: 0.2143,
      max: 0.2143,
    });
    expect(() => samples.ratio('rr', 'weft', 'ovn')).toThrow(/ovn/);
    expect(() => samples.add('rr', 'weft', 'us', Number.NaN)).toThrow();
  });

  it('meet their targets or miss them', () => {
    const samples = new Samples();
    for (const [few, many] of [
      [400, 500],
      [410, 640],
      [390, 660],
    ] as const) {
      samples.add('first_packet', '10', 'ns', few);
      samples.add('first_packet', '10k', 'ns', many);
    }
    const added = samples.difference('first_packet', '10k', '10', 'first_packet_added');
    expect(added).toEqual({
      ...{ kind: 'difference', test: 'first_packet_added', of: '10k', to: '10', unit: 'ns' },
      ...{ min: 100, median: 230, max: 270 },
    });
    expect(withTarget(added, { atMost: 230 })).toEqual({ ...added, atMost: 230, met: true });
    expect(withTarget(added, { atMost: 229 })).toMatchObject({ atMost: 229, met: false });
    const ratio = samples.ratio('first_packet', '10k', '10');
    expect(withTarget(ratio, { atLeast: 1.2 })).toMatchObject({ atLeast: 1.2, met: true });
    expect(withTarget(ratio, { atLeast: 1.7 })).toMatchObject({ met: false });
  });
});
