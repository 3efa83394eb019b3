import { describe, expect, it } from 'vitest';
import { Expectation } from './expectation.js';

function knowing(): Expectation {
  const expectation = new Expectation();
  expectation.answer(
    new Map([
      ['port/a', 'e1'],
      ['port/b', 'e2'],
      ['port/gone', null],
    ]),
  );
  return expectation;
}
const stored = { 'port/a': 'e1', 'port/b': 'e2' };
const rows = (more: Record<string, string> = {}) => new Map(Object.entries({ ...stored, ...more }));

describe('what was answered', () => {
  it('is there', () => {
    expect(knowing().compare(rows())).toEqual({ wrong: [], happened: null });
  });
  it.each([
    ['is lost', new Map([['port/a', 'e1']]), 'port/b is not there; e2 was answered'],
    ['is another', rows({ 'port/a': 'e9' }), 'port/a is e9; e1 was answered'],
    ['came back', rows({ 'port/gone': 'e0' }), 'port/gone is e0; its deletion was answered'],
  ])('is missed when it %s', (_, found, what) => {
    expect(knowing().compare(found).wrong).toEqual([what]);
  });
});

describe('what was not answered', () => {
  const doubtful = () => {
    const expectation = knowing();
    expectation.begin(
      new Map([
        ['port/c', 'put'],
        ['port/d', 'put'],
        ['port/a', 'deleted'],
      ]),
    );
    return expectation;
  };
  it('has happened, or not', () => {
    expect(doubtful().compare(rows())).toEqual({ wrong: [], happened: false });
    const after = new Map([
      ['port/b', 'e2'],
      ['port/c', 'e3'],
      ['port/d', 'e3'],
    ]);
    const expectation = doubtful();
    expect(expectation.compare(after)).toEqual({ wrong: [], happened: true });
    expect(expectation.present('port')).toEqual(['b', 'c', 'd']);
    expect(expectation.compare(after)).toEqual({ wrong: [], happened: null });
  });
  it('must not have happened by half', () => {
    expect(doubtful().compare(rows({ 'port/c': 'e3' })).wrong).toEqual([
      'half of a write happened: port/c after,port/d before,port/a before',
    ]);
  });
});
