import { expect, test } from 'vitest';
import { checkController, controllerClient, isLoopback } from './controller-channel.js';

test('plain text goes to loopback only', () => {
  for (const address of ['127.0.0.1:7000', 'localhost:7000', '[::1]:7000', '127.9.9.9:1']) {
    expect(isLoopback(address), address).toBe(true);
  }
  for (const address of ['10.0.0.1:7000', '127.evil.example:7000', 'localhost.example:7000', '[::2]:7000']) {
    expect(isLoopback(address), address).toBe(false);
  }
  expect(() => controllerClient('10.0.0.1:7000', null)).toThrow(/--tls-ca/);
});

test("only a controller's certificate is a controller's", () => {
  expect(checkController({ subjectaltname: 'DNS:h, URI:weft://controller/c1' })).toBeUndefined();
  for (const subjectaltname of ['URI:weft://node/h1', 'DNS:controller', 'URI:weft://controller/a, URI:weft://node/b']) {
    expect(checkController({ subjectaltname }), subjectaltname).toBeInstanceOf(Error);
  }
});
