"""What a seccomp filter answers to a system call, worked out by hand: also for machines that are not this one."""

from __future__ import annotations

import struct

ALLOW, KILL = 0x7FFF0000, 0x80000000


def refusal(code: int) -> int:
    return 0x00050000 | code


def answer(program: bytes, *, architecture: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    """Run a classic BPF program on one `struct seccomp_data`."""
    filled = (*arguments, *(0,) * (6 - len(arguments)))
    data = struct.pack("<iIQ6Q", number, architecture, 0, *filled)
    steps = list(struct.iter_unpack("HBBI", program))
    accumulator, at = 0, 0
    while True:
        code, hit, miss, value = steps[at]
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif code == 0x54:
            accumulator &= value
        elif code == 0x06:
            return int(value)
        else:
            held = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
            at += hit if held else miss
