"""Frames as lines of hex: `send DEVICE [MARK]` reads them from stdin; `capture DEVICE` prints them until stdin is closed."""
import errno
import select
import socket
import struct
import sys

ETH_P_ALL = 3
PACKET_OUTGOING = 4
SO_MARK = 36
SOL_PACKET, PACKET_AUXDATA, TP_STATUS_VLAN_VALID = 263, 8, 1 << 4


def send(device, mark="0"):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as packets:
        packets.setsockopt(socket.SOL_SOCKET, SO_MARK, int(mark))
        packets.bind((device, 0))
        for line in sys.stdin:
            try:
                packets.send(bytes.fromhex(line.strip()))
            except OSError as error:
                # Dropped on the way out, which some tests are about.
                if error.errno != errno.ENOBUFS:
                    raise


def with_tag(frame, ancillary):
    """The frame with the VLAN tag that the kernel took out."""
    for level, kind, data in ancillary:
        if level == SOL_PACKET and kind == PACKET_AUXDATA:
            status, _, _, _, _, tci, tpid = struct.unpack("IIIHHHH", data[:20])
            if status & TP_STATUS_VLAN_VALID:
                return frame[:12] + struct.pack("!HH", tpid or 0x8100, tci) + frame[12:]
    return frame


def capture(device):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL)) as packets:
        packets.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        packets.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
        packets.bind((device, ETH_P_ALL))
        print("listening", flush=True)
        while True:
            ready, _, _ = select.select([packets, sys.stdin], [], [])
            if packets in ready:
                frame, ancillary, _, _ = packets.recvmsg(1 << 17, 256)
                print(with_tag(frame, ancillary).hex(), flush=True)
            elif sys.stdin in ready:
                return


{"send": send, "capture": capture}[sys.argv[1]](*sys.argv[2:])
