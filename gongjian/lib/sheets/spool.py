"""The rows of one sheet on disk, one JSON line each: written once, read from any row on in constant memory."""

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, NamedTuple, Protocol


class Spool(Protocol):
    """Where the rows lie: a `Path`, or whatever else opens as a text."""

    def open(self, *, encoding: str) -> IO[str]:
        """The text from its beginning."""


class CellError(NamedTuple):
    """What stands in a cell whose formula failed: '#N/A', '#DIV/0!' and so on."""

    code: str

    def __str__(self) -> str:
        return self.code


Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | CellError | None
Row = list[Cell]
WHOLE = 10**15  # up to here a float holds every whole number exactly
LINES = 500


def _said(value: object) -> dict[str, Any]:
    if isinstance(value, dt.datetime):
        return {"dt": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.time):
        return {"t": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"s": value.total_seconds()}
    raise TypeError(f"A cell cannot hold {type(value).__name__}.")


_MEANT: dict[str, Callable[[Any], Cell]] = {
    "dt": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "t": dt.time.fromisoformat,
    "s": lambda seconds: dt.timedelta(seconds=seconds),
    "e": CellError,
}


def _understood(said: dict[str, Any]) -> Cell:
    ((kind, value),) = said.items()
    return _MEANT[kind](value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_said).encode
_decode = json.JSONDecoder(object_hook=_understood).decode


def _plain(value: Any) -> Any:
    """A cell as JSON takes it; whole numbers as int, errors as a mapping (a NamedTuple would become a list)."""
    if type(value) is float:
        if -WHOLE < value < WHOLE:
            return int(value) if value == int(value) else value
        return value if math.isfinite(value) else {"e": "#NUM!"}
    return {"e": value.code} if type(value) is CellError else value


def write_rows(file: IO[str], rows: Iterable[tuple[int, Row]]) -> tuple[int, int]:
    """Write rows (number, cells) and answer the number of the last one and the widest; empty rows are not written.

    Empty text counts as nothing. Numbers that are not finite become the error '#NUM!'.
    """
    last = widest = 0
    lines: list[str] = []
    for number, cells in rows:
        width = len(cells)
        while width and (cells[width - 1] is None or cells[width - 1] == ""):
            width -= 1
        if not width:
            continue
        kept = [
            None if cell == "" else _plain(cell) if type(cell) is not str else cell for cell in cells[:width]
        ]
        lines.append(_encode([number, kept]))
        last, widest = number, max(widest, width)
        if len(lines) >= LINES:
            file.write("\n".join(lines) + "\n")
            lines.clear()
    if lines:
        file.write("\n".join(lines) + "\n")
    return last, widest


def rows_of(spool: Spool, *, start: int = 1, stop: int | None = None) -> Iterator[tuple[int, Row]]:
    """The rows from number `start` up to and including `stop`, as the spreadsheet counts them; empty ones are skipped."""
    with spool.open(encoding="utf-8") as file:
        for line in file:
            number = int(line[1 : line.index(",")])
            if number < start:
                continue
            if stop is not None and number > stop:
                return
            yield number, _decode(line)[1]


def raw_lines(spool: Spool) -> Iterator[tuple[int, str]]:
    """Row numbers with the line as it is stored: for looking for words without decoding every row."""
    with spool.open(encoding="utf-8") as file:
        for line in file:
            yield int(line[1 : line.index(",")]), line


def decode_line(line: str) -> Row:
    """The cells of a stored line."""
    cells: Row = _decode(line)[1]
    return cells
