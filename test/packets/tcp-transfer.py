"""One TCP transfer: `receive PORT [ADDRESS]` listens, `send ADDRESS PORT BYTES` sends random bytes; both print length and SHA-256 of them."""
import hashlib
import os
import socket
import sys


def receive(port, address=""):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, int(port)), family=family) as server:
        print("listening", flush=True)
        connection, _ = server.accept()
        with connection:
            data = bytearray()
            while chunk := connection.recv(1 << 20):
                data += chunk
    print(len(data), hashlib.sha256(data).hexdigest(), flush=True)


def send(address, port, length):
    data = os.urandom(int(length))
    with socket.create_connection((address, int(port)), 5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
    print(len(data), hashlib.sha256(data).hexdigest(), flush=True)


{"receive": receive, "send": send}[sys.argv[1]](*sys.argv[2:])
