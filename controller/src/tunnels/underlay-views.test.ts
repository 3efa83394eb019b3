import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { UnderlayViews } from './underlay-views.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('views of the underlay', () => {
  it('are kept with words of bounded length', () => {
    const views = new UnderlayViews();
    views.set(1, { route: `10.0.0.2 dev eth0 ${'é'.repeat(1_000)}`, interface: 'eth0', neighborState: 'FAILED' });
    expect(views.get(1)?.route).toBe(`10.0.0.2 dev eth0 ${'é'.repeat(238)}`);
    expect(views.get(1)).toMatchObject({ interface: 'eth0', neighborState: 'FAILED', nextHop: null, error: '' });
  });

  it('have nothing in them that a terminal obeys', () => {
    const views = new UnderlayViews();
    views.set(1, { route: 'a\x1b[2Jb\nc\x9bd\u202ee', neighborMac: '02:57\r' });
    expect(views.get(1)).toMatchObject({ route: 'a\ufffd[2Jb\ufffdc\ufffdd\ufffde', neighborMac: '02:57\ufffd' });
  });

  it('keep nothing of the message that they came in', () => {
    const views = new UnderlayViews();
    const message = weft.v1.UnderlayView.encode({ route: 'r'.repeat(900_000) }).finish();
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let view = 0; view < 50; view++) views.set(view, weft.v1.UnderlayView.decode(message));
    collectGarbage();
    expect(views.get(49)?.route).toHaveLength(256);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  });
});
