import type { Database } from '../database.js';
import { idOfKey, requestExpiryKey, requestExpiryRange, requestKey, requestRange } from '../keys.js';
import { findRequest } from '../requests.js';
import type { Report } from './violation.js';

/** Checks the creates that are remembered for retries: each one decodes and is to be forgotten some time, and nothing else is. */
export async function checkRequests(db: Database, revision: number, report: Report): Promise<number> {
  const forgotten = new Set<string>();
  for await (const key of db.keys(requestExpiryRange)) {
    const [, time = '', name = ''] = key.split('/');
    if (requestExpiryKey(Number.parseInt(time, 16), name) !== key) report(key, 'does not say when to forget a request');
    else if (forgotten.has(name)) report(key, 'is the second time for the same request');
    forgotten.add(name);
  }
  let requests = 0;
  for await (const key of db.keys(requestRange)) {
    requests++;
    const name = idOfKey(key);
    if (requestKey(name) !== key || !forgotten.delete(name)) report(key, 'is never forgotten');
    try {
      const request = await findRequest(db, name);
      if (!request || request.hash.length === 0 || request.revision < 1 || request.revision > revision) {
        report(key, `is not a request answered at a revision in 1..${revision}`);
      }
    } catch (error) {
      report(key, `does not decode: ${(error as Error).message}`);
    }
  }
  for (const name of forgotten) report(requestKey(name), 'is missing: it is to be forgotten later');
  return requests;
}
