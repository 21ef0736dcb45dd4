"""Chance without a generator: a hash of what is asked, so that the same question always has the same answer."""

from collections.abc import Sequence
from hashlib import shake_128
from itertools import accumulate, pairwise


def fractions(*about: object, count: int) -> list[float]:
    """Return `count` numbers from 0 to under 1 that depend on `about` alone."""
    drawn = shake_128("|".join(map(str, about)).encode()).digest(2 * count)
    return [int.from_bytes(drawn[i : i + 2]) / 65536 for i in range(0, 2 * count, 2)]


def split(amount: int, weights: Sequence[float], luck: float = 0.5) -> list[int]:
    """Split whole units by weight so that the parts add up exactly.

    `luck` (0 to under 1) decides who gets the units that do not divide; over many lucks each part is fair.
    """
    total = sum(weights)
    if total <= 0 or amount <= 0:
        return [amount, *([0] * (len(weights) - 1))]
    marks = [int(amount * reached / total + luck) for reached in accumulate(weights)]
    marks[-1] = amount
    return [after - before for before, after in pairwise([0, *marks])]
