import { expect, it } from 'vitest';
import { fitting } from './tunnel-watch.js';

it('a picture is cut to the terminal, its last line stays, and what is missing is said', () => {
  const lines = ['one', 'two', 'three', 'four', 'last one'];
  expect(fitting(lines, { columns: 80, rows: 6 })).toEqual(lines);
  expect(fitting(lines, { columns: 6, rows: 5 })).toEqual(['one', 'two', '... 2 ', 'last o']);
  expect(fitting(lines, { columns: 80, rows: 5 })[2]).toBe('... 2 more lines');
  expect(fitting(lines, { columns: 80, rows: 1 })).toEqual(['... 4 more lines', 'last one']);
});
