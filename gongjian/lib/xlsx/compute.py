"""Results of the plain formulas of a form, so that viewers that do not compute show numbers too; all others are left to
Excel."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongjian.lib.xlsx.cells import Value
from gongjian.lib.xlsx.refs import area_at, cell_at

LARGEST_AREA = 1_000_000
DEEPEST = 60
_SHEET = r"(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
_TOKEN = re.compile(
    rf"\s*(?:(?P<area>{_SHEET}\$?[A-Za-z]{{1,3}}\$?\d+:\$?[A-Za-z]{{1,3}}\$?\d+)"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    rf"|(?P<call>[A-Za-z]+)\s*\(|(?P<cell>{_SHEET}\$?[A-Za-z]{{1,3}}\$?\d+)"
    r"|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<sign><=|>=|<>|[-+*/^(),=<>%&]))"
)


class Formula(NamedTuple):
    """A cell whose content is computed."""

    text: str


class CannotCompute(Exception):
    """The formula goes beyond what is computed here."""


Grid = dict[tuple[int, int], "Value | Formula"]


class Computer:
    """Computes formulas over the cells of one sheet, and of those in `others` by name: sums, counts, averages, least,
    greatest, rounding, IF and the four kinds of arithmetic. Each result is kept."""

    def __init__(self, grid: Grid, others: "Mapping[str, Computer] | None" = None) -> None:
        self.grid = grid
        self.others = others or {}
        self.results: dict[tuple[int, int], Value] = {}
        self.depth = 0

    def result(self, row: int, column: int) -> Value:
        """The value of a cell; None for an empty one. Raises CannotCompute."""
        place = (row, column)
        value = self.grid.get(place)
        if not isinstance(value, Formula):
            return value
        if place not in self.results:
            if self.depth > DEEPEST:
                raise CannotCompute
            self.depth += 1
            try:
                self.results[place] = _Reading(value.text, self).whole()
            finally:
                self.depth -= 1
        return self.results[place]

    def cell(self, ref: str) -> Value:
        """The value of a cell as a formula names it, be it of another sheet. Raises CannotCompute."""
        owner, place = self._owner(ref)
        return owner.result(*cell_at(place))

    def _owner(self, ref: str) -> "tuple[Computer, str]":
        name, mark, place = ref.rpartition("!")
        if not mark:
            return self, ref
        bare = name[1:-1].replace("''", "'") if name.startswith("'") else name
        if bare not in self.others:
            raise CannotCompute
        return self.others[bare], place

    def area(self, ref: str) -> list[Value]:
        """All values of a rectangle that are there."""
        owner, place = self._owner(ref)
        found = area_at(place)
        height, width = found.bottom - found.top + 1, found.right - found.left + 1
        if height * width > LARGEST_AREA:
            raise CannotCompute
        cells = (
            (row, column)
            for row in range(found.top, found.bottom + 1)
            for column in range(found.left, found.right + 1)
        )
        return [owner.result(*cell) for cell in cells if cell in owner.grid]


class _Reading:
    """One formula, read from left to right."""

    def __init__(self, text: str, computer: Computer) -> None:
        self.computer = computer
        self.tokens = _tokens(text)
        self.place = 0

    def whole(self) -> Value:
        value = self.comparison()
        if self.place != len(self.tokens):
            raise CannotCompute
        return value

    def comparison(self) -> Value:
        left = self.total()
        while (sign := self.taken("=", "<>", "<", ">", "<=", ">=")) is not None:
            right = self.total()
            left = _compared(left, sign, right)
        return left

    def total(self) -> Value:
        left = self.product()
        while (sign := self.taken("+", "-", "&")) is not None:
            right = self.product()
            if sign == "&":
                raise CannotCompute
            left = _number(left) + _number(right) if sign == "+" else _number(left) - _number(right)
        return left

    def product(self) -> Value:
        left = self.single()
        while (sign := self.taken("*", "/", "^")) is not None:
            right = _number(self.single())
            if sign == "^" or (sign == "/" and right == 0):
                raise CannotCompute
            left = _number(left) * right if sign == "*" else _number(left) / right
        return left

    def single(self) -> Value:
        if self.taken("-") is not None:
            return -_number(self.single())
        if self.taken("+") is not None:
            return self.single()
        value = self.atom()
        while self.taken("%") is not None:
            value = _number(value) / 100
        return value

    def atom(self) -> Value:
        kind, text = self.next()
        match kind:
            case "number":
                return float(text) if "." in text or "e" in text.lower() else int(text)
            case "text":
                return text[1:-1].replace('""', '"')
            case "cell":
                return self.computer.cell(text)
            case "call":
                return self.called(text.upper())
        if text != "(":
            raise CannotCompute
        value = self.comparison()
        self.must(")")
        return value

    def called(self, name: str) -> Value:
        if name == "IF":
            return self.chosen()
        given: list[list[Value]] = []
        while self.taken(")") is None:
            if given:
                self.must(",")
            given.append(self.argument())
        function = _FUNCTIONS.get(name)
        if function is None:
            raise CannotCompute
        return function(given)

    def chosen(self) -> Value:
        """IF: what is not chosen may well divide by nothing, so its failure does not count."""
        test = bool(self.comparison())
        found: list[Value | CannotCompute] = []
        while self.taken(")") is None:
            self.must(",")
            found.append(self.branch())
        if len(found) not in (1, 2):
            raise CannotCompute
        value = found[0] if test else (found[1] if len(found) == 2 else False)
        if isinstance(value, CannotCompute):
            raise value
        return value

    def branch(self) -> "Value | CannotCompute":
        begun = self.place
        try:
            return self.comparison()
        except CannotCompute as failed:
            self.place = begun
            self.skip()
            return failed

    def skip(self) -> None:
        """Pass over an argument that could not be computed."""
        depth = 0
        while self.place < len(self.tokens):
            kind, text = self.tokens[self.place]
            if depth == 0 and text in (",", ")") and kind == "sign":
                return
            depth += (kind == "call" or text == "(") - (text == ")" and kind == "sign")
            self.place += 1

    def argument(self) -> list[Value]:
        kind, text = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        if kind == "area":
            self.place += 1
            return self.computer.area(text)
        return [self.comparison()]

    def next(self) -> tuple[str, str]:
        if self.place >= len(self.tokens):
            raise CannotCompute
        self.place += 1
        return self.tokens[self.place - 1]

    def taken(self, *signs: str) -> str | None:
        if self.place < len(self.tokens) and self.tokens[self.place] in [("sign", sign) for sign in signs]:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return None

    def must(self, sign: str) -> None:
        if self.taken(sign) is None:
            raise CannotCompute


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while place < len(text.rstrip()):
        token = _TOKEN.match(text, place)
        if not token or token.lastgroup is None:
            raise CannotCompute
        found.append((token.lastgroup, token[token.lastgroup]))
        place = token.end()
    return found


def _number(value: Value) -> float | int:
    if value is None:
        return 0
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return float(value)
    raise CannotCompute


def _numbers(given: Sequence[list[Value]]) -> list[float | int]:
    return [
        _number(one)
        for values in given
        for one in values
        if isinstance(one, int | float | Decimal) and not isinstance(one, bool)
    ]


def _average(given: Sequence[list[Value]]) -> Value:
    numbers = _numbers(given)
    if not numbers:
        raise CannotCompute
    return sum(numbers) / len(numbers)


def _rounded(given: Sequence[list[Value]]) -> Value:
    if len(given) != 2 or len(given[0]) != 1:
        raise CannotCompute
    number, places = Decimal(repr(_number(given[0][0]))), int(_number(given[1][0]))
    return float(number.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP"))


def _compared(left: Value, sign: str, right: Value) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        same = str(left or "") == str(right or "")
        if sign not in ("=", "<>"):
            raise CannotCompute
        return same if sign == "=" else not same
    one, two = _number(left), _number(right)
    return {
        "=": one == two,
        "<>": one != two,
        "<": one < two,
        ">": one > two,
        "<=": one <= two,
        ">=": one >= two,
    }[sign]


_FUNCTIONS: dict[str, Callable[[Sequence[list[Value]]], Value]] = {
    "SUM": lambda given: sum(_numbers(given)),
    "COUNT": lambda given: len(_numbers(given)),
    "COUNTA": lambda given: sum(one is not None and one != "" for values in given for one in values),
    "AVERAGE": _average,
    "MAX": lambda given: max(_numbers(given), default=0),
    "MIN": lambda given: min(_numbers(given), default=0),
    "ROUND": _rounded,
}
