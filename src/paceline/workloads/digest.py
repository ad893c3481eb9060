"""Work that releases the GIL, so that threads win: SHA-256 over n KiB of zeros, in blocks of 64 KiB."""

from __future__ import annotations

import hashlib
from functools import lru_cache

SIZES = (4, 256, 16_384)
_BLOCK = bytes(64 * 1024)


def task(kibibytes: int) -> str:
    """Return the digest in hexadecimal, fed block by block."""
    digest = hashlib.sha256()
    blocks, rest = divmod(kibibytes, 64)
    for _ in range(blocks):
        digest.update(_BLOCK)
    digest.update(_BLOCK[: rest * 1024])
    return digest.hexdigest()


def tasks(size: int) -> list[int]:
    """Return four equal tasks."""
    return [size] * 4


@lru_cache(maxsize=8)
def _at_once(kibibytes: int) -> str:
    return hashlib.sha256(bytes(kibibytes * 1024)).hexdigest()


def right(kibibytes: int, result: str) -> bool:
    """Compare with the digest of the whole in one call."""
    return result == _at_once(kibibytes)
