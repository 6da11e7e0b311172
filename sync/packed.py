"""A long list of decisions in little memory: packed in blocks, and unpacked while one goes over them."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

import msgspec

Kept = TypeVar("Kept", bound=msgspec.Struct)
BLOCK = 200  # a hundred thousand notices of ten items fit into some tens of megabytes


class Packed(Generic[Kept]):
    """Pairs of a company's key and a decision, in the order in which they came."""

    def __init__(self, kind: type[Kept]) -> None:
        self._decoder = msgspec.msgpack.Decoder(list[tuple[str, kind]])  # type: ignore[valid-type]
        self._blocks: list[bytes] = []
        self._last: list[tuple[str, Kept]] = []
        self._size = 0

    def append(self, pair: tuple[str, Kept]) -> None:
        """One more."""
        self._last.append(pair)
        self._size += 1
        if len(self._last) >= BLOCK:
            self._blocks.append(zlib.compress(msgspec.msgpack.encode(self._last), 1))
            self._last = []

    def extend(self, pairs: Iterable[tuple[str, Kept]]) -> None:
        """Several more."""
        for pair in pairs:
            self.append(pair)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[tuple[str, Kept]]:
        for block in list(self._blocks):
            yield from self._decoder.decode(zlib.decompress(block))
        yield from list(self._last)
