"""The type of the one lock of a sandbox: `threading.RLock` is a function on Python 3.11 and no type."""

from contextlib import AbstractContextManager
from typing import TypeAlias

Lock: TypeAlias = AbstractContextManager[bool, None]
