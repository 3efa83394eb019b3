import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { registeredDirectory } from '../../deploy/lab/directory.js';
import { listNamespaces } from '../../deploy/lab/namespaces.js';
import { LabNames } from '../../deploy/lab/underlay.js';
import { startLab } from './faulty-lab.js';

it('the lab of a run that was killed does not stop the next one', async () => {
  const { lab } = await startLab('wlorph', { nodes: 1 });
  const orphan = lab.plan.directory.path;
  // The run is killed: of the process that answers for it only the record is left.
  writeFileSync(join(orphan, '..', 'owner'), `${spawnSync('true').pid} 1`);
  const { lab: next, down } = await startLab('wlorph', { nodes: 1 });
  try {
    expect(next.plan.directory.path).not.toBe(orphan);
    expect(registeredDirectory('wlorph')).toBe(next.plan.directory.path);
  } finally {
    await down();
  }
  expect(listNamespaces(new LabNames('wlorph').namespacePrefixes)).toEqual([]);
});

it('the lab of a living run is left alone', async () => {
  const { down } = await startLab('wlorph', { nodes: 1 });
  try {
    await expect(startLab('wlorph', { nodes: 1 })).rejects.toThrow('a lab is up');
  } finally {
    await down();
  }
});
