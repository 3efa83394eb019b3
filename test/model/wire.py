"""Frames in and out of devices of this network namespace: a line `<device> <hex>` sends a frame; the answer is one line of JSON with the frames that all
devices received meanwhile, [[device, hex], ...]. A line `-` only looks. What the kernel does with a frame it does before sending it returns, unless it is busy."""
import json
import select
import socket
import sys

PACKET_OUTGOING = 4
ETH_P_ALL = 3
SOL_PACKET = 263
PACKET_AUXDATA = 8
SO_RCVBUFFORCE = 33
TP_STATUS_VLAN_VALID = 16

sockets = {}
for device in sys.argv[1:]:
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    s.bind((device, ETH_P_ALL))
    s.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    s.setblocking(False)
    sockets[device] = s
by_fd = {s.fileno(): (device, s) for device, s in sockets.items()}
poll = select.epoll()
for fd in by_fd:
    poll.register(fd, select.EPOLLIN)


def received():
    seen = []
    while True:
        ready = poll.poll(0)
        if not ready:
            return seen
        for fd, _ in ready:
            device, s = by_fd[fd]
            frame, ancillary, _, address = s.recvmsg(65536, 64)
            if address[2] == PACKET_OUTGOING:
                continue
            for level, kind, data in ancillary:
                if level == SOL_PACKET and kind == PACKET_AUXDATA and int.from_bytes(data[0:4], "little") & TP_STATUS_VLAN_VALID:
                    frame = frame[:12] + data[18:20][::-1] + data[16:18][::-1] + frame[12:]
            seen.append([device, frame.hex()])


print("ready", flush=True)
for line in sys.stdin:
    device, _, data = line.strip().partition(" ")
    if device != "-":
        sockets[device].send(bytes.fromhex(data))
    print(json.dumps(received()), flush=True)
