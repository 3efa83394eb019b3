"""A machine behind a tap with IFF_VNET_HDR, in as few lines as a virtual machine's NIC can have.

`send DEVICE HDR_LEN`: frames (lines of hex on stdin) go in with so many bytes in the linear part, the rest in fragments.
`sink DEVICE MAC IP`: accepts one TCP connection and acknowledges what comes; prints one JSON line when it is closed: bytes,
the largest frame and its vnet header.
"""
import fcntl
import json
import os
import select
import struct
import sys

TUNSETIFF, TUNSETOFFLOAD = 0x400454CA, 0x400454D0
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 0x2, 0x1000, 0x4000
OFFLOAD_CSUM_TSO4 = 3
VNET_HDR = struct.Struct("<BBHHHH")
SYN, FIN, ACK = 2, 1, 16


def open_tap(device):
    tap = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TAP | IFF_NO_PI | IFF_VNET_HDR))
    fcntl.ioctl(tap, TUNSETOFFLOAD, OFFLOAD_CSUM_TSO4)
    print("ready", flush=True)
    return tap


def send(device, hdr_len):
    tap = open_tap(device)
    for line in sys.stdin:
        os.write(tap, VNET_HDR.pack(0, 0, int(hdr_len), 0, 0, 0) + bytes.fromhex(line.strip()))


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def tcp_frame(to, seq, ack, flags, options=b""):
    """A frame back to whom `to` came from."""
    eth, ip, tcp = to
    header = struct.pack("!HHIIBBHHH", *struct.unpack("!HH", tcp[2:4] + tcp[0:2]), seq, ack, (20 + len(options)) << 2, flags, 65535, 0, 0) + options
    pseudo = ip[16:20] + ip[12:16] + struct.pack("!BBH", 0, 6, len(header))
    header = header[:16] + struct.pack("!H", checksum(pseudo + header)) + header[18:]
    packet = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(header), 0, 0x4000, 64, 6, 0, ip[16:20], ip[12:16])
    packet = packet[:10] + struct.pack("!H", checksum(packet)) + packet[12:]
    return eth[6:12] + eth[0:6] + eth[12:14] + packet + header


def sink(device, mac, address):
    tap = open_tap(device)
    mac = bytes.fromhex(mac.replace(":", ""))
    address = bytes(map(int, address.split(".")))
    begin, expected, end = 0, 0, None
    early = {}  # offset -> length of what came before its turn
    largest = {"bytes": 0}

    def reply(to, seq, flags, options=b""):
        os.write(tap, VNET_HDR.pack(0, 0, 0, 0, 0, 0) + tcp_frame(to, seq, (begin + expected) & 0xFFFFFFFF, flags, options))

    while True:
        if not select.select([tap], [], [], 20)[0]:
            sys.exit("nothing came for 20 s")
        data = os.read(tap, 1 << 17)
        flags, gso_type, _, gso_size, _, _ = VNET_HDR.unpack(data[:10])
        eth, ip = data[10:24], data[24:]
        if eth[0:6] != mac or eth[12:14] != b"\x08\0" or ip[9] != 6 or ip[16:20] != address:
            continue
        words = (ip[0] & 15) * 4
        tcp = ip[words:]
        length = struct.unpack("!H", ip[2:4])[0] - words - (tcp[12] >> 4) * 4
        seq, to = struct.unpack("!I", tcp[4:8])[0], (eth, ip, tcp)
        if tcp[13] & SYN:
            begin = seq + 1
            reply(to, 1, SYN | ACK, b"\x02\x04\x22\xb0\x01\x03\x03\x09")  # MSS 8880, window scale 9
            continue
        if len(data) - 10 > largest["bytes"]:
            largest = {"bytes": len(data) - 10, "gsoType": gso_type, "gsoSize": gso_size, "needsChecksum": flags & 1}
        offset = (seq - begin) & 0xFFFFFFFF
        if tcp[13] & FIN:
            end = offset + length
        early[offset] = max(length, early.get(offset, 0))
        for start in sorted(early):
            if start > expected:
                break
            expected = max(expected, start + early.pop(start))
        if expected == end:
            received, expected = expected, expected + 1
            reply(to, 2, FIN | ACK)
            print(json.dumps({"received": received, "largest": largest}), flush=True)
            return
        if length:
            reply(to, 2, ACK)


{"send": send, "sink": sink}[sys.argv[1]](*sys.argv[2:])
