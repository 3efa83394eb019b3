import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Puts what listens on a loopback port at a unix socket as well. Returns what ends it. */
export async function relayTo(socket: string, l4Port: number): Promise<() => void> {
  const relay = createServer((a) => {
    const b = connect(l4Port, '127.0.0.1');
    a.pipe(b);
    b.pipe(a);
    a.on('error', () => b.destroy());
    b.on('error', () => a.destroy());
  });
  relay.listen(socket);
  await once(relay, 'listening');
  return () => relay.close();
}
