import { beginRotation, createKeyring, keyringId, nextStage } from '../../controller/src/model/keyring.js';
import type { ControllerUnderTest } from '../sync/controller-under-test.js';

/** A step, as in scenario.ts. */
interface Step {
  readonly name: string;
  readonly connected: boolean;
  readonly run: (controller: ControllerUnderTest) => Promise<unknown>;
}

const key = (n: number) => new Uint8Array(16).fill(n);

/** The cluster gets its key of tunnel probes while an agent is there, and another one: partly while it is away. */
export function keyring(near: string): Step[] {
  const next = (c: ControllerUnderTest) => {
    const revision = c.store.get('keyring', keyringId)?.metadata?.revision ?? 0;
    return c.store.commit((p) => nextStage(p, revision));
  };
  return [
    { name: 'a port before the agent comes', connected: false, run: (c) => c.createPort('a', near) },
    { name: 'the first stream takes a snapshot without keys', connected: true, run: async () => {} },
    { name: 'a key', connected: true, run: (c) => c.store.commit((p) => createKeyring(p, key(1))) },
    { name: 'another one', connected: true, run: (c) => c.store.commit((p) => beginRotation(p, key(2))) },
    { name: 'it is used', connected: true, run: next },
    { name: 'the old one goes without a stream', connected: false, run: next },
    { name: 'the second stream resumes', connected: true, run: async () => {} },
    {
      name: 'it is settled, which nobody is told, and a port goes',
      connected: true,
      run: async (c) => {
        await next(c);
        await c.deletePort('a');
      },
    },
  ];
}
