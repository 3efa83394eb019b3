"""`DEVICE VERSION GSO_SIZE CSUM_START`: sends the frame on stdin (hex) into a tap as a guest with TSO does, headers in the linear part, the rest in page
fragments, its TCP checksum left to the NIC; prints what comes back: one line of JSON with the frame and its vnet header."""
import fcntl
import json
import os
import select
import socket
import struct
import sys
import time

TUNSETIFF, TUNSETOFFLOAD = 0x400454CA, 0x400454D0
SIOCGIFFLAGS, IFF_RUNNING = 0x8913, 0x40
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 0x2, 0x1000, 0x4000
OFFLOAD_CSUM_TSO4_TSO6 = 7
NEEDS_CSUM = 1
GSO_TCP = {"4": 1, "6": 4}
TCP_CHECKSUM_OFFSET, TCP_HEADER = 16, 20
VNET_HDR = struct.Struct("<BBHHHH")

device, version, gso_size, csum_start = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
tap = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TAP | IFF_NO_PI | IFF_VNET_HDR))
fcntl.ioctl(tap, TUNSETOFFLOAD, OFFLOAD_CSUM_TSO4_TSO6)

# The kernel lets a device send only some time after it has been opened.
deadline = time.monotonic() + 5
with socket.socket() as any_socket:
    while not struct.unpack("16sH22x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16s24x", device.encode())))[1] & IFF_RUNNING:
        if time.monotonic() > deadline:
            sys.exit(f"{device} is not running after 5 s")
        time.sleep(0.01)

frame = bytes.fromhex(sys.stdin.read().strip())
header = VNET_HDR.pack(NEEDS_CSUM, GSO_TCP[version], csum_start + TCP_HEADER, gso_size, csum_start, TCP_CHECKSUM_OFFSET)
os.write(tap, header + frame)
if not select.select([tap], [], [], 5)[0]:
    sys.exit("nothing came back for 5 s")
data = os.read(tap, 1 << 17)
flags, gso_type, _, _, _, _ = VNET_HDR.unpack(data[:10])
print(json.dumps({"frame": data[10:].hex(), "flags": flags, "gsoType": gso_type}))
