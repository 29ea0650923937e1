"""Views that people keep: their own, shared with the office, counted on their tabs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongjian.core.fields.actions import make_field, retire_field
from gongjian.core.items.models import Item
from gongjian.core.ledgers.models import LedgerChoice, LedgerView
from gongjian.core.people.models import Person
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.models import Report
from tests.cast import Cast
from tests.items import WHEN, make_item

pytestmark = pytest.mark.django_db
LIST = reverse("reports:ledger")


def report(cast: Cast, **facts: Any) -> Item:
    item = make_item(cast, **facts)
    Report.objects.create(item=item, office=item.office, channel="phone", body="", follow_hash=item.number)
    return item


def keep(cast: Cast, person: Person, name: str, query: str = "state=new&sort=opened", **given: Any) -> Any:
    address = f"{reverse('ledgers:keep', args=['reports'])}?{query}"
    return cast.client_for(person).post(address, {"name": name, "once": f"k-{name}-{person.pk}"} | given)


def tabs(cast: Cast, person: Person, query: str = "") -> dict[str, tuple[str, bool]]:
    browser = cast.client_for(person)
    page = browser.get(f"{LIST}?{query}").context["ledger"]
    counts = browser.get(page.counts_url).json()
    return {str(tab.label): (counts.get(tab.key, ""), tab.current) for tab in page.views}


def test_a_clerk_keeps_a_view_and_finds_it_with_its_count(cast: Cast) -> None:
    report(cast)
    report(cast, title="另一件")
    answer = keep(cast, cast.clerk, "待派的")
    view = LedgerView.objects.get()
    assert answer.url == f"{LIST}?view={view.slug}"
    assert view.params == {"state": ["new"], "sort": ["opened"]}
    assert tabs(cast, cast.clerk, f"view={view.slug}")["待派的"] == ("2", True)
    report(cast, title="第三件")
    assert (
        cast.client_for(cast.clerk).get(reverse("ledgers:counts", args=["reports"])).json()[view.slug] == "3"
    )
    assert "待派的" not in tabs(cast, cast.head)


def test_a_shared_view_shows_each_reader_only_what_she_may_see(cast: Cast) -> None:
    report(cast)
    report(cast, area=cast.second_community)
    report(cast, area=cast.twin_community)
    keep(cast, cast.head, "新来的", shared="on")
    assert tabs(cast, cast.head)["新来的"][0] == "2"
    assert tabs(cast, cast.clerk)["新来的"][0] == "1"
    assert "新来的" not in tabs(cast, cast.outsider)
    assert TrailRow.objects.filter(action="ledgers.share_view", office=cast.office).count() == 1
    view = LedgerView.objects.get()
    assert cast.client_for(cast.outsider).get(f"{LIST}?view={view.slug}").status_code == 400


def test_a_clerk_does_not_share_and_cannot_touch_anothers_view(cast: Cast) -> None:
    keep(cast, cast.clerk, "我的", shared="on")
    assert LedgerView.objects.get().office is None
    keep(cast, cast.head, "共用", shared="on")
    shared = LedgerView.objects.get(name="共用")
    mine = LedgerView.objects.get(name="我的")
    for person, view, status in (
        (cast.outsider, shared, 404),
        (cast.head, mine, 404),
        (cast.clerk, shared, 302),
    ):
        address = reverse("ledgers:change", args=["reports", view.pk, "remove"])
        assert cast.client_for(person).post(address, {"once": ""}).status_code == status
    assert LedgerView.objects.kept().count() == 2


def test_a_view_is_renamed_moved_taken_away_and_brought_back(cast: Cast) -> None:
    keep(cast, cast.clerk, "甲")
    keep(cast, cast.clerk, "乙")
    first, second = LedgerView.objects.order_by("pk")
    browser = cast.client_for(cast.clerk)

    def press(view: LedgerView, act: str, **given: str) -> None:
        assert (
            browser.post(reverse("ledgers:change", args=["reports", view.pk, act]), given).status_code == 302
        )

    press(first, "rename", name="丙")
    press(first, "later")
    assert list(tabs(cast, cast.clerk))[-2:] == ["乙", "丙"]
    press(second, "remove")
    assert list(tabs(cast, cast.clerk))[-1:] == ["丙"]
    page = browser.get(reverse("ledgers:views", args=["reports"]) + f"?removed={second.pk}").content.decode()
    assert reverse("ledgers:change", args=["reports", second.pk, "bring-back"]) in page
    press(second, "bring-back")
    assert list(tabs(cast, cast.clerk))[-2:] == ["乙", "丙"]


def test_the_list_opens_with_the_view_of_her_choice_and_all_is_one_press_away(cast: Cast) -> None:
    keep(cast, cast.clerk, "先看", start="on")
    view = LedgerView.objects.get()
    browser = cast.client_for(cast.clerk)
    assert browser.get(LIST).url == f"?view={view.slug}"
    page = browser.get(f"{LIST}?view={view.slug}").context["ledger"]
    assert page.views[0].url == "?view=all"
    assert browser.get(f"{LIST}?view=all").context["ledger"].views[0].current
    browser.post(reverse("ledgers:start", args=["reports"]), {"view": ""})
    assert browser.get(LIST).status_code == 200


def test_a_view_whose_filter_is_gone_says_so_and_shows_nothing_more(cast: Cast) -> None:
    report(cast)
    field = make_field(
        cast.office, kind="report", slug="night", label="是否夜间", type="yes_no", actor=cast.head, now=WHEN
    )
    keep(cast, cast.head, "夜间", query="x_night_is=empty")
    view = LedgerView.objects.get()
    assert tabs(cast, cast.head)["夜间"][0] == "1"
    retire_field(field.pk, actor=cast.head, now=timezone.now())
    answer = cast.client_for(cast.head).get(f"{LIST}?view={view.slug}")
    assert answer.status_code == 400
    assert "夜间" in answer.context["ledger"].problems[0]
    assert answer.context["ledger"].rows == []
    assert tabs(cast, cast.head)["夜间"][0] == ""


def test_what_the_list_does_not_know_is_not_kept_and_names_are_checked(cast: Cast) -> None:
    assert keep(cast, cast.clerk, "坏", query="nonsense=1").status_code == 302
    for name in ("", "长" * 21, "重点人员"):
        assert keep(cast, cast.clerk, name).status_code == 422
    assert not LedgerView.objects.exists()
    keep(cast, cast.clerk, "甲")
    keep(cast, cast.clerk, "甲", once="again")
    assert LedgerView.objects.count() == 1
    keep(cast, cast.clerk, "乙", instead_of=str(LedgerView.objects.get().pk), query="state=closed")
    assert LedgerView.objects.count() == 1


def test_the_administrator_without_the_list_finds_no_page_of_it(cast: Cast) -> None:
    browser = cast.client_for(cast.administrator)
    for name in ("views", "keep", "counts"):
        assert browser.get(reverse(f"ledgers:{name}", args=["reports"])).status_code == 404
    assert cast.client_for(cast.clerk).get(reverse("ledgers:views", args=["nothing"])).status_code == 404


def test_columns_are_chosen_once_with_order_and_width(cast: Cast) -> None:
    report(cast)
    browser = cast.client_for(cast.clerk)
    given = {"columns": ["number", "title", "due"], "place-number": "2", "place-title": "1", "place-due": "x",
             "width-title": "360", "back": "state=new", "once": "c"}  # fmt: skip
    answer = browser.post(reverse("ledgers:columns", args=["reports"]), given)
    assert answer.url == f"{LIST}?state=new"
    page = browser.get(LIST).context["ledger"]
    assert [(head.name, head.width) for head in page.columns[:2]] == [("title", 360), ("number", 96)]
    browser.post(reverse("ledgers:columns", args=["reports"]), given | {"reset": "1", "once": "d"})
    assert LedgerChoice.objects.get().columns == []


def test_all_tabs_together_cost_one_query(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            cast.client_for(cast.clerk).get(reverse("ledgers:counts", args=["reports"]))
        return len(seen)

    keep(cast, cast.clerk, "一")
    few = queries()
    for name in ("二", "三"):
        keep(cast, cast.clerk, name, query=f"area={cast.community.pk}&light=late")
    assert queries() <= few + 1
