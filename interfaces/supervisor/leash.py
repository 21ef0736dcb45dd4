"""Make the kernel end this process when its supervisor dies, however it dies, and become the child's program.

Run by its path in a bare interpreter (`python -I -S leash.py SIGNAL SUPERVISOR PROGRAM ARGUMENT...`), because the
supervisor has threads, and code between its fork and the exec could hang on a lock that another thread held.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask for the signal, unless the supervisor is gone already, and exec the program."""
    death_signal, supervisor = (int(argument) for argument in sys.argv[1:3])
    program = sys.argv[3:]
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(death_signal), 0, 0, 0)
    if os.getppid() != supervisor:
        sys.exit("the supervisor is gone")
    try:
        os.execvp(program[0], program)  # noqa: S606  # the whole purpose; the supervisor names the program
    except OSError as error:
        sys.exit(f"cannot run {program[0]}: {error.strerror}")


if __name__ == "__main__":
    main()
