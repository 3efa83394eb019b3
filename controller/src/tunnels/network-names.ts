import type { weft } from '../../../proto/gen/codecs.js';

/** Ids of networks by VNI, and the other way round. */
export class NetworkNames {
  readonly #ids = new Map<number, string>();
  readonly #vnis = new Map<string, number>();

  put({ metadata, vni }: weft.v1.Network.$Properties): void {
    const id = metadata?.id ?? '';
    this.#ids.set(vni ?? 0, id);
    this.#vnis.set(id, vni ?? 0);
  }

  remove(id: string): void {
    this.#ids.delete(this.vniOf(id));
    this.#vnis.delete(id);
  }

  /** Empty if there is none. */
  idOf(vni: number): string {
    return this.#ids.get(vni) ?? '';
  }

  /** 0 if there is none. */
  vniOf(id: string): number {
    return this.#vnis.get(id) ?? 0;
  }
}
