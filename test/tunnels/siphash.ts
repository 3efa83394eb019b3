/** SipHash-2-4 (Aumasson and Bernstein, 2012) of whole 64-bit words, 8 bytes; written apart from the modules' to check it. */
export function sipHash(key: Uint8Array, message: Uint8Array): Buffer {
  const word = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readBigUInt64LE(at);
  const [k0, k1] = [word(key, 0), word(key, 8)];
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  const wrap = (value: bigint) => BigInt.asUintN(64, value);
  const rotate = (value: bigint, bits: bigint) => wrap(value << bits) | (value >> (64n - bits));
  const rounds = (count: number) => {
    for (let i = 0; i < count; i++) {
      v0 = wrap(v0 + v1);
      v2 = wrap(v2 + v3);
      v1 = rotate(v1, 13n) ^ v0;
      v3 = rotate(v3, 16n) ^ v2;
      v0 = wrap(rotate(v0, 32n) + v3);
      v2 = wrap(v2 + v1);
      v3 = rotate(v3, 21n) ^ v0;
      v1 = rotate(v1, 17n) ^ v2;
      v2 = rotate(v2, 32n);
    }
  };
  const take = (block: bigint) => {
    v3 ^= block;
    rounds(2);
    v0 ^= block;
  };
  for (let at = 0; at < message.length; at += 8) take(word(message, at));
  take(BigInt(message.length) << 56n);
  v2 ^= 0xffn;
  rounds(4);
  const hash = Buffer.alloc(8);
  hash.writeBigUInt64LE(v0 ^ v1 ^ v2 ^ v3);
  return hash;
}
