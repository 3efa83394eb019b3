import { expect, test } from 'vitest';
import { inNamespace, run } from '../../../deploy/lab/command.js';
import { waitFor } from '../../../deploy/lab/wait-for.js';
import { createWeftSystems } from './weft.js';

test('the systems of weft carry packets of both families, bridged and routed', async () => {
  const { systems, remove } = await createWeftSystems(1550);
  try {
    expect(systems.map(({ name }) => name)).toEqual(['weft', 'weft-routed']);
    for (const { name, clientNamespace, serverAddress, serverAddress6 = '' } of systems) {
      for (const address of [serverAddress, serverAddress6]) {
        await waitFor(`${address} answers in ${name}`, 10_000, async () => {
          const { code } = await run(inNamespace(clientNamespace, ['ping', '-c', '1', '-W', '1', address]));
          return code === 0 || undefined;
        });
      }
    }
  } finally {
    await remove();
  }
}, 60_000);
