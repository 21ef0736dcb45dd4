"""Which account a server runs as that refuses to be root, and how it reaches folders only root may enter."""

import os
import pwd
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from pathlib import Path
from typing import Final

from adapters.embedded.errors import FolderNotOursError, FolderOutOfReachError, NoUnprivilegedAccountError

_EXEC_AS: Final = Path(__file__).with_name("exec_as.py")


class Capability(IntFlag):
    """The rights of Linux that matter here, as bits of /proc/self/status (linux/capability.h)."""

    NONE = 0
    DAC_OVERRIDE = 1 << 1
    DAC_READ_SEARCH = 1 << 2
    SETPCAP = 1 << 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account a server runs as, and what it takes along of root's rights."""

    uid: int
    gid: int
    name: str
    capabilities: Capability = Capability.NONE

    @property
    def is_ours(self) -> bool:
        """Whether this process already runs as the account."""
        return self.uid == os.geteuid()

    def own(self, path: Path) -> None:
        """Give the path, and all below it if it had another owner, to the account. Raises FolderNotOursError."""
        try:
            if path.stat().st_uid == self.uid:
                return
            for folder, folders, files in os.walk(path, topdown=False):
                for entry in (*folders, *files):
                    os.chown(Path(folder, entry), self.uid, self.gid, follow_symlinks=False)
            os.chown(path, self.uid, self.gid)
        except PermissionError:
            raise FolderNotOursError(path) from None

    def running(self, program: Iterable[str]) -> tuple[str, ...]:
        """Return the command line that runs the program as the account."""
        if self.is_ours:
            return tuple(program)
        drop = (str(self.uid), str(self.gid), str(int(self.capabilities)))
        return (sys.executable, "-I", "-S", str(_EXEC_AS), *drop, *program)


def account_for(folder: Path, program: Path) -> Account:
    """Choose the account for a program that works in a folder: our own, or if we are root one that is not.

    Data that already belong to an account stay with it. Raises NoUnprivilegedAccountError, FolderOutOfReachError.
    """
    entry = pwd.getpwuid(os.geteuid()) if os.geteuid() else _unprivileged(folder)
    account = Account(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)
    if account.is_ours:
        return account
    unreachable = [path for path in (folder, program) if not _reaches(account, path)]
    if not unreachable:
        return account
    lent = _lendable(program)
    if not lent:
        raise FolderOutOfReachError(unreachable[0], account=account.name)
    return Account(uid=account.uid, gid=account.gid, name=account.name, capabilities=lent)


def _unprivileged(folder: Path) -> pwd.struct_passwd:
    owner = folder.stat().st_uid if folder.exists() else 0
    by_id = {entry.pw_uid: entry for entry in pwd.getpwall() if entry.pw_uid}
    nobody = next((entry for entry in by_id.values() if entry.pw_name == "nobody"), None)
    chosen = by_id.get(owner, nobody)
    if chosen is None:
        raise NoUnprivilegedAccountError
    return chosen


def _reaches(account: Account, path: Path) -> bool:
    return all(_may_enter(account, parent) for parent in path.resolve().parents) and (
        not path.is_file() or _open_to_all(path)
    )


def _may_enter(account: Account, folder: Path) -> bool:
    entry = folder.stat()
    if entry.st_uid == account.uid:
        return bool(entry.st_mode & stat.S_IXUSR)
    return bool(entry.st_mode & (stat.S_IXGRP if entry.st_gid == account.gid else stat.S_IXOTH))


def _open_to_all(program: Path) -> bool:
    wanted = stat.S_IROTH | stat.S_IXOTH
    return program.stat().st_mode & wanted == wanted


def _lendable(program: Path) -> Capability:
    """Return the least of our rights that gets a process through closed folders and starts the program."""
    held = held_capabilities()
    if Capability.SETPCAP not in held:
        return Capability.NONE
    if Capability.DAC_READ_SEARCH in held and _open_to_all(program):
        return Capability.DAC_READ_SEARCH
    return held & Capability.DAC_OVERRIDE


def held_capabilities() -> Capability:
    """Return those of the capabilities above that this process may pass on; none where there is no Linux."""
    if sys.platform != "linux":
        return Capability.NONE
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    permitted = next(line.split()[1] for line in status.splitlines() if line.startswith("CapPrm:"))
    return Capability(int(permitted, 16) & (Capability.DAC_OVERRIDE | Capability.DAC_READ_SEARCH | Capability.SETPCAP))
