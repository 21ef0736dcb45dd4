"""A Postgres whose every flush to disk takes a millisecond more, as on a network disk."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FDATASYNC = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int fdatasync(int file)
{
    static int (*flush)(int);
    struct timespec more = {0, 1000000};
    if (!flush) flush = dlsym(RTLD_NEXT, "fdatasync");
    nanosleep(&more, 0);
    return flush(file);
}
"""
COMMIT_DELAY = (
    "ALTER SYSTEM SET commit_delay = 1000",
    "ALTER SYSTEM SET commit_siblings = 0",
    "SELECT pg_reload_conf()",
)
"""Without a compiler: whoever flushes sleeps first. It is kinder to many clients, who may join until the sleep ends."""


@contextmanager
def slow_flushes() -> Iterator[tuple[str, ...]]:
    """Servers started meanwhile flush slowly; yields what they must be told besides, where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        yield COMMIT_DELAY
        return
    with tempfile.TemporaryDirectory(prefix="adscale-slow-") as folder:
        # The server runs as another account where we are root.
        Path(folder).chmod(0o755)
        library = Path(folder) / "slow_flushes.so"
        command = [compiler, "-shared", "-fPIC", "-x", "c", "-o", str(library), "-", "-ldl"]
        subprocess.run(command, input=_FDATASYNC, text=True, check=True)  # noqa: S603 - our own text, the machine's own compiler
        os.environ["LD_PRELOAD"] = str(library)
        try:
            yield ()
        finally:
            del os.environ["LD_PRELOAD"]
