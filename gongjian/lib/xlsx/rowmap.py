"""Where each row of a sheet goes when rows are repeated or taken out."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gongjian.lib.xlsx.refs import MAX_ROW


@dataclass(frozen=True, slots=True)
class Band:
    """Rows `first` … `first + height - 1` that stand `count` times, one block below the other; 0: taken out."""

    first: int
    height: int
    count: int

    @property
    def last(self) -> int:
        """The last of its old rows."""
        return self.first + self.height - 1


class RowMap:
    """Old rows to new ones. Rows outside every band move by what the bands above add or take."""

    def __init__(self, bands: Iterable[Band]) -> None:
        self.bands = sorted(bands, key=lambda band: band.first)
        self._firsts = [band.first for band in self.bands]
        self._new: list[int] = []
        delta = 0
        for band in self.bands:
            self._new.append(band.first + delta)
            delta += band.height * (band.count - 1)

    def band_of(self, row: int) -> Band | None:
        """The band in which an old row lies."""
        place = bisect_right(self._firsts, row) - 1
        return self.bands[place] if place >= 0 and row <= self.bands[place].last else None

    def at(self, row: int, *, copy: int = 0) -> int | None:
        """The new row of an old one: of a repeated one in its copy `copy`; None when it was taken out."""
        place = bisect_right(self._firsts, row) - 1
        if place < 0:
            return row
        band, new = self.bands[place], self._new[place]
        if row > band.last:
            return row - band.last - 1 + new + band.height * band.count
        if band.count == 0:
            return None
        return new + copy * band.height + row - band.first

    def start(self, row: int) -> int:
        """Where a span that begins at the old row begins now."""
        new = self.at(row)
        return self._edge(row) if new is None else new

    def end(self, row: int) -> int:
        """Where a span that ends at the old row ends now; before its start when nothing of it is left."""
        if row >= MAX_ROW:
            return MAX_ROW
        band = self.band_of(row)
        new = self.at(row, copy=band.count - 1 if band and band.count else 0)
        return min(self._edge(row) - 1 if new is None else new, MAX_ROW)

    def span(self, top: int, bottom: int) -> tuple[int, int] | None:
        """A span of rows, or None when all of it was taken out."""
        first, last = self.start(top), self.end(bottom)
        return (first, last) if first <= last else None

    def _edge(self, row: int) -> int:
        return self._new[bisect_right(self._firsts, row) - 1]


def keeping(rows: Collection[int], *, heading_rows: int) -> RowMap:
    """The map that leaves the rows up to `heading_rows` and those in `rows`, and takes out all others."""
    bands, before = [], heading_rows
    for row in [*sorted(row for row in set(rows) if row > heading_rows), MAX_ROW + 1]:
        if row > before + 1:
            bands.append(Band(before + 1, row - before - 1, 0))
        before = row
    return RowMap(bands)
