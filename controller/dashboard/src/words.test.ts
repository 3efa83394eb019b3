import { expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { incidentWord, reasonText, State, stateWord } from './words.js';

it('there is a word for every state, reason and kind of incident of the contract', () => {
  const { TunnelState, TunnelReason, TunnelIncidentKind } = weft.v1;
  expect([State.UNKNOWN, State.UP, State.DEGRADED, State.DOWN]).toEqual([
    TunnelState.TUNNEL_UNKNOWN,
    TunnelState.TUNNEL_UP,
    TunnelState.TUNNEL_DEGRADED,
    TunnelState.TUNNEL_DOWN,
  ]);
  const numbers = (of: object) => Object.values(of).filter((value): value is number => typeof value === 'number');
  for (const state of numbers(TunnelState)) expect(stateWord(state)).not.toContain(String(state));
  for (const reason of numbers(TunnelReason)) expect(reasonText([reason])).not.toContain(String(reason));
  for (const kind of numbers(TunnelIncidentKind)) expect(incidentWord(kind)).not.toContain(String(kind));
  expect(stateWord(9)).toBe('state 9');
  expect(reasonText([TunnelReason.LOSS_OUT, TunnelReason.PATH_MTU])).toBe('loss out, path MTU');
});
