# SPDX-License-Identifier: Apache-2.0
"""Loads the programs of bcc's example distributed_bridge, as they are, and pins them where tc finds them.

bcc-bridge.py SOURCE PIN-DIRECTORY TUNNEL-IFINDEX [IFINDEX VNI REMOTE-ADDRESS]...

SOURCE is the example's tunnel_mesh.c. The maps are filled as its tunnel_mesh.py does: each IFINDEX stands for one remote host of one network.
They live as long as the programs do.
"""

import os
import sys
from ctypes import c_int
from ipaddress import IPv4Address

from bcc import BPF, lib


def main(source: str, pins: str, tunnel: str, *remotes: str) -> None:
    module = BPF(src_file=source)
    module.get_table("conf")[c_int(1)] = c_int(int(tunnel))
    tunkey2if = module.get_table("tunkey2if")
    if2tunkey = module.get_table("if2tunkey")
    for at in range(0, len(remotes), 3):
        ifindex, vni, address = int(remotes[at]), int(remotes[at + 1]), int(IPv4Address(remotes[at + 2]))
        tunkey2if[tunkey2if.Key(vni, address)] = tunkey2if.Leaf(ifindex)
        if2tunkey[if2tunkey.Key(ifindex)] = if2tunkey.Leaf(vni, address)
    for name in ("handle_ingress", "handle_egress"):
        function = module.load_func(name, BPF.SCHED_CLS)
        if lib.bpf_obj_pin(function.fd, os.path.join(pins, name).encode()):
            sys.exit(f"{name} cannot be pinned in {pins}")


main(*sys.argv[1:])
