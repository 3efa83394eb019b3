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

describe('what the controller may still change by itself', () => {
  const unsettled = () => {
    const expectation = knowing();
    expectation.answer(new Map([['port/a', 'e5']]), true);
    return expectation;
  };
  it('is as it was answered, or later, once', () => {
    expect(unsettled().compare(rows({ 'port/a': 'e5' })).wrong).toEqual([]);
    const expectation = unsettled();
    expect(expectation.compare(rows({ 'port/a': 'e7' })).wrong).toEqual([]);
    expect(expectation.compare(rows({ 'port/a': 'e8' })).wrong).toEqual(['port/a is e8; e7 was answered']);
  });
  it.each([
    ['is lost', new Map([['port/b', 'e2']]), 'port/a is not there; e5 was answered'],
    ['is older', rows({ 'port/a': 'e1' }), 'port/a is e1; e5 was answered'],
  ])('is missed when it %s', (_, found, what) => {
    expect(unsettled().compare(found).wrong).toEqual([what]);
  });
  it('is not half of a deletion that did not happen', () => {
    const expectation = unsettled();
    expectation.begin(
      new Map([
        ['port/a', 'deleted'],
        ['port/b', 'deleted'],
      ]),
    );
    expect(expectation.compare(rows({ 'port/a': 'e7' }))).toEqual({ wrong: [], happened: false });
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
