"""Frames in and out of the machines' ends of devices: a line `<device> <hex>` sends a frame; the answer is one line of JSON with the frames that all
devices received meanwhile, [[device, hex], ...]. A line `-` only looks. What the kernel does with a frame it does before sending it returns, unless it is busy.

wire.py HOST DEVICE...   a DEVICE of this network namespace; `tap:DEVICE`, a tap of the namespace HOST; `near:DEVICE`, a veth of HOST whose
                         other end, DEVICE-m, is there as well"""
import ctypes
import fcntl
import json
import os
import select
import socket
import struct
import sys

PACKET_OUTGOING = 4
ETH_P_ALL = 3
SOL_PACKET = 263
PACKET_AUXDATA = 8
TP_STATUS_VLAN_VALID = 16
CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000


class PacketSocket:
    def __init__(self, device):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.socket.bind((device, ETH_P_ALL))
        self.socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self.socket.setblocking(False)
        self.fd = self.socket.fileno()

    def send(self, frame):
        self.socket.send(frame)

    def receive(self):
        """A frame, or None for one that this end has sent."""
        frame, ancillary, _, address = self.socket.recvmsg(65536, 64)
        if address[2] == PACKET_OUTGOING:
            return None
        for level, kind, data in ancillary:
            if level == SOL_PACKET and kind == PACKET_AUXDATA and int.from_bytes(data[0:4], "little") & TP_STATUS_VLAN_VALID:
                frame = frame[:12] + data[18:20][::-1] + data[16:18][::-1] + frame[12:]
        return frame


class Tap:
    def __init__(self, device):
        self.fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.fd, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TAP | IFF_NO_PI))

    def send(self, frame):
        os.write(self.fd, frame)

    def receive(self):
        return os.read(self.fd, 65536)


def enter(namespace):
    with open(namespace) as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {namespace}")


host, *names = sys.argv[1:]
devices = {name: PacketSocket(name) for name in names if ":" not in name}
enter(host)
for kind, name in (name.split(":") for name in names if ":" in name):
    devices[name] = Tap(name) if kind == "tap" else PacketSocket(f"{name}-m")
by_fd = {device.fd: (name, device) for name, device in devices.items()}
poll = select.epoll()
for fd in by_fd:
    poll.register(fd, select.EPOLLIN)


def received():
    seen = []
    while True:
        ready = [fd for fd, events in poll.poll(0) if events & select.EPOLLIN]
        if not ready:
            return seen
        for fd in ready:
            name, device = by_fd[fd]
            frame = device.receive()
            if frame is not None:
                seen.append([name, frame.hex()])


print("ready", flush=True)
for line in sys.stdin:
    name, _, data = line.strip().partition(" ")
    if name != "-":
        devices[name].send(bytes.fromhex(data))
    print(json.dumps(received()), flush=True)
