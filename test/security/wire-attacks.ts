import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectH2, constants } from 'node:http2';
import { connect as connectTls, type SecureContextOptions, type TLSSocket } from 'node:tls';
import type { MethodShape } from '../../proto/src/method.js';

/** What a hostile client does below gRPC: bytes, frames, resets. Everything is chosen by a seed. */

/** Random numbers that a seed repeats (mulberry32). */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 <= n < below */
  roll(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.roll(items.length)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.roll(256)));
  }

  /** A few bytes changed, removed, inserted or repeated. */
  mutate(bytes: Buffer): Buffer {
    let out = Buffer.from(bytes);
    for (let i = 0; i <= this.roll(4); i++) {
      const at = this.roll(out.length + 1);
      switch (this.roll(5)) {
        case 0:
          if (at < out.length) out[at] = this.roll(256);
          break;
        case 1:
          out = Buffer.concat([out.subarray(0, at), this.bytes(1 + this.roll(8)), out.subarray(at)]);
          break;
        case 2:
          out = Buffer.concat([out.subarray(0, at), out.subarray(at + 1 + this.roll(8))]);
          break;
        case 3:
          out = Buffer.concat([out, out.subarray(at)]);
          break;
        default:
          out = out.subarray(0, at);
      }
    }
    return out;
  }
}

type Method = MethodShape<unknown, unknown, unknown, unknown>;

/** A method, and valid requests of it. */
export interface Target {
  readonly method: Method;
  readonly requests: readonly Buffer[];
}

/** One gRPC message: compressed flag, length, bytes. The length may lie. */
export function frame(bytes: Buffer, flag = 0, length = bytes.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag, 0);
  head.writeUInt32BE(length >>> 0, 1);
  return Buffer.concat([head, bytes]);
}

/** A hostile client with a good certificate. */
export class Attacker {
  readonly #url: string;
  readonly #l4Port: number;
  readonly #tls: SecureContextOptions;
  readonly #dice: Dice;
  #session: ClientHttp2Session | null = null;
  readonly #sockets = new Set<TLSSocket>();

  constructor(l4Port: number, tls: SecureContextOptions, dice: Dice) {
    this.#url = `https://localhost:${l4Port}`;
    this.#l4Port = l4Port;
    this.#tls = tls;
    this.#dice = dice;
  }

  /** One attack; its name. Resolves when its last byte was handed over, not when anything was answered. */
  async attack(target: Target): Promise<string> {
    const dice = this.#dice;
    const attacks = {
      garbage: () => this.#call(target, [frame(dice.bytes(dice.roll(2_000)))]),
      mutated: () => this.#call(target, [frame(dice.mutate(dice.pick(target.requests)))]),
      mutatedFrame: () => this.#call(target, [dice.mutate(frame(dice.pick(target.requests)))]),
      manyMessages: () =>
        this.#call(
          target,
          Array.from({ length: 200 }, () => frame(dice.pick(target.requests))),
        ),
      lyingLength: () =>
        this.#call(target, [frame(dice.bytes(20), dice.roll(3), dice.pick([0xff_ff_ff_ff, 5e6, 1e6, 3]))]),
      huge: () => this.#call(target, [frame(Buffer.alloc(5_000_000, dice.roll(256)))]),
      unread: () => this.#unread(target),
      reset: () => this.#reset(target),
      abandoned: async () => this.close(),
      rawHttp2: () => this.#raw(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), dice.bytes(500)])),
      raw: () => this.#raw(dice.bytes(1 + dice.roll(3_000))),
      strangeHeaders: () => this.#strange(),
    };
    const name = dice.pick(Object.keys(attacks) as (keyof typeof attacks)[]);
    await attacks[name]();
    return name;
  }

  close(): void {
    this.#session?.destroy();
    this.#session = null;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #open(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const session = connectH2(this.#url, { ...this.#tls, servername: 'localhost' });
    session.on('error', () => undefined);
    this.#session = session;
    return session;
  }

  #request(path: string, headers: Record<string, string> = {}): ClientHttp2Stream {
    const stream = this.#open().request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    stream.on('error', () => undefined);
    return stream;
  }

  async #call({ method }: Target, chunks: readonly Buffer[]): Promise<void> {
    const stream = this.#request(method.path, this.#dice.roll(4) ? {} : { 'grpc-encoding': 'gzip' });
    stream.resume();
    for (const chunk of chunks) if (!stream.destroyed && !stream.writableEnded) stream.write(chunk);
    stream.end();
    await ended(stream);
  }

  /** Asks, and never reads the answer. */
  async #unread({ method, requests }: Target): Promise<void> {
    const stream = this.#request(method.path);
    stream.pause();
    stream.write(frame(this.#dice.pick(requests)));
    if (this.#dice.roll(2)) stream.end();
  }

  async #reset({ method, requests }: Target): Promise<void> {
    const codes = [constants.NGHTTP2_CANCEL, constants.NGHTTP2_INTERNAL_ERROR, constants.NGHTTP2_ENHANCE_YOUR_CALM];
    for (let i = 0; i < 50; i++) {
      const stream = this.#request(method.path);
      const whole = frame(this.#dice.pick(requests));
      stream.write(whole.subarray(0, this.#dice.roll(whole.length + 1)));
      stream.close(this.#dice.pick(codes));
    }
  }

  async #strange(): Promise<void> {
    const paths = [
      '/',
      '/weft.v1.PortService/',
      '/x/y',
      `/${'a'.repeat(3_000)}`,
      '/weft.v1.PortService/__proto__',
      '/constructor/x',
    ];
    const stream = this.#request(this.#dice.pick(paths), {
      'grpc-timeout': this.#dice.pick(['1n', '99999999H', '-1S', 'x', '0m']),
      'content-type': this.#dice.pick(['application/grpc', 'text/html', '']),
      'x-many-bin': this.#dice.bytes(60).toString('base64'),
    });
    stream.resume();
    stream.end(frame(this.#dice.bytes(10)));
    await ended(stream);
  }

  /** Bytes on a TLS connection that speaks no HTTP/2. */
  async #raw(bytes: Buffer): Promise<void> {
    const socket = connectTls({
      ...this.#tls,
      host: '127.0.0.1',
      port: this.#l4Port,
      servername: 'localhost',
      ALPNProtocols: ['h2'],
    });
    socket.on('error', () => undefined);
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.once('secureConnect', () => socket.write(bytes, () => resolve()));
    });
    socket.resume();
  }
}

/** Waits for the end of a stream, but not for long: an open stream is an attack too. */
function ended(stream: ClientHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    stream.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
