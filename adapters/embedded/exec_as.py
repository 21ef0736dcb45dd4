"""Become another account and then another program, keeping only the right to pass closed folders.

Run by its path, in a bare interpreter (`python -I -S exec_as.py UID GID CAPABILITIES PROGRAM ARGUMENT...`), between
the fork and the server: so it imports the standard library alone, and the process that starts it may have threads.

Root may keep its files below a folder that only root may enter. Opening such a folder to all would be wrong, so the
server takes along an ambient capability (see capabilities(7)), which lives through exec and fork. `access(2)` ignores
the capabilities of ordinary accounts unless SECBIT_NO_SETUID_FIXUP is set, and initdb asks it about its own binaries.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT = 1, 2, 28, 47
PR_CAP_AMBIENT_RAISE = 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
CAPABILITY_VERSION_3 = 0x20080522


def main() -> None:
    """Give up root for the account named in the arguments, and exec the program named behind it."""
    uid, gid, capabilities = (int(argument) for argument in sys.argv[1:4])
    program = sys.argv[4:]
    parent, death_signal = os.getppid(), _death_signal()
    if capabilities:
        _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if capabilities:
        _keep(capabilities)
    _die_with_parent(parent, death_signal)
    os.execv(program[0], program)  # noqa: S606  # the whole purpose; the arguments come from our own launcher


def _keep(capabilities: int) -> None:
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    low, high = capabilities & 0xFFFFFFFF, capabilities >> 32
    data = (ctypes.c_uint32 * 6)(low, low, low, high, high, high)
    if _libc().capset(header, data):
        _fail("capset")
    for number in range(capabilities.bit_length()):
        if capabilities >> number & 1:
            _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number)


def _death_signal() -> int:
    if sys.platform != "linux":
        return 0
    number = ctypes.c_int(0)
    _libc().prctl(PR_GET_PDEATHSIG, ctypes.byref(number), 0, 0, 0)
    return number.value


def _die_with_parent(parent: int, death_signal: int) -> None:
    """Ask again for the parent's death signal, which Linux forgets when a process changes its account."""
    if not death_signal:
        return
    _prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _prctl(option: int, *arguments: int) -> None:
    padded = (*arguments, 0, 0, 0, 0)[:4]
    if _libc().prctl(option, *(ctypes.c_ulong(argument) for argument in padded)):
        _fail(f"prctl {option}")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _fail(call: str) -> None:
    number = ctypes.get_errno()
    sys.exit(f"{call}: {os.strerror(number)}; cannot run a server as another account here")


if __name__ == "__main__":
    main()
