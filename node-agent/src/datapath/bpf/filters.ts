import { addon, type BpfProgram } from './native-addon.js';
import { BpfError } from './native-error.js';
import { netlinkAttribute, netlinkAttributes, netlinkNest, netlinkText } from './netlink-message.js';
import { askRtnetlink, dumpRtnetlink } from './rtnetlink.js';

/**
 * Classic tc filters with a BPF program (cls_bpf, direct action) at the clsact hooks of an interface. A tcx program of the interface runs before them,
 * and they only where it says "next". Unlike tcx links they take effect without an RCU grace period, and whoever handles qdiscs can remove them.
 */
export interface FilterPrograms {
  readonly ingress: BpfProgram;
  readonly egress: BpfProgram;
}

/** Puts both programs on the interface, or replaces ours that are there. @throws BpfError NO_DEVICE, ... */
export function putFilters(ifindex: number, programs: FilterPrograms): void {
  makeClsact(ifindex);
  for (const direction of ['ingress', 'egress'] as const) {
    const program = programs[direction];
    askRtnetlink(
      `${direction} filter of ${ifindex}`,
      RTM_NEWTFILTER,
      CREATE | REPLACE,
      filter(ifindex, direction),
      KIND_BPF,
      netlinkNest(
        TCA_OPTIONS,
        netlinkAttribute(TCA_BPF_FD, word(addon.programFd(program))),
        netlinkAttribute(TCA_BPF_NAME, Buffer.from(`${FILTER_NAME}\0`)),
        netlinkAttribute(TCA_BPF_FLAGS, word(TCA_BPF_FLAG_ACT_DIRECT)),
      ),
    );
  }
}

/** Somebody's clsact will do: filters of several owners live together. @throws BpfError BUSY if another qdisc has the hook */
function makeClsact(ifindex: number): void {
  const object = `clsact of ${ifindex}`;
  try {
    askRtnetlink(object, RTM_NEWQDISC, CREATE | EXCLUSIVE, tcmsg(ifindex, CLSACT_HANDLE, TC_H_CLSACT), CLSACT);
    return;
  } catch (error) {
    if (!(error instanceof BpfError) || error.errno !== 'EEXIST') throw error;
  }
  const kind = kindAtClsact(ifindex);
  // The `ingress` qdisc takes filters for egress too, and runs them at ingress.
  if (kind === 'clsact') return;
  throw new BpfError(`${object}: the interface has the qdisc ${kind} there`, {
    code: 'BUSY',
    errno: 'EEXIST',
    operation: 'rtnetlink',
    object,
    log: null,
  });
}

/** The kernel shows ingress qdiscs in dumps only. */
function kindAtClsact(ifindex: number): string {
  const found = dumpRtnetlink(RTM_GETQDISC, tcmsg(ifindex, 0, 0)).find(
    ({ type, body }) =>
      type === RTM_NEWQDISC && body.readInt32LE(4) === ifindex && body.readUInt32LE(12) === TC_H_CLSACT,
  );
  return found ? netlinkText(netlinkAttributes(found.body.subarray(TCMSG_BYTES)).get(TCA_KIND)) : '';
}

/** Takes one of our filters away; also if there is none, or no interface. The clsact qdisc stays: it costs nothing, and may be somebody's. */
export function removeFilter(ifindex: number, direction: keyof FilterPrograms): void {
  try {
    askRtnetlink(`${direction} filter of ${ifindex}`, RTM_DELTFILTER, 0, filter(ifindex, direction), KIND_BPF);
  } catch (error) {
    // ENOENT: no filter; EINVAL: no clsact; ENODEV: no interface.
    if (!(error instanceof BpfError) || !GONE.has(error.errno ?? '')) throw error;
  }
}

const GONE = new Set(['ENOENT', 'EINVAL', 'ENODEV']);

/** enum of linux/rtnetlink.h. */
const RTM_NEWQDISC = 36;
const RTM_GETQDISC = 38;
const RTM_NEWTFILTER = 44;
const RTM_DELTFILTER = 45;
const REPLACE = 0x100;
const EXCLUSIVE = 0x200;
const CREATE = 0x400;
/** linux/pkt_sched.h: TC_H_MAKE(TC_H_CLSACT, 0) is the qdisc's own handle, 0xfff2 and 0xfff3 are its ingress and egress. */
const TC_H_CLSACT = 0xfffffff1;
const CLSACT_HANDLE = 0xffff0000;
const PARENT = { ingress: 0xfffffff2, egress: 0xfffffff3 } as const;
const TCMSG_BYTES = 20;
const TCA_KIND = 1;
const TCA_OPTIONS = 2;
const TCA_BPF_FD = 6;
const TCA_BPF_NAME = 7;
const TCA_BPF_FLAGS = 8;
const TCA_BPF_FLAG_ACT_DIRECT = 1;
const ETH_P_ALL_BIG_ENDIAN = 0x0300;
/** Ours among the filters of an interface. */
const FILTER_PRIORITY = 0x5745;
const FILTER_HANDLE = 1;
const FILTER_NAME = 'weft';
const CLSACT = netlinkAttribute(TCA_KIND, Buffer.from('clsact\0'));
const KIND_BPF = netlinkAttribute(TCA_KIND, Buffer.from('bpf\0'));

/** struct tcmsg. */
function tcmsg(ifindex: number, handle: number, parent: number, info = 0): Buffer {
  const message = Buffer.alloc(TCMSG_BYTES);
  message.writeInt32LE(ifindex, 4);
  message.writeUInt32LE(handle, 8);
  message.writeUInt32LE(parent, 12);
  message.writeUInt32LE(info, 16);
  return message;
}

function filter(ifindex: number, direction: keyof typeof PARENT): Buffer {
  const info = FILTER_PRIORITY * 0x10000 + ETH_P_ALL_BIG_ENDIAN;
  return tcmsg(ifindex, FILTER_HANDLE, PARENT[direction], info);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
