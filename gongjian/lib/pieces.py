"""Streams that are written a piece at a time: whoever writes gives any lengths, the last piece is told from the others."""

from abc import ABC, abstractmethod


class PieceWriter(ABC):
    """Gathers what is written into pieces of `size` bytes, so that no large stream stands in memory. The last piece comes at
    `close` and is empty only where the whole stream is."""

    def __init__(self, *, size: int) -> None:
        self.size, self.held, self.place = size, bytearray(), 0

    def write(self, data: bytes | memoryview) -> None:
        """Take more of the stream."""
        self.held += data
        while len(self.held) > self.size:
            self._next(bytes(self.held[: self.size]), last=False)
            del self.held[: self.size]

    def close(self) -> None:
        """Write what is held as the last piece."""
        self._next(bytes(self.held), last=True)

    def _next(self, data: bytes, *, last: bool) -> None:
        self.put(data, last=last)
        self.place += 1

    @abstractmethod
    def put(self, data: bytes, *, last: bool) -> None:
        """Write one piece; `place` is its number from 0."""
