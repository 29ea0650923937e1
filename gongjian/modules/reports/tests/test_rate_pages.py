"""The page of rates, its files and its answer to programs; asking for an exclusion, deciding, and the weights on the page."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from gongjian.modules.reports.models import RateExclusion, RateWeight
from gongjian.modules.reports.rating.exclusions import ask_exclusion, decide_exclusion
from gongjian.modules.reports.tests.ten import LATER, make_ten

DAYS = {"since": "2026-03-01", "until": "2026-03-31"}


@pytest.fixture
def ten(office, monkeypatch):
    ten = make_ten(office)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    (row,) = ask_exclusion(
        ten.reports[8].pk, rates=["on_time"], reason="停水抢修", actor=office.cast.dispatcher, now=LATER
    )
    decide_exclusion(row.pk, grant=True, answer="看过材料", actor=office.cast.checker, now=LATER)
    return ten


@pytest.mark.parametrize("by", ["unit", "category", "area", "month"])
def test_every_count_of_the_table_opens_as_many_reports(cast, ten, by):
    client = cast.client_for(cast.secretary)
    page = client.get(reverse("reports:rates"), DAYS | {"by": by})
    table = page.context["table"]
    for line in (*table.lines, table.total):
        for cell in line.cells:
            counts = (
                (cell.url, cell.numerator),
                (cell.all_url, cell.denominator),
                (cell.out_url, cell.excluded),
            )
            for address, count in counts if cell.rate.basis.exact else counts[:0]:
                shown = client.get(address).context["ledger"].page.total
                assert shown == count, f"{line.label} {cell.rate.name} {address}"


def test_the_list_behind_a_verdict_shows_the_reports_they_were_given_on(cast, ten):
    shown = cast.client_for(cast.secretary).get(reverse("reports:ledger"), {"rate": "satisfaction.of"})
    assert shown.context["ledger"].page.total == 4


def test_the_page_tells_formulas_and_what_was_left_out(cast, ten):
    html = cast.client_for(cast.secretary).get(reverse("reports:rates"), DAYS).content.decode()
    assert "超期未结算作超期" in html
    assert "不计入 1 件" in html
    assert "62.5" in html


@pytest.mark.parametrize(
    "given",
    [{"by": "person"}, {"since": "soon"}, {"area": "0"}, {"since": "2026-03-02", "until": "2026-03-01"}],
)
def test_what_makes_no_sense_is_said_in_words(cast, ten, given):
    page = cast.client_for(cast.secretary).get(reverse("reports:rates"), given)
    assert page.status_code == 400
    assert page.context["problems"]
    assert cast.client_for(cast.secretary).get("/api/v1/reports/rates", given).status_code == 409


def test_a_span_of_too_many_months_is_refused_in_words(cast, ten):
    given = {"by": "month", "since": "2001-01-01", "until": "2026-03-01"}
    assert cast.client_for(cast.secretary).get(reverse("reports:rates"), given).status_code == 400


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_the_table_leaves_as_a_file_with_numerators_and_what_was_left_out(cast, ten, file_format):
    answer = cast.client_for(cast.secretary).get(reverse("reports:rates"), DAYS | {"export": file_format})
    assert answer.status_code == 200
    if file_format == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = [
            ["" if value is None else str(value) for value in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    total, on_time = rows[-1], 3 + 3 * 6
    assert total[0] == "合计"
    assert total[on_time : on_time + 6] == ["62.5", "5", "8", "30.6", "86.3", "1"]


def test_programs_get_the_same_table(cast, ten):
    answer = cast.client_for(cast.auditor).get("/api/v1/reports/rates", DAYS | {"by": "month"}).json()
    assert [line["key"] for line in answer["lines"]] == ["2026-03"]
    told = {one["rate"]: one for one in answer["total"]["rates"]}["on_time"]
    assert (told["numerator"], told["denominator"], told["excluded"], told["value"]) == (5, 8, 1, 62.5)
    assert answer["method"]["weights"] == {}
    assert answer["method"]["problem"]


def test_another_office_sees_nothing_of_these(cast, ten):
    answer = cast.client_for(cast.outsider).get("/api/v1/reports/rates", DAYS).json()
    assert answer["lines"] == []
    pk = RateExclusion.objects.get().pk
    assert (
        cast.client_for(cast.outsider).get(reverse("reports:decide_exclusion", args=[pk])).status_code == 404
    )


def test_a_head_asks_on_the_reports_page_and_the_checker_decides(cast, ten):
    head, checker = cast.client_for(cast.head), cast.client_for(cast.checker)
    url = reverse("reports:ask_exclusion", args=[ten.reports[2].pk])
    assert url in head.get(reverse("reports:detail", args=[ten.reports[2].pk])).content.decode()
    assert head.post(url, {"rates": ["response", "on_time"], "reason": "  "}).status_code == 422
    assert head.post(url, {"rates": ["response", "on_time"], "reason": "等主管网停水"}).status_code == 302
    row = RateExclusion.objects.waiting().get(rate="response")
    decide = reverse("reports:decide_exclusion", args=[row.pk])
    assert decide in checker.get(reverse("reports:exclusions")).content.decode()
    assert head.get(decide).status_code == 403
    assert checker.post(decide, {"decision": "refuse", "answer": "没有材料"}).status_code == 302
    assert "没有材料" in checker.get(reverse("reports:exclusions")).content.decode()


def test_whoever_must_not_decide_reads_why_beforehand(cast, ten):
    (row,) = ask_exclusion(
        ten.reports[2].pk, rates=["on_time"], reason="停水", actor=cast.dispatcher, now=LATER
    )
    decide_exclusion(row.pk, grant=False, answer="没有材料", actor=cast.secretary, now=LATER)
    html = (
        cast.client_for(cast.checker).get(reverse("reports:decide_exclusion", args=[row.pk])).content.decode()
    )
    assert "已经审批过" in html
    assert 'name="decision"' not in html


def test_the_secretary_sets_weights_and_units_are_ranked(cast, ten):
    client = cast.client_for(cast.secretary)
    url = reverse("reports:weights")
    assert client.post(url, {"since": "2026-01-01", "source": "", "on_time": "60"}).status_code == 422
    given = {"since": "2026-01-01", "source": "考核办法（示例）", "on_time": "60", "resolution": "40"}
    assert client.post(url, given).status_code == 302
    assert RateWeight.objects.count() == 2
    table = client.get(reverse("reports:rates"), DAYS).context["table"]
    assert [line.rank for line in table.lines] == [1, None]
    assert "考核办法（示例）" in client.get(reverse("reports:rates"), DAYS).content.decode()


def test_the_dispatcher_sets_no_weights(cast, ten):
    assert cast.client_for(cast.dispatcher).get(reverse("reports:weights")).status_code == 403
