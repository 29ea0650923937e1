"""Open data: one row per report, month by month, nothing of a person; what has to go is gone from the next version."""

import csv
import datetime as dt
import io
import json
import uuid
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongjian.cli.open_data import open_data as command
from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.actions import Told, rate, report_publicly
from gongjian.modules.reports.follow import find_followed, token_of
from gongjian.modules.reports.models import Answer, Channel, OpenDataMonth, OpenDataRules, Report
from gongjian.modules.reports.shown.files import make_due, published_on
from gongjian.modules.reports.shown.rows import FIELDS, month_rows
from gongjian.modules.reports.shown.rules import set_open_data
from gongjian.modules.reports.shown.writing import as_csv, file_of
from gongjian.modules.reports.tests.conftest import NOW, Office
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=False)
MARCH = dt.date(2026, 3, 1)
APRIL = timezone.make_aware(dt.datetime(2026, 4, 20, 3))
MAY = timezone.make_aware(dt.datetime(2026, 5, 20, 3))
TELLING = "我叫王小红，住3栋2单元501室，井盖破了，请回电13800001111。"


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path


def switched(cast: Cast, **more: Any) -> OpenDataRules:
    values: dict[str, Any] = {
        "on": True, "first_month": MARCH, "with_text": False, "licence": "注明来源即可使用。",
        "channels": [Channel.HOTLINE, Channel.LETTER], "categories": [],
    }  # fmt: skip
    return set_open_data(cast.office, now=NOW, **{"actor": cast.secretary} | values | more)


def address(cast: Cast, name: str = "") -> str:
    place = f"n{cast.office.pk}"
    if not name:
        return reverse("public_reports:open_data", args=[place])
    return reverse("public_reports:open_data_file", args=[place, name])


def rows_of(client: Client, cast: Cast) -> list[dict[str, str]]:
    answer = client.get(address(cast, "2026-03.csv"))
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_a_resident_opens_the_month_and_finds_nobody_in_it(
    client: Client, office: Office, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    reports = [office.closed(text=TELLING) for _turn in range(5)]
    for report in reports:
        rate(find_followed(token_of(report)), verdict="satisfied", now=NOW)
    switched(cast)
    assert make_due(APRIL) == 1
    page = client.get(address(cast)).content.decode()
    assert "2026-03" in page and "注明来源" in page
    rows = rows_of(client, cast)
    assert len(rows) == 5 and list(rows[0]) == [field.name for field in FIELDS]
    assert rows[0]["category_code"] == "roads" and rows[0]["satisfied"] == "satisfied"
    assert rows[0]["received_on"] == "2026-03-05" and rows[0]["days_to_answer"] == "0"
    whole = client.get(address(cast, "2026-03.json"))
    told = json.loads(b"".join(whole.streaming_content))  # type: ignore[arg-type]
    assert told["month"] == "2026-03" and len(told["rows"]) == 5 and told["corrected"] is None
    everything = json.dumps(told, ensure_ascii=False)
    for secret in (
        "王小红",
        "13800001111",
        "501室",
        "2单元",
        "井盖",
        reports[0].item.number,
        str(reports[0].uid),
    ):
        assert secret not in everything
    listed = client.get(address(cast) + "index.json").json()
    assert listed["months"][0]["csv"].endswith("/2026-03.csv")
    again = client.get(
        address(cast, "2026-03.csv"), headers={"if-none-match": whole["ETag"].replace("json", "csv")}
    )
    assert again.status_code == 304
    assert client.get(reverse("public_reports:open_data_fields")).status_code == 200


def test_texts_stand_there_only_where_the_office_says_so_and_cleaned(
    client: Client, office: Office, cast: Cast
) -> None:
    office.closed(text=TELLING)
    switched(cast, with_text=True)
    make_due(APRIL)
    (row,) = rows_of(client, cast)
    assert row["text"] == "我叫…，住…，井盖破了，请回电…。"
    assert row["category"] == row["community"] == ""  # one of its kind names nobody


def test_no_cell_stands_for_fewer_than_five(office: Office, cast: Cast) -> None:
    rules = switched(cast)
    reports = [office.closed() for _turn in range(4)]
    for report in reports:
        rate(find_followed(token_of(report)), verdict="satisfied", now=NOW)
    assert {
        (row["community"], row["category"], row["satisfied"]) for row in month_rows(rules, MARCH, now=APRIL)
    } == {("", "", "")}
    office.closed()
    found = month_rows(rules, MARCH, now=APRIL)
    assert {(row["community"], row["category"]) for row in found} == {(cast.community.short_name, "道路")}
    assert {row["satisfied"] for row in found} == {""}  # four verdicts only
    assert [row["on_time"] for row in found] == ["yes"] * 5


def test_what_is_withheld_or_not_sorted_or_of_another_office_stands_nowhere(
    office: Office, cast: Cast
) -> None:
    rules = switched(cast, categories=[office.lighting])
    office.told()  # nobody has sorted it
    hotline, hidden, lights = office.closed(), office.closed(), office.closed()
    Report.objects.filter(pk=hotline.pk).update(channel=Channel.HOTLINE)
    Report.objects.filter(pk=hidden.pk).update(public=False)
    Report.objects.filter(pk=lights.pk).update(category=office.lighting)
    assert month_rows(rules, MARCH, now=APRIL) == []
    report_publicly(Told(area=cast.twin_community, text="别处的暗号"), now=NOW)
    assert month_rows(rules, MARCH, now=APRIL) == []


def test_a_report_that_must_go_is_gone_from_the_next_version_and_the_old_bytes_with_it(
    client: Client, office: Office, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    reports = [office.closed() for _turn in range(6)]
    switched(cast)
    make_due(APRIL)
    first = OpenDataMonth.objects.get()
    assert make_due(APRIL + dt.timedelta(hours=1)) == 0
    Report.objects.filter(pk=reports[0].pk).update(public=False)
    with django_capture_on_commit_callbacks(execute=True):
        assert make_due(APRIL + dt.timedelta(hours=2)) == 1
    second = OpenDataMonth.objects.newest().get()
    assert (second.version, second.gone, second.rows) == (2, 1, 5)
    assert not file_of(first, "csv").exists() and file_of(second, "csv").exists()
    assert "更正" in client.get(address(cast)).content.decode()
    assert len(rows_of(client, cast)) == 5
    assert TrailRow.objects.filter(action="reports.make_open_data").count() == 2


def test_what_went_on_is_told_by_the_next_month_s_version_only(office: Office, cast: Cast) -> None:
    handled = office.handling()
    switched(cast)
    assert make_due(APRIL) == 1
    office.move(handled, "submit", "head", at=APRIL, note="换好了", public_note="换好了。")
    office.move(handled, "check_pass", "checker", at=APRIL, result="fixed", public_note="换好了。")
    assert make_due(APRIL + dt.timedelta(days=1)) == 0
    assert make_due(MAY) == 2  # April's first, March's second
    second = OpenDataMonth.objects.newest().get(month=MARCH)
    assert (second.version, second.changed, second.gone) == (2, 1, 0)


def test_a_lost_file_is_made_again(office: Office, cast: Cast) -> None:
    office.closed()
    switched(cast)
    make_due(APRIL)
    file_of(OpenDataMonth.objects.get(), "json").unlink()
    assert make_due(APRIL) == 1


def test_stricter_rules_take_files_away_at_once(
    client: Client, office: Office, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    office.closed(text=TELLING)
    switched(cast, with_text=True)
    make_due(APRIL)
    old = OpenDataMonth.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        switched(cast, with_text=False)
    assert client.get(address(cast, "2026-03.csv")).status_code == 404 and not file_of(old, "csv").exists()
    make_due(APRIL)
    assert rows_of(client, cast)[0]["text"] == ""
    switched(cast, on=False)
    assert client.get(address(cast, "2026-03.csv")).status_code == 404
    assert "没有开放数据" in client.get(address(cast)).content.decode()


def test_a_month_that_is_not_over_or_none_at_all_is_said_in_a_sentence(
    client: Client, office: Office, cast: Cast
) -> None:
    switched(cast)
    today = timezone.localdate()
    early = client.get(address(cast, f"{today:%Y-%m}.csv"))
    assert early.status_code == 404 and str(published_on(today)) in early.content.decode()
    for name in (
        "2026-13.csv",
        "2026-00.json",
        "0000-05.csv",
        "9999-12.csv",
        "2026-03.xlsx",
        "..%2fx",
        "2026-03.csv",
    ):
        assert client.get(address(cast, name)).status_code == 404
    assert client.get(reverse("public_reports:open_data", args=[f"n{cast.community.pk}"])).status_code == 404


def test_only_the_secretary_decides_and_terms_are_needed(client: Client, office: Office, cast: Cast) -> None:
    with pytest.raises(Refused):
        switched(cast, actor=cast.dispatcher)
    with pytest.raises(Refused):
        switched(cast, licence=" ")
    client.force_login(cast.dispatcher)
    assert client.get(reverse("reports:open_data")).status_code == 403
    client.force_login(cast.secretary)
    page = reverse("reports:open_data")
    assert "hotline" in client.get(page).content.decode()
    given = {"on": "on", "first_month": "2026-03-01", "licence": "注明来源", "channels": ["hotline"]}
    assert client.post(page, given).status_code == 302
    rules = OpenDataRules.objects.get()
    assert rules.on and not rules.with_text and rules.channels == ["hotline"]


def test_no_cell_is_a_formula_for_a_table() -> None:
    row = {field.name: "" for field in FIELDS} | {"text": "=HYPERLINK(1)", "community": " +1"}
    (told,) = csv.DictReader(io.StringIO(as_csv([row]).decode("utf-8-sig")))
    assert told["text"] == "'=HYPERLINK(1)" and told["community"] == "' +1"


def test_questions_do_not_grow_with_the_month(
    client: Client, office: Office, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    rules = switched(cast)
    for _turn in range(6):
        office.closed()
    with django_assert_max_num_queries(14):
        month_rows(rules, MARCH, now=APRIL)
    make_due(APRIL)
    with django_assert_max_num_queries(10):
        client.get(address(cast))
    with django_assert_max_num_queries(8):
        client.get(address(cast, "2026-03.csv"))


def test_a_clerk_sees_in_the_terminal_what_would_be_taken_out(tmp_path: Any) -> None:
    texts = tmp_path / "texts.txt"
    texts.write_text("路灯不亮\n我叫王小红，电话13800001111\n", encoding="utf-8")
    told = CliRunner().invoke(command, ["check", str(texts)])
    assert told.exit_code == 0 and "2: 我叫【王小红】，电话【13800001111】" in told.output
    assert "1 of 2" in told.output or "2" in told.output.splitlines()[-1]


def _many_of(report: Report, number: int, *, first: str) -> None:
    """So many more like it, each with an answer, written as plain rows."""

    def like(row: Any, *but: str) -> dict[str, Any]:
        fields = [field for field in row._meta.concrete_fields if not field.primary_key]
        return {field.attname: getattr(row, field.attname) for field in fields if field.attname not in but}

    items = [Item(**like(report.item, "number", "uid"), number=f"{first}{turn:05}") for turn in range(number)]
    Item.objects.bulk_create(items, batch_size=500)
    values = like(report, "item_id", "uid", "follow_hash")
    made = [Report(item=item, follow_hash=uuid.uuid4().hex, **values) for item in items]
    Report.objects.bulk_create(made, batch_size=500)
    answer = like(report.answers.get(), "report_id")
    Answer.objects.bulk_create((Answer(report=one, **answer) for one in made), batch_size=500)


def test_ten_thousand_reports_of_a_month_are_one_file_and_cost_no_more_questions(
    client: Client, office: Office, cast: Cast
) -> None:
    report = office.closed(text=TELLING)
    rules = switched(cast, with_text=True)
    asked = []
    for more, first in ((9, "Y"), (9_990, "Z")):
        _many_of(report, more, first=first)
        with CaptureQueriesContext(connection) as seen:
            rows = month_rows(rules, MARCH, now=APRIL)
        asked.append(len(seen))
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("public_reports:done_at", args=[f"n{cast.office.pk}"]))
        assert page.status_code == 200 and len(seen) <= 15
    assert len(rows) == 10_000 and asked[0] == asked[1]
    assert make_due(APRIL) == 1
    assert len(rows_of(client, cast)) == 10_000
