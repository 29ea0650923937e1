"""Sums as clerks type them."""

import pytest

from gongjian.lib.money import fen_of, yuan_text


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("50000", 5_000_000), ("50,000.5", 5_000_050), ("５万元", 5_000_000), ("1.2345万", 1_234_500), ("￥80元", 8000),
     ("-3", -300), ("0.01", 1), (" 12 345 ", 1_234_500)],
)  # fmt: skip
def test_a_sum_is_read_as_written(typed: str, fen: int) -> None:
    assert fen_of(typed) == fen


@pytest.mark.parametrize("typed", ["", "五万", "1.001", "0.0000001万", "1,23", "1e5", "9" * 20, "NaN"])
def test_what_is_no_sum_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        fen_of(typed)


def test_sums_are_shown_in_yuan() -> None:
    assert [yuan_text(fen) for fen in (0, 5, 5_000_000, -123_456)] == ["0", "0.05", "50,000", "-1,234.56"]
