import { getSystemErrorName } from 'node:util';
import type { KernelLinks, LinkHint } from '../../links/kernel-links.js';
import type { Link } from '../../links/link.js';
import { IFF_UP, ifinfo, LinkAttribute, linkHintOf, linkOfMessage, MessageType } from './link-message.js';
import { addon } from './native-addon.js';
import { BpfError, type BpfErrorCode } from './native-error.js';
import {
  type NetlinkMessage,
  netlinkAttribute,
  netlinkAttributes,
  netlinkMessage,
  netlinkMessages,
  netlinkNest,
  netlinkText,
} from './netlink-message.js';

const NLM_F_REQUEST = 0x1;
const NLM_F_ACK = 0x4;
const NLM_F_DUMP = 0x300;
/** The table changed while it was dumped: links may be missing, or be there twice. */
const NLM_F_DUMP_INTR = 0x10;
const NLM_F_ACK_TLVS = 0x200;
const NLMSGERR_ATTR_MSG = 1;
const AF_INET6 = 10;
const INET6_ADDR_GEN_MODE = 8;
const ADDR_GEN_MODE_NONE = 1;
const DUMP_ATTEMPTS = 20;

/** Links over rtnetlink, in the network namespace of the calling thread. Throws {@link BpfError}. */
export const rtnetlinkLinks: KernelLinks = {
  byName(name: string): Link | null {
    const wanted = netlinkAttribute(LinkAttribute.IFNAME, Buffer.from(`${name}\0`));
    try {
      for (const message of ask(name, MessageType.GETLINK, NLM_F_ACK, ifinfo(0, 0, 0), wanted)) {
        const link = linkOfMessage(message);
        if (link) return link;
      }
    } catch (error) {
      if (!(error instanceof BpfError) || error.errno !== 'ENODEV') throw error;
    }
    return null;
  },

  all(): Link[] {
    for (let attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      const messages = ask(null, MessageType.GETLINK, NLM_F_DUMP, ifinfo(0, 0, 0));
      if (messages.some((m) => m.flags & NLM_F_DUMP_INTR)) continue;
      return messages.map(linkOfMessage).filter((link) => link !== null);
    }
    throw failure('BUSY', null, null, `interfaces changed during each of ${DUMP_ATTEMPTS} attempts to list them`);
  },

  setUp(ifindex: number, up: boolean): void {
    ask(`interface ${ifindex}`, MessageType.NEWLINK, NLM_F_ACK, ifinfo(ifindex, up ? IFF_UP : 0, IFF_UP));
  },

  makeNoIpv6Address(ifindex: number): boolean {
    const mode = netlinkAttribute(INET6_ADDR_GEN_MODE, Uint8Array.of(ADDR_GEN_MODE_NONE));
    const spec = netlinkNest(LinkAttribute.AF_SPEC, netlinkNest(AF_INET6, mode));
    try {
      ask(`interface ${ifindex}`, MessageType.NEWLINK, NLM_F_ACK, ifinfo(ifindex, 0, 0), spec);
      return true;
    } catch (error) {
      if (!(error instanceof BpfError) || error.errno !== 'EAFNOSUPPORT') throw error;
      return false;
    }
  },

  monitor(onHint: (hint: LinkHint) => void, onLost: () => void): { close(): void } {
    const handle = addon.openLinkMonitor((messages, lost) => {
      if (lost) onLost();
      for (const message of netlinkMessages(messages)) {
        const hint = linkHintOf(message);
        if (hint) onHint(hint);
      }
    });
    return { close: () => addon.close(handle) };
  },
};

/** One request with an acknowledgement; `object` names what it is about in errors. */
export function askRtnetlink(
  object: string,
  type: number,
  flags: number,
  ...parts: readonly Uint8Array[]
): NetlinkMessage[] {
  return ask(object, type, NLM_F_ACK | flags, ...parts);
}

/** All objects of a kind. */
export function dumpRtnetlink(type: number, body: Uint8Array): NetlinkMessage[] {
  return ask(null, type, NLM_F_DUMP, body);
}

/** What the kernel answers; throws what it refuses, and if the answer has no end. */
function ask(object: string | null, type: number, flags: number, ...parts: readonly Uint8Array[]): NetlinkMessage[] {
  const answer = addon.rtnetlinkExchange(netlinkMessage(type, NLM_F_REQUEST | flags, ...parts));
  const messages = [...netlinkMessages(answer)];
  const end = messages.at(-1);
  if (end?.type !== MessageType.ERROR && end?.type !== MessageType.DONE) {
    throw failure('SYSCALL', null, object, 'the answer has no end');
  }
  // Both begin with the negative errno, 0 for success; after it an error has the header of the request.
  const errno = end.body.length >= 4 ? -end.body.readInt32LE(0) : 0;
  if (errno > 0) {
    const name = getSystemErrorName(-errno);
    throw failure(CODES[name] ?? 'SYSCALL', name, object, wordsOf(end) || name);
  }
  return messages;
}

/** The kernel's own words about a failure; empty if it gives none. */
function wordsOf(error: NetlinkMessage): string {
  if (error.type !== MessageType.ERROR || !(error.flags & NLM_F_ACK_TLVS)) return '';
  return netlinkText(netlinkAttributes(error.body.subarray(ERROR_BYTES)).get(NLMSGERR_ATTR_MSG));
}

function failure(code: BpfErrorCode, errno: string | null, object: string | null, words: string): BpfError {
  const message = `rtnetlink${object ? ` (${object})` : ''}: ${words}`;
  return new BpfError(message, { code, errno, operation: 'rtnetlink', object, log: null });
}

/** struct nlmsgerr with the request's header only (NETLINK_CAP_ACK). */
const ERROR_BYTES = 20;

const CODES: Readonly<Record<string, BpfErrorCode>> = {
  ENODEV: 'NO_DEVICE',
  ENOENT: 'NOT_FOUND',
  EEXIST: 'EXISTS',
  EPERM: 'PERMISSION',
  EACCES: 'PERMISSION',
  EBUSY: 'BUSY',
  ENOMEM: 'NO_MEMORY',
  EOPNOTSUPP: 'NOT_SUPPORTED',
  EINVAL: 'REFUSED',
};
