"""A process with a file mapped privately, as QEMU has its memory; it does what it is told on standard input.

    python mapped_child.py FILE SIZE

`write PAGE HEX` fills a page with that byte, `read PAGE` touches it; each is answered with a line. `digest` answers
with the SHA-1 of the whole mapping.
"""

from __future__ import annotations

import hashlib
import mmap
import sys

PAGE = 4096


def main() -> None:
    """Serve until standard input ends."""
    name, size = sys.argv[1], int(sys.argv[2])
    with open(name, "r+b") as file:
        memory = mmap.mmap(file.fileno(), size, flags=mmap.MAP_PRIVATE)
    print("ready", flush=True)
    for line in sys.stdin:
        match line.split():
            case ["write", page, value]:
                at = int(page) * PAGE
                memory[at : at + PAGE] = bytes([int(value, 16)]) * PAGE
                print("done", flush=True)
            case ["read", page]:
                print(memory[int(page) * PAGE], flush=True)
            case ["digest"]:
                print(hashlib.sha1(memory).hexdigest(), flush=True)


main()
