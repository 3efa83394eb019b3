import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { detectionTable, documentedTable } from './detection-table.js';

test('docs/tunnels.md has the times that the schedule gives: node dist/test/tunnels/detection-table.js', () => {
  expect(documentedTable()).toEqual(detectionTable());
});

test('docs/tunnels.md explains every reason and kind of incident', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/tunnels.md'), 'utf8');
  const names = (values: object) =>
    Object.values(values).filter((n) => typeof n === 'string' && !n.endsWith('UNSPECIFIED'));
  for (const name of [...names(weft.v1.TunnelReason), ...names(weft.v1.TunnelIncidentKind)])
    expect(text).toContain(`| \`${name}\` |`);
});
