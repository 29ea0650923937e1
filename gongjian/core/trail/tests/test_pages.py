import pytest

from gongjian.core.trail.models import TrailRow
from gongjian.core.trail.sealer import seal_pending
from tests.cast import Cast
from tests.items import make_item

from .conftest import NOW, Writer

URL = "/desk/trail/"


def page(cast: Cast, reader: object, /, **asked: str) -> str:
    answer = cast.client_for(reader).get(URL, asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def rows(cast: Cast, write: Writer) -> None:
    item = make_item(cast)
    write(1, label="改了社区名")
    write(1, label="派给城管办", item=item, action_about="item")
    write(1, label="邻街道的事", office=cast.twin_office, obj=cast.twin_community)


@pytest.fixture
def write(cast: Cast, write: Writer):  # type: ignore[no-untyped-def]
    from django.db import transaction

    from gongjian.core.trail.actions import record

    def rows(count: int = 1, *, action_about: str = "area", **more: object) -> list[TrailRow]:
        if action_about == "area":
            return write(count, **more)
        with transaction.atomic():
            facts = {"actor": cast.head, "obj": more["item"], "office": cast.office, "now": NOW} | more
            return [record("reports.send", **facts) for _n in range(count)]

    return rows


def test_the_auditor_reads_everything_of_her_area(cast: Cast, rows: None) -> None:
    text = page(cast, cast.auditor)
    assert "改了社区名" in text
    assert "派给城管办" in text
    assert "邻街道的事" not in text


def test_the_administrator_reads_of_accounts_and_areas_but_not_of_matters(cast: Cast, rows: None) -> None:
    text = page(cast, cast.administrator)
    assert "改了社区名" in text
    assert "派给城管办" not in text
    assert "邻街道的事" not in text


def test_an_auditor_next_door_reads_nothing_of_ours(cast: Cast, rows: None) -> None:
    text = page(cast, cast.outsider)
    assert "邻街道的事" in text
    assert "改了社区名" not in text
    assert "派给城管办" not in text


def test_nobody_else_reads_the_trail(cast: Cast, rows: None) -> None:
    for person in (cast.secretary, cast.dispatcher, cast.grid_worker, cast.stranger):
        assert cast.client_for(person).get(URL).status_code == 403
    assert cast.client_for(None).get(URL).status_code == 302


def test_nothing_can_be_sent_to_the_page(cast: Cast) -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(cast.client_for(cast.auditor), method)(URL).status_code == 405


def test_sealed_rows_are_told_from_those_that_wait(cast: Cast, write: Writer) -> None:
    write(2)
    seal_pending(NOW)
    write(1)
    text = page(cast, cast.auditor)
    assert text.count("封存") >= 2
    assert "尚未封存" in text


def test_the_trail_is_narrowed_by_act_person_day_and_number(cast: Cast, rows: None) -> None:
    number = TrailRow.objects.exclude(item=None).get().item.number
    for asked, found in (
        ({"about": "areas"}, {"改了社区名"}),
        ({"about": "reports"}, {"派给城管办"}),
        ({"person": "程管"}, {"派给城管办"}),
        ({"person": "dispatcher"}, {"改了社区名"}),
        ({"number": number.lower()}, {"派给城管办"}),
        ({"since": "2026-03-06"}, set()),
        ({"until": "2026-03-04"}, set()),
        ({"since": "2026-03-05", "until": "2026-03-05"}, {"改了社区名", "派给城管办"}),
    ):
        text = page(cast, cast.auditor, **asked)
        assert {label for label in ("改了社区名", "派给城管办") if label in text} == found, asked


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "昨天"},
        {"since": "2026-03-05", "until": "2026-03-01"},
        {"about": "nothing"},
        {"cursor": "x"},
        {"person": "x" * 99},
    ],
)
def test_a_senseless_question_is_answered_with_a_sentence(
    cast: Cast, rows: None, asked: dict[str, str]
) -> None:
    answer = cast.client_for(cast.auditor).get(URL, asked)
    assert answer.status_code == 422
    assert "alert" in answer.content.decode() or "error" in answer.content.decode()


def test_a_long_trail_is_paged_without_gaps_or_doubles(
    cast: Cast, write: Writer, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    write(120)
    client, seen, query = cast.client_for(cast.auditor), [], ""
    for _page in range(3):
        with django_assert_max_num_queries(15):
            answer = client.get(URL + query)
        seen += [line["row"].pk for line in answer.context["lines"]]
        query = f"?cursor={answer.context['page'].next}"
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)
