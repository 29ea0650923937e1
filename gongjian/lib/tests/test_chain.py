"""Whoever changes, drops, swaps or cuts rows of a chain is found out, and nobody is accused for nothing."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.lib.chain import GENESIS, Link, canonical, chain, plain, row_digest, verify

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc路", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def chained(*facts: dict[str, object]) -> list[Link]:
    rows, value = [], GENESIS
    for fact in facts:
        digest = row_digest(fact)
        value = chain(value, digest)
        rows.append(Link(fact, digest, value))
    return rows


def ten_rows() -> list[Link]:
    return chained(*({"id": n, "note": f"第{n}行"} for n in range(10)))


def test_facts_have_one_spelling():
    facts = {
        "路": "文化路",
        "at": datetime(2026, 3, 5, 14, 50, tzinfo=timezone(timedelta(hours=8))),
        "b": [1.0, 0.1, -0.0, Decimal("1.50"), 1e22, True, None],
        "a": date(2026, 3, 5),
        "id": UUID(int=1),
    }

    assert canonical(facts).decode() == (
        '{"a":"2026-03-05","at":"2026-03-05T06:50:00.000000Z","b":[1,"0.1",0,"1.5",10000000000000000000000,true,null],'
        '"id":"00000000-0000-0000-0000-000000000001","路":"文化路"}'
    )


@given(VALUES)
def test_the_spelling_survives_a_column_that_keeps_json(value):
    kept = json.loads(json.dumps(plain(value)))

    assert canonical(kept) == canonical(value)


@given(
    st.dictionaries(st.text("abc", max_size=3), st.floats(allow_nan=False, allow_infinity=False), max_size=4)
)
def test_numbers_kept_as_json_numbers_spell_the_same(facts):
    assert row_digest(json.loads(json.dumps(facts))) == row_digest(facts)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        datetime(2026, 3, 5, tzinfo=UTC).replace(tzinfo=None),
        {1: "one"},
        b"bytes",
        {1, 2},
        "\ud800",
    ],
)
def test_what_has_no_one_spelling_is_refused(value):
    with pytest.raises(ValueError, match=r"."):
        canonical({"fact": value} if not isinstance(value, dict) else value)


def test_an_untouched_chain_fits():
    rows = ten_rows()

    assert verify(rows) is None
    assert verify(rows, head=rows[-1].chained) is None
    assert verify([]) is None
    assert verify(rows[4:], start=rows[3].chained) is None


@pytest.mark.parametrize("place", range(10))
def test_a_changed_row_is_named(place):
    rows = ten_rows()
    facts = {**rows[place].facts, "note": "改过"}

    changed = rows[:place] + [rows[place]._replace(facts=facts)] + rows[place + 1 :]
    assert verify(changed) == place
    with_digest = rows[:place] + [Link(facts, row_digest(facts), rows[place].chained)] + rows[place + 1 :]
    assert verify(with_digest) == place


@pytest.mark.parametrize("place", range(9))
def test_a_dropped_or_swapped_row_is_named(place):
    rows = ten_rows()

    assert verify(rows[:place] + rows[place + 1 :]) == place
    swapped = rows[:place] + [rows[place + 1], rows[place]] + rows[place + 2 :]
    assert verify(swapped) == place


def test_rows_cut_from_the_end_or_written_anew_are_found_by_the_head_noted_elsewhere():
    rows = ten_rows()
    anew = chained(*({**row.facts, "note": "伪造"} for row in rows))

    assert verify(rows[:7], head=rows[-1].chained) == 7
    assert verify(anew) is None
    assert verify(anew, head=rows[-1].chained) == 10


def test_a_chain_value_that_is_no_number_is_a_bad_row_and_no_crash():
    rows = ten_rows()

    assert verify([*rows[:3], rows[3]._replace(digest="x")]) == 3
    assert verify([*rows[:3], rows[3]._replace(chained="x")]) == 3
