"""Where what is wanted stands: places, newest first, a bounded number of them at a bounded cost.

SQLite's index is walked in order and left as soon as the page is full. PostgreSQL's knows no order: the newest rows are
read first, which finds what is common. What they hold too little of is asked of the index at once, without an order, up to
a number that is quickly sorted; what there is more of, week by week.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from gongjian.core.search.asking import Wanted, Word

NEWEST = 3_000
MANY = 2_000
SETTINGS = {"work_mem": "'48MB'", "jit": "off", "enable_seqscan": "off"}
WEEK = "({place}::bigint >> 28) / 10080"
MARKED = "string_to_array(tags || ' ' || marks, ' ')"


@dataclass(slots=True)
class Sql:
    """Conditions that must all hold, with their values in order."""

    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, condition: str, *values: Any) -> None:
        """One more."""
        self.conditions.append(condition)
        self.values += values

    @property
    def text(self) -> str:
        """What stands after WHERE."""
        return " AND ".join(self.conditions) or "true"


def places(wanted: Wanted, *, limit: int, beyond: int | None = None, back: bool = False) -> list[int]:
    """At most `limit` places older than `beyond` (`back`: newer, the nearest first)."""
    if not wanted.words or any(not tags for tags in wanted.tags):
        return []
    find = _postgresql if connection.vendor == "postgresql" else _sqlite
    return find(wanted, limit=limit, beyond=beyond, back=back)


def match_text(wanted: Wanted) -> str:
    """The question in the language of SQLite's full-text index. Everything in it is quoted."""
    parts = [_match_word(word) for word in wanted.words]
    parts += [_either(tags) for tags in wanted.tags]
    return " AND ".join(parts)


def _match_word(word: Word) -> str:
    grams = [f'"{one}_{other}"' for one, other in word.pairs] or [f'"{word.tokens[0]}"']
    both = f"({' AND '.join(grams)})"
    return f'({both} OR "{word.mark}")' if word.mark else both


def _either(tags: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f'"{tag}"' for tag in tags) + ")"


def every_word_in(wanted: Wanted, *, row: str = "") -> Sql:
    """The words looked for in `row`'s text itself: for what is common, and where pairs of neighbours prove nothing."""
    found = Sql()
    for word in wanted.words:
        _stands(found, word, row=row)
    return found


def long_words(wanted: Wanted) -> Wanted:
    """Those words of three tokens and more: all their pairs may stand in a text without the word."""
    return Wanted(tuple(word for word in wanted.words if len(word.tokens) > 2))


def _stands(found: Sql, word: Word, *, row: str) -> None:
    """The word in the text itself, or its mark."""
    holds = "position(%s IN {0}) > 0" if connection.vendor == "postgresql" else "instr({0}, %s) > 0"
    in_words, in_marks = (holds.format(f"' ' || {row}{column} || ' '") for column in ("words", "marks"))
    if word.mark:
        found.add(f"({in_words} OR {in_marks})", word.phrase, f" {word.mark} ")
    else:
        found.add(in_words, word.phrase)


def _sqlite(wanted: Wanted, *, limit: int, beyond: int | None, back: bool) -> list[int]:
    found = every_word_in(long_words(wanted), row="s.")
    source = "search_words"
    if found.conditions:
        source += " CROSS JOIN search_searchtext AS s ON s.place = search_words.rowid"
    found.add("search_words MATCH %s", match_text(wanted))
    if beyond is not None:
        found.add(f"search_words.rowid {'>' if back else '<'} %s", beyond)
    return _fetch(
        f"SELECT search_words.rowid FROM {source} WHERE {found.text} ORDER BY search_words.rowid {_way(back)} LIMIT %s",
        [*found.values, limit],
    )


def _postgresql(wanted: Wanted, *, limit: int, beyond: int | None, back: bool) -> list[int]:
    nearest, edge = _among_the_nearest(wanted, limit=limit, beyond=beyond, back=back)
    if len(nearest) >= limit or edge is None:
        return nearest
    found = by_index(wanted)
    found.add(
        f"place + 0 {'>' if back else '<'} %s", edge
    )  # a sum, so that no index on the place is walked for it
    left = limit - len(nearest)
    with _set_for_the_index():
        few = _fetch(
            f"SELECT place FROM search_searchtext WHERE {found.text} LIMIT %s", [*found.values, MANY + 1]
        )
        if len(few) <= MANY:
            return nearest + sorted(few, reverse=not back)[:left]
        return nearest + _by_weeks(found, limit=left, edge=edge, back=back)


@contextmanager
def _set_for_the_index() -> Iterator[None]:
    """Memory and plans for the index alone: what holds for a transaction would else hold for the rest of the caller's."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in SETTINGS.items()))
        yield
        cursor.execute("; ".join(f"SET LOCAL {name} TO DEFAULT" for name in SETTINGS))


def _by_weeks(found: Sql, *, limit: int, edge: int, back: bool) -> list[int]:
    """The index asked week by week from the edge on, until the page is full."""
    end = "max" if back else "min"
    statement = (
        f"SELECT hit.place FROM (SELECT {end}(place) AS place FROM search_searchtext) AS last,"
        f" generate_series({WEEK.format(place=int(edge))}, {WEEK.format(place='last.place')}, {1 if back else -1})"
        " AS week, LATERAL (SELECT inside.place FROM (SELECT place FROM search_searchtext"
        f" WHERE {found.text} AND ARRAY[{WEEK.format(place='place')}] @> ARRAY[week] OFFSET 0) AS inside"
        f" ORDER BY inside.place {_way(back)} LIMIT %s) AS hit LIMIT %s"
    )
    return sorted(_fetch(statement, [*found.values, limit, limit]), reverse=not back)


def _among_the_nearest(
    wanted: Wanted, *, limit: int, beyond: int | None, back: bool
) -> tuple[list[int], int | None]:
    """What the next rows hold, and the last place that was looked at; None when no row lies behind it."""
    found = every_word_in(wanted)
    for tags in wanted.tags:
        found.add("string_to_array(tags, ' ') && %s::text[]", list(tags))
    bound = f"WHERE place {'>' if back else '<'} {int(beyond)}" if beyond is not None else ""
    way = _way(back)
    statement = (
        f"WITH near AS MATERIALIZED (SELECT place, words, marks, tags FROM search_searchtext {bound}"
        f" ORDER BY place {way} LIMIT {NEWEST})"
        f" SELECT ARRAY(SELECT place FROM near WHERE {found.text} ORDER BY place {way} LIMIT %s),"
        f" (SELECT {'max' if back else 'min'}(place) FROM near HAVING count(*) = {NEWEST})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*found.values, limit])
        rows, edge = cursor.fetchone()
    return rows, edge


def by_index(wanted: Wanted) -> Sql:
    """The question as PostgreSQL's index is asked."""
    found = Sql()
    for word in wanted.words:
        grams = [f"{one} {other}" for one, other in word.pairs] or [word.tokens[0]]
        held = "search_grams(words) @> %s::text[]"
        if word.mark:
            found.add(f"({held} OR {MARKED} @> %s::text[])", grams, [word.mark])
        else:
            found.add(held, grams)
        if len(word.tokens) > 2:
            _stands(found, word, row="")
    for tags in wanted.tags:
        found.add(f"{MARKED} && %s::text[]", list(tags))
    return found


def _fetch(statement: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _way(back: bool) -> str:
    return "ASC" if back else "DESC"
