"""Named numbers: declared once, asked for by area and by day."""

import datetime as dt

import pytest
from django.urls import reverse

from gongjian.core.areas.models import Area, OfficialCode
from gongjian.core.areas.tests.test_tree import put_item
from gongjian.core.items.models import Item
from gongjian.core.measures.measure import Measure, MeasureResult, Scope
from gongjian.core.measures.registry import compute, registry, value_of
from gongjian.core.refusal import Refused
from gongjian.lib.worktime import SHANGHAI

NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)


def test_every_name_begins_with_its_module_and_says_how_it_is_counted():
    for name, measure in registry().items():
        assert name == measure.name
        assert name.count(".") == 1
        assert str(measure.formula)
        assert str(measure.unit)


def test_a_number_is_asked_for_everywhere_or_for_an_area(cast):
    assert compute("areas.communities").value == 4
    assert value_of("areas.communities", area=cast.office).value == 2
    OfficialCode.objects.create(
        area=cast.office, code="410105901", name="甲", since="2020-01-01", source="清单"
    )
    found = compute("areas.communities", "410105901")
    assert (found.value, found.numerator, found.denominator) == (2, None, None)
    assert found.unit


def test_an_unknown_name_or_code_is_told(cast):
    with pytest.raises(KeyError):
        compute("areas.dragons")
    with pytest.raises(KeyError):
        compute("areas.dragons", "410105901")
    with pytest.raises(Refused):
        compute("areas.communities", "999999999")


def test_a_scope_narrows_by_area_and_by_whole_days(cast):
    for hour, area in ((0, cast.grid), (23, cast.second_grid), (12, cast.twin.grid)):
        item = put_item(area)
        at = dt.datetime(2026, 3, 1, hour, 59, tzinfo=SHANGHAI)
        Item.objects.filter(pk=item.pk).update(opened_at=at)
    day, office = dt.date(2026, 3, 1), (cast.office.path,)

    def count(**options):
        return Scope(now=NOW, **options).rows(Item.objects.all(), at="opened_at").count()

    assert count() == 3
    assert count(paths=office) == 2
    assert count(paths=office, since=day, until=day) == 2
    assert count(since=day + dt.timedelta(days=1)) == 0
    assert count(until=day - dt.timedelta(days=1)) == 0
    assert count(paths=()) == 0


def test_a_share_of_nothing_is_no_number():
    assert MeasureResult.share(0, 0).value is None
    share = MeasureResult.share(1, 3)
    assert (share.value, share.numerator, share.denominator) == (33.33, 1, 3)


def test_a_plain_number_gets_the_measures_unit():
    measure = Measure(name="x.y", label="x", formula="x", unit="件", compute=lambda scope: 5)
    assert measure.answer(Scope(now=NOW)) == MeasureResult(5, None, None, "件")


def test_the_page_shows_every_number_for_my_area_only(cast):
    answer = cast.client_for(cast.clerk).get(reverse("measures:all"))
    text = answer.content.decode()
    assert all(name in text for name in registry())
    shown = {
        row["measure"].name: row["answer"].value for _label, rows in answer.context["groups"] for row in rows
    }
    assert shown["areas.communities"] == 1
    assert Area.objects.filter(level="community").count() == 4


@pytest.mark.parametrize("query", ["since=gestern", "since=2026-02-30", "since=2026-03-02&until=2026-03-01"])
def test_days_that_make_no_sense_get_a_sentence(cast, query):
    answer = cast.client_for(cast.auditor).get(f"{reverse('measures:all')}?{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_grid_workers_and_strangers_do_not_see_the_numbers(cast):
    assert cast.client_for(cast.grid_worker).get(reverse("measures:all")).status_code == 403
    assert cast.client_for(None).get(reverse("measures:all")).status_code == 302
