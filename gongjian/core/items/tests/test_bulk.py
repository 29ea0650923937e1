"""Fifty matters opened one by one and opened together leave the same rows in every table."""

import datetime as dt
import threading
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gongjian.core.events import _receivers, on
from gongjian.core.items.actions import make_move
from gongjian.core.items.bulk import Closing, Draft, open_items
from gongjian.core.items.events import ItemMoved, ItemOpened
from gongjian.core.items.flow import Move, Who
from gongjian.core.items.models import Clock, Item, NumberSeries
from gongjian.core.items.opening import open_item
from gongjian.core.items.tests.conftest import TUESDAY
from gongjian.core.items.tests.flows import FLOW
from gongjian.core.items.tests.flows import MOVES as TRIAL_MOVES
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.core.search.models import SearchText
from gongjian.core.trail.models import TrailRow, Unsealed
from gongjian.core.trail.verifier import verify

BROUGHT = Move("brought", ("new",), "shut", by="reports.set_up", label="Brought", who=Who.SYSTEM,
               needs=("public_note",), result="done")  # fmt: skip
PAST = replace(FLOW, moves=(*TRIAL_MOVES, BROUGHT))
DAY = dt.timedelta(days=1)


def drafts_of(cast, count: int = 50) -> list[Draft]:
    """Over three months, in two communities, some with a day to be done by, some closed, some with numbers in them."""
    return [
        Draft(
            area=cast.community if n % 2 else cast.second_community,
            title=f" 第{n}处路灯不亮，打13800138000 ",
            place=f"文化路{n}号，门卫0371-65901234",
            lat=34.7 if n % 3 else None,
            lon=113.6 if n % 3 else None,
            category="lighting" if n % 5 == 0 else "",
            opened_at=TUESDAY - n * DAY,
            unit=cast.city_unit if n % 4 == 0 else None,
            handler=cast.head if n % 8 == 0 else None,
            due_at=TUESDAY + DAY if n % 6 == 0 else None,
            urgent=n % 7 == 0,
            note=f"电话里说的{n}，13800138000",
            public_note="收到",
            search_text=f"灯杆{n}号不亮",
            closed=Closing(
                move="brought", at=TUESDAY - n * DAY + DAY / 2, public_note="换好了", note="旧账13800138000"
            )
            if n % 3 == 0
            else None,
        )
        for n in range(1, count + 1)
    ]


def one_by_one(cast, drafts: list[Draft]) -> None:
    for draft in drafts:
        item = open_item(
            PAST, office=cast.office, now=TUESDAY, actor=cast.dispatcher, area=draft.area, title=draft.title,
            place=draft.place, lat=draft.lat, lon=draft.lon, category=draft.category, opened_at=draft.opened_at,
            unit=draft.unit, handler=draft.handler, due_at=draft.due_at, urgent=draft.urgent, note=draft.note,
            public_note=draft.public_note,
        )  # fmt: skip
        index(item, draft.search_text or "")
        if draft.closed:
            make_move(
                item.pk, draft.closed.move, now=draft.closed.at, note=draft.closed.note,
                public_note=draft.closed.public_note,
            )  # fmt: skip


def every_row() -> dict[str, list[dict[str, object]]]:
    """All rows of all tables in words that do not hold an id given by the database, those of one item together."""
    numbers = dict(Item.objects.values_list("pk", "number"))
    found: dict[str, list[dict[str, object]]] = {}
    for model in apps.get_models():
        if not model._meta.managed or model._meta.app_label in ("auth", "contenttypes", "sessions"):
            continue
        rows = []
        for row in model._base_manager.order_by("pk"):
            values = {column.attname: getattr(row, column.attname) for column in model._meta.concrete_fields}
            item_id = values.get("item_id", row.pk if model is Item else None)
            values.pop("id", None)
            values.pop("digest", None)
            if model is SearchText:
                values["place"] >>= 28  # the minute; below it stands the id
            for name in ("item_id", "object_id", "row_id"):
                if name in values:
                    values[name] = ""
            rows.append({"of": numbers.get(item_id, "")} | values)
        found[model._meta.label] = sorted(
            rows, key=lambda row: str(row["of"] or sorted(row.items(), key=str))
        )
    return found


@pytest.fixture
def past(trial, monkeypatch):
    from gongjian.core import manifest

    monkeypatch.setattr(manifest, "_flows", lambda: {PAST.kind: PAST})
    return trial


def test_matters_opened_together_leave_the_rows_that_each_alone_would(past):
    drafts = drafts_of(past)
    with transaction.atomic():
        one_by_one(past, drafts)
        expected = every_row()
        transaction.set_rollback(True)
    open_items(PAST, drafts, office=past.office, now=TUESDAY, actor=past.dispatcher)
    found = every_row()
    assert len(found["items.Item"]) == 50 and len(found["items.Clock"]) > 100
    for label in expected:
        assert found[label] == expected[label], label
    assert verify(now=TUESDAY).flaw is None


def test_queries_do_not_grow_with_the_number_of_matters(past):
    def count(drafts: list[Draft]) -> int:
        with CaptureQueriesContext(connection) as asked:
            open_items(PAST, drafts, office=past.office, now=TUESDAY)
        return len(asked)

    few, many = drafts_of(past, 12), [replace(one, title="又一处") for one in drafts_of(past, 12) * 20]
    first = count(few)  # begins the months' series
    batches = 40 if connection.vendor == "sqlite" else 0  # of at most 999 values each there
    assert count(many) <= first + batches


def test_a_bad_matter_is_refused_in_words_and_leaves_the_others(past):
    good, *rest = drafts_of(past, 6)
    bad = [
        replace(rest[0], title="  "),
        replace(rest[1], area=past.twin_community),
        replace(rest[2], opened_at=TUESDAY + DAY),
        replace(good, closed=Closing(move="brought", at=good.opened_at - DAY, public_note="换好了")),
        replace(good, closed=Closing(move="brought", at=TUESDAY + DAY, public_note="换好了")),
        replace(good, closed=Closing(move="brought", at=TUESDAY, public_note=" ")),
    ]
    answers = open_items(PAST, [*bad, good], office=past.office, now=TUESDAY)
    assert all(isinstance(one, Refused) and str(one.reason) for one in answers[:-1])
    assert isinstance(answers[-1], Item) and Item.objects.count() == 1
    assert answers[-1].number.endswith("-0001")


def test_nothing_to_open_opens_nothing(past):
    assert open_items(PAST, [], office=past.office, now=TUESDAY) == []


def test_more_than_a_chunk_is_the_callers_mistake(past):
    with pytest.raises(ValueError, match="500"):
        open_items(PAST, drafts_of(past, 1) * 501, office=past.office, now=TUESDAY)


def test_matters_of_the_past_start_no_clock_but_keep_their_own_date(past):
    drafts = [replace(one, due_at=TUESDAY + DAY) for one in drafts_of(past, 3)]
    open_items(PAST, drafts, office=past.office, now=TUESDAY, with_clocks=False)
    assert {clock.name for clock in Clock.objects.all()} == {"due"}
    assert Clock.objects.filter(stopped_at__isnull=False).count() == 1
    assert Item.objects.filter(due_at=TUESDAY + DAY).count() == 2


def test_a_module_hangs_its_facts_on_before_anything_closes(past):
    seen: list[tuple[int, str]] = []

    def hang(made) -> None:
        assert not TrailRow.objects.filter(action="trial.brought").exists()
        seen.extend((place, item.title) for place, item in made)

    drafts = [replace(drafts_of(past, 1)[0], title=""), *drafts_of(past, 3)]
    open_items(PAST, drafts, office=past.office, now=TUESDAY, hang=hang)
    assert [place for place, _title in seen] == [1, 2, 3]


def test_other_modules_hear_of_each_matter(past, monkeypatch):
    monkeypatch.setitem(_receivers, ItemOpened, [])
    monkeypatch.setitem(_receivers, ItemMoved, [])
    heard: list[str] = []
    on(ItemOpened)(lambda event: heard.append(f"opened {event.item.number}"))
    on(ItemMoved)(lambda event: heard.append(f"moved {event.step.move}"))
    open_items(PAST, drafts_of(past, 3), office=past.office, now=TUESDAY)
    assert len(heard) == 4 and heard[-1] == "moved brought"


def test_a_failure_leaves_nothing(past):
    def fail(made) -> None:
        raise RuntimeError("the module could not write")

    with pytest.raises(RuntimeError):
        open_items(PAST, drafts_of(past, 3), office=past.office, now=TUESDAY, hang=fail)
    for model in (Item, SearchText, Unsealed, NumberSeries):
        assert not model._default_manager.exists()
    assert not TrailRow.objects.filter(action__startswith="trial.").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_once_give_no_number_twice(past):
    def bring() -> None:
        try:
            open_items(PAST, drafts_of(past, 40), office=past.office, now=TUESDAY)
        finally:
            connection.close()

    both = [threading.Thread(target=bring) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    numbers = list(Item.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == 80


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_race_would_show(past, monkeypatch):
    """The negative control: with the series read but not locked, one of the two fails on a number given twice."""
    from django.db import IntegrityError, models

    if connection.vendor == "sqlite":
        pytest.skip("a writer there has the whole database: the transaction itself is the lock")
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **options: self)
    open_items(PAST, drafts_of(past, 40), office=past.office, now=TUESDAY)  # the months have begun
    met, failed = threading.Barrier(2, timeout=20), []

    def meet(made) -> None:
        met.wait()

    def bring() -> None:
        from gongjian.core.items import bulk

        try:
            bulk.open_items(PAST, drafts_of(past, 40), office=past.office, now=TUESDAY)
        except IntegrityError:
            failed.append(1)
        finally:
            connection.close()

    from gongjian.core.items import numbers

    update = NumberSeries.objects.bulk_update
    monkeypatch.setattr(
        numbers.NumberSeries.objects, "bulk_update", lambda rows, names: (met.wait(), update(rows, names))
    )
    both = [threading.Thread(target=bring) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failed
