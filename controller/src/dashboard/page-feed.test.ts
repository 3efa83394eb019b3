import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FrameKind } from '../../../proto/src/dashboard/frames.js';
import { stateOfValue, viewKey, viewValue } from '../../../proto/src/dashboard/view-record.js';
import { PageFeed } from './page-feed.js';
import { CHANGED_MAX } from './page-reader.js';
import { PagePicture } from './testing/page-picture.js';
import { TunnelsInMemory } from './testing/tunnels-in-memory.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A page that takes what it is given, or, while `takes` is false, refuses more after each frame. */
function open(feed: PageFeed) {
  const picture = new PagePicture();
  const page = { picture, takes: true, givenUp: false, frames: 0 };
  const sink = {
    write: (bytes: Uint8Array) => {
      page.frames++;
      picture.take(bytes);
      return page.takes;
    },
  };
  const { drained, remove } = feed.add(sink, () => {
    page.givenUp = true;
  });
  return Object.assign(page, { drained, remove });
}

/** What a page should know. */
function truth(source: TunnelsInMemory): Map<number, number> {
  return new Map(
    Array.from(source.figures(), (f) => [viewKey(f.from, f.to), viewValue(f.state, f.rttP50Us, f.lossOutPpm)]),
  );
}

describe('a page that follows the picture', () => {
  it('gets nodes, counts, incidents and every view, then only what changes', () => {
    const source = TunnelsInMemory.mesh(5);
    const page = open(new PageFeed(source));
    const { picture } = page;
    const { NODES, STATUS, INCIDENTS, RESET, VIEWS, SYNCED } = FrameKind;
    expect(picture.kinds).toEqual([NODES, STATUS, INCIDENTS, RESET, VIEWS, SYNCED]);
    expect(picture.nodes).toEqual(source.ids);
    expect(picture.views).toEqual(truth(source));
    source.put({ from: 1, to: 3, state: 4 });
    source.remove(2, 0);
    source.changed([1, 3], [2, 0]);
    vi.advanceTimersByTime(50);
    expect(picture.views).toEqual(truth(source));
    expect(stateOfValue(picture.views.get(viewKey(1, 3)) ?? 0)).toBe(4);
    expect(picture.kinds.slice(6)).toContain(VIEWS);
    expect(picture.bytes).toBeLessThan(1_000);
  });

  it('is told of a state within 50 ms', () => {
    const source = TunnelsInMemory.mesh(3);
    const { picture } = open(new PageFeed(source));
    vi.advanceTimersByTime(500);
    for (const state of [4, 3, 2]) {
      source.put({ from: 0, to: 1, state });
      source.changed([0, 1]);
      vi.advanceTimersByTime(50);
      expect(stateOfValue(picture.views.get(viewKey(0, 1)) ?? 0)).toBe(state);
    }
  });

  it('is told of incidents, and within a second that NATS is not heard', () => {
    const source = TunnelsInMemory.mesh(3);
    const { picture } = open(new PageFeed(source));
    source.incident({ id: '7', kind: 2, nodeIds: ['n0', 'n1'], message: 'cut' });
    vi.advanceTimersByTime(50);
    expect(picture.incidents).toMatchObject({ total: 1, incidents: [{ id: '7', message: 'cut' }] });
    expect(picture.status?.connected).toBe(true);
    source.connected = false;
    vi.advanceTimersByTime(1_100);
    expect(picture.status?.connected).toBe(false);
  });

  it('hears something every five seconds, whatever happens', () => {
    const { picture } = open(new PageFeed(TunnelsInMemory.mesh(2)));
    const before = picture.kinds.length;
    vi.advanceTimersByTime(20_000);
    const later = picture.kinds.slice(before);
    expect(later.length).toBeGreaterThanOrEqual(3);
    expect(later.length).toBeLessThanOrEqual(6);
  });

  it('has the views of a node that took the index of another', () => {
    const source = TunnelsInMemory.mesh(4);
    const { picture } = open(new PageFeed(source));
    source.ids[2] = 'newcomer';
    for (const i of [0, 1, 3]) source.put({ from: 2, to: i, state: 1 });
    // The views were told of before the node was.
    source.changed([2, 0], [2, 1], [2, 3]);
    vi.advanceTimersByTime(50);
    source.nodesChanged();
    vi.advanceTimersByTime(50);
    expect(picture.nodes[2]).toBe('newcomer');
    expect(picture.views).toEqual(truth(source));
  });
});

describe('a page that is slow', () => {
  it('gets the newest of what it missed, once, and holds up nobody', () => {
    const source = TunnelsInMemory.mesh(10);
    const feed = new PageFeed(source);
    const [slow, fast] = [open(feed), open(feed)];
    slow.takes = false;
    const pairs = Array.from({ length: 90 }, (_, i) => [Math.floor(i / 9), i % 9] as const).filter(([a, b]) => a !== b);
    for (let round = 1; round <= 50; round++) {
      for (const [from, to] of pairs) source.put({ from, to, state: 2, rttP50Us: 100 + round });
      source.changed(...pairs);
      vi.advanceTimersByTime(50);
    }
    expect(fast.picture.views).toEqual(truth(source));
    const before = slow.frames;
    // One frame was on its way when it stopped to take them.
    expect(before).toBeLessThanOrEqual(7);
    slow.takes = true;
    slow.drained();
    expect(slow.picture.views).toEqual(truth(source));
    expect(slow.frames - before).toBeLessThanOrEqual(3);
  });

  it('gets everything again when it missed too much, without what is gone', () => {
    const source = TunnelsInMemory.mesh(300);
    const feed = new PageFeed(source);
    const page = open(feed);
    page.takes = false;
    const all = Array.from(source.figures(), ({ from, to }) => [from, to] as const);
    expect(all.length).toBeGreaterThan(CHANGED_MAX);
    for (const [from, to] of all) source.put({ from, to, state: 3 });
    source.remove(5, 6);
    source.changed(...all);
    vi.advanceTimersByTime(50);
    source.changed(...all);
    vi.advanceTimersByTime(50);
    page.takes = true;
    page.drained();
    expect(page.picture.kinds.filter((kind) => kind === FrameKind.RESET)).toHaveLength(2);
    expect(page.picture.synced).toBe(true);
    expect(page.picture.views).toEqual(truth(source));
  });

  it('is given up after half a minute in which it takes nothing', () => {
    const source = TunnelsInMemory.mesh(3);
    const feed = new PageFeed(source);
    const [stuck, other] = [open(feed), open(feed)];
    stuck.takes = false;
    source.changed([0, 1]);
    vi.advanceTimersByTime(29_000);
    expect(stuck.givenUp).toBe(false);
    vi.advanceTimersByTime(3_000);
    expect([stuck.givenUp, other.givenUp]).toEqual([true, false]);
  });
});

it('pages are told the time as often as before when the clock is set back', () => {
  const page = open(new PageFeed(TunnelsInMemory.mesh(2)));
  const told = () => page.picture.kinds.filter((kind) => kind === FrameKind.STATUS).length;
  vi.advanceTimersByTime(30_000);
  const before = told();
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(30_000);
  expect(told() - before).toBeGreaterThanOrEqual(before - 2);
});

it('incidents are put in words once for all pages, and anew for a page that comes later', () => {
  const source = TunnelsInMemory.mesh(3);
  const feed = new PageFeed(source);
  const pages = Array.from({ length: 8 }, () => open(feed));
  const asked = vi.spyOn(source, 'incidents');
  source.incident({ id: 'x', kind: 2, nodeIds: ['n0', 'n1'] });
  vi.advanceTimersByTime(50);
  expect(asked).toHaveBeenCalledTimes(1);
  for (const { picture } of pages) expect(picture.kinds.filter((kind) => kind === FrameKind.INCIDENTS)).toHaveLength(2);
  for (const page of pages) page.remove();
  source.incident({ id: 'y', kind: 2, nodeIds: ['n0', 'n2'] });
  const later = open(feed);
  expect(asked).toHaveBeenCalledTimes(2);
  expect(later.picture.incidents?.total).toBe(2);
});

it('nobody is subscribed, and no timer runs, while no page is open', () => {
  const source = TunnelsInMemory.mesh(2);
  const feed = new PageFeed(source);
  const pages = [open(feed), open(feed)];
  expect(source.listeners).toBe(1);
  source.changed([0, 1]);
  for (const page of pages) page.remove();
  expect([source.listeners, feed.pages, vi.getTimerCount()]).toEqual([0, 0, 0]);
  const later = open(feed);
  expect(later.picture.synced).toBe(true);
});
