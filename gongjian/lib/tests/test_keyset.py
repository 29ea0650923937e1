"""Paging by place shows every row once, forwards and back, and a changed address is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cmp_to_key

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.lib.keyset import Sort, cut, decode, encode, seek

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.datetimes(timezones=st.just(UTC))
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False)
)


@given(st.lists(SCALARS, max_size=5), st.booleans())
def test_a_cursor_gives_back_what_it_was_made_of(values, back):
    cursor = encode(values, back=back, key=b"k")

    assert decode(cursor, key=b"k") == (values, back)
    assert cursor.replace("-", "").replace("_", "").isalnum()


@given(st.data())
def test_any_changed_character_is_noticed(data):
    cursor = encode([datetime(2026, 3, 5, tzinfo=UTC), date(2026, 3, 5), Decimal("1.5"), 7], key=b"k")
    place = data.draw(st.integers(0, len(cursor) - 1))
    other = data.draw(st.sampled_from("ABCxyz019-_").filter(lambda c: c != cursor[place]))

    with pytest.raises(ValueError, match="address of this page is damaged"):
        decode(cursor[:place] + other + cursor[place + 1 :], key=b"k")


@pytest.mark.parametrize("cursor", ["", "x", "汉字", "....", "AAAA", "A" * 5000, encode([1]) + "="])
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(ValueError, match="go back to the first page"):
        decode(cursor)


def test_a_cursor_made_with_another_key_is_refused():
    with pytest.raises(ValueError, match="damaged"):
        decode(encode([1], key=b"a"), key=b"b")


@given(st.text(max_size=60))
def test_any_text_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="damaged"):
        decode(text)


ROWS = st.lists(st.tuples(st.none() | st.integers(0, 3), st.integers(0, 2)), max_size=14).map(
    lambda pairs: [{"due": due, "area": area, "id": n} for n, (due, area) in enumerate(pairs)]
)


def holds(row, lookups):
    for lookup, value in lookups.items():
        name, _, how = lookup.partition("__")
        have = row[name]
        if how == "isnull":
            if (have is None) is not value:
                return False
        elif have is None or not {"": have == value, "gt": have > value, "lt": have < value}[how]:
            return False
    return True


def ordered(rows, order):
    def compare(a, b):
        for sort in order:
            x, y = a[sort.name], b[sort.name]
            if x != y:
                if x is None or y is None:
                    return 1 if x is None else -1
                return (1 if x > y else -1) * (-1 if sort.descending else 1)
        return 0

    return sorted(rows, key=cmp_to_key(compare))


@given(ROWS, st.integers(1, 4), st.booleans(), st.booleans())
def test_walking_to_the_end_and_back_shows_every_row_once(rows, size, falling, id_falling):
    order = [Sort("due", descending=falling, nullable=True), Sort("area"), Sort("id", descending=id_falling)]
    whole = ordered(rows, order)

    def page(values=None, *, back=False):
        line = whole[::-1] if back else whole
        if values is not None:
            line = [
                row for row in line if any(holds(row, lookups) for lookups in seek(order, values, back=back))
            ]
        return cut(
            line[: size + 1],
            size=size,
            place_of=lambda row: [row[sort.name] for sort in order],
            back=back,
            first=values is None,
        )

    pages = [page()]
    while pages[-1].next is not None:
        pages.append(page(pages[-1].next))
    assert [row for slice_ in pages for row in slice_.rows] == whole
    assert pages[0].previous is None

    back = [pages[-1]]
    while back[-1].previous is not None:
        back.append(page(back[-1].previous, back=True))
    assert [row for slice_ in reversed(back) for row in slice_.rows] == whole


def test_a_place_of_another_order_is_refused():
    with pytest.raises(ValueError, match="damaged"):
        seek([Sort("id")], [1, 2])
