import { describe, expect, it } from 'vitest';
import { checkEffects, impairmentText, parseDelay, parseLoss, sameAim } from './impairment.js';
import { decodeRule, encodeRule, freeRule, type Rule } from './impairment-layout.js';
import { LabError } from './lab-error.js';

describe('impairments', () => {
  it('are said in percent and in units of time', () => {
    expect([parseLoss('1%'), parseLoss('0.5%'), parseLoss('100%')]).toEqual([0.01, 0.005, 1]);
    expect([parseDelay('5ms'), parseDelay('200us'), parseDelay('1.5s')]).toEqual([5, 0.2, 1500]);
    for (const bad of ['1', '%', '-1%', '1 %']) expect(() => parseLoss(bad)).toThrow(LabError);
    for (const bad of ['5', 'ms', '-5ms', '5min']) expect(() => parseDelay(bad)).toThrow(LabError);
  });

  it('are refused where they are beyond what can be done, or nothing', () => {
    for (const bad of [{}, { loss: 0 }, { loss: 1.01 }, { delayMs: 0 }, { delayMs: 10_001 }, { mtu: 67 }, { mtu: 1.5 }])
      expect(() => checkEffects(bad)).toThrow(LabError);
    expect(() => checkEffects({ cut: true, loss: 1, delayMs: 10_000, mtu: 68 })).not.toThrow();
  });

  it('mean the same packets or others', () => {
    const aim = { host: 'host-1', direction: 'out' } as const;
    expect(sameAim(aim, { ...aim, control: false })).toBe(true);
    for (const change of [
      { host: 'host-2' },
      { direction: 'in' as const },
      { peer: 'host-2' },
      { path: 0 },
      { control: true },
    ])
      expect(sameAim(aim, { ...aim, ...change })).toBe(false);
  });

  it('are the same after they were a rule', () => {
    const rule: Rule = {
      host: 3,
      direction: 'in',
      peer: 2,
      path: 0,
      control: false,
      effects: { cut: true, loss: 0.25, mtu: 1400, delayMs: 5.5 },
    };
    const targets = { peerAddresses: [Uint8Array.of(198, 18, 1, 2)], lines: [7, 8] };
    expect(decodeRule(encodeRule(rule, targets))).toEqual(rule);
    const all: Rule = { ...rule, direction: 'out', peer: null, path: null, control: true, effects: { loss: 1 } };
    expect(decodeRule(encodeRule(all, { peerAddresses: [], lines: [] }))).toEqual(all);
    expect(decodeRule(freeRule)).toBeNull();
  });

  it('are shown in words', () => {
    const counts = { packets: 200, cut: 0, lost: 2, tooLarge: 0, delayed: 198 };
    const aim = { host: 'host-1', peer: 'host-2', direction: 'out', path: 3 } as const;
    expect(impairmentText({ aim, effects: { loss: 0.01, delayMs: 5 }, counts })).toBe(
      'host-1 out to host-2 path 3: loss 1 %, +5 ms (of 200 packets 0 cut, 2 lost, 0 too large, 198 delayed)',
    );
  });
});
