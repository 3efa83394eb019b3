import fc from 'fast-check';
import { expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { changedStatusLimit, WatchFeed, watchQueueLimit, watchRulesLimit } from './watch-feed.js';

const { ChangeKind } = weft.v1;

/** What a watcher of the feed has heard of, that reads the log (revisions 1..committed, each one change) where the feed is behind. */
class Reader {
  committed = 0;
  readonly feed = new WatchFeed<'tenant'>(() => this.committed);
  readonly heard: number[] = [];
  readonly statuses = new Set<string>();

  commit(count: number): void {
    for (let i = 0; i < count; i++) {
      const revision = ++this.committed;
      this.feed.push({ kind: ChangeKind.PUT, revision, row: null, position: { revision, effects: null } });
    }
  }

  status(id: string): void {
    const row = weft.v1.Tenant.create({ metadata: { id } });
    this.feed.push({ kind: ChangeKind.STATUS, revision: 1, row, position: null });
  }

  async read(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      if (this.feed.isBehind) {
        this.#catchUp();
        continue;
      }
      // Only what is there.
      const event = await Promise.race([this.feed.next(), Promise.resolve(null).then(() => null)]);
      if (!event) return;
      if (event.kind === ChangeKind.STATUS) this.statuses.add(event.row?.metadata?.id ?? '');
      else this.heard.push(event.revision);
    }
  }

  #catchUp(): void {
    const from = Math.max(this.heard.at(-1) ?? 0, this.feed.behindSince);
    for (let revision = from + 1; revision <= this.committed; revision++) this.heard.push(revision);
    const changed = this.feed.goLive();
    if (changed === 'any') this.statuses.add('any');
    else for (const id of changed) this.statuses.add(id);
  }
}

it('tells every change once and in order, and every changed status, whenever it is read', async () => {
  const step = fc.oneof(
    fc.record({ commit: fc.constantFrom(1, 3, watchQueueLimit - 1, watchQueueLimit, watchQueueLimit + 1) }),
    fc.record({ status: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ read: fc.constantFrom(1, 2, 7, watchQueueLimit * 3) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const reader = new Reader();
      const changed = new Set<string>();
      for (const step of steps) {
        if ('commit' in step) reader.commit(step.commit);
        else if ('read' in step) await reader.read(step.read);
        else {
          reader.status(step.status);
          changed.add(step.status);
        }
      }
      await reader.read(Number.MAX_SAFE_INTEGER);
      expect(reader.heard).toEqual(Array.from({ length: reader.committed }, (_, i) => i + 1));
      expect(reader.statuses).toEqual(changed);
    }),
    { numRuns: 60 },
  );
});

it('remembers a bounded number of rows whose status changed', () => {
  const reader = new Reader();
  for (let i = 0; i <= changedStatusLimit; i++) reader.status(`t${i}`);
  expect(reader.feed.goLive()).toBe('any');
});

it('falls behind earlier where what waits is large, and takes as much again when it has caught up', async () => {
  const feed = new WatchFeed<'securityGroup'>(() => 0);
  const rules = Array.from({ length: 4_000 }, (_, i) => ({ number: i + 1 }));
  const row = weft.v1.SecurityGroup.create({ rules });
  const push = (revision: number) => feed.push({ kind: ChangeKind.PUT, revision, row, position: null });
  const fits = watchRulesLimit / rules.length;
  for (let round = 0; round < 2; round++) {
    feed.goLive();
    for (let revision = 1; revision <= fits; revision++) push(revision);
    // What was read no longer counts.
    for (let revision = 1; revision <= 5; revision++) expect((await feed.next())?.revision).toBe(revision);
    for (let revision = fits + 1; revision <= fits + 5; revision++) push(revision);
    expect(feed.isBehind).toBe(false);
    push(fits + 6);
    expect([feed.isBehind, feed.behindSince]).toEqual([true, 5]);
  }
});
