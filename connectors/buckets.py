"""Comparing everything, for what carries no change date.

A few fields of all rows are folded into a fixed number of buckets by key. The digests are what the cursor keeps; a
bucket whose digest is another than last time has a change in it, and its keys are read again. So the cursor stays
small (32 kB) whatever the number of rows, and about one key in a bucket of a hundred thousand customers' twenty-five
is read for nothing.
"""

import base64
from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

Row = Mapping[str, Any]
BUCKETS = 4096
_BYTES = 6  # of each digest


@lru_cache(maxsize=64)
def _form(fields: tuple[str, ...]) -> str:
    """What is hashed of a row: its key, then each field with its name."""
    return "\x1f".join(("%s", *(f"{field}=%s" for field in fields)))


def _hash(said: str, size: int) -> int:
    return int.from_bytes(blake2b(said.encode(), digest_size=size).digest(), "big")


class Buckets:
    """Sums of hashes, so that the order of rows does not matter. Rows of one key go into one bucket."""

    def __init__(self) -> None:
        self._sums = array("Q", bytes(8 * BUCKETS))
        self._keys: list[set[str]] = [set() for _ in range(BUCKETS)]

    def add(self, key: str, rows: Iterable[tuple[Row, tuple[str, ...]]]) -> None:
        """Fold in these fields of rows that belong to `key`."""
        number = _hash(key, 2) % BUCKETS
        self._keys[number].add(key)
        for row, fields in rows:
            said = _form(fields) % (key, *map(row.get, fields))
            self._sums[number] = (self._sums[number] + _hash(said, _BYTES)) % (1 << (8 * _BYTES))

    def text(self) -> str:
        """For the cursor."""
        return base64.b64encode(b"".join(each.to_bytes(_BYTES, "big") for each in self._sums)).decode()

    def changed(self, before: str) -> Iterator[str]:
        """The keys in buckets that differ from `before`; all of them where that is of another form."""
        old = base64.b64decode(before) if before else b""
        known = len(old) == BUCKETS * _BYTES
        for number, keys in enumerate(self._keys):
            at = number * _BYTES
            if keys and not (known and int.from_bytes(old[at : at + _BYTES], "big") == self._sums[number]):
                yield from sorted(keys)
