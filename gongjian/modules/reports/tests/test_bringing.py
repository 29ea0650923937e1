"""Messages of the past come in whole, once, with a sentence for every row that cannot, and are corrected by a later file."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from gongjian.core.intake.spec import Entry, Place
from gongjian.core.items.models import Clock, Item
from gongjian.core.measures.registry import value_of
from gongjian.core.search.models import SearchText
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.bringing.taker import INTAKE
from gongjian.modules.reports.models import Answer, Category, Report
from gongjian.modules.reports.tests.books import HEADING, brought, counts, reasons, workbook

pytestmark = pytest.mark.django_db
ORDERS = (
    "工单编号",
    "受理时间",
    "诉求标题",
    "诉求内容",
    "事发地址",
    "一级分类",
    "姓名",
    "联系电话",
    "办理时限",
    "办结时间",
    "办理结果",
    "所属社区",
    "受理渠道",
)
FILLED = {"new": 0, "changed": 0, "same": 0, "bad": 0}


def at(day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, 3, day, hour, minute))


@pytest.mark.slow
def test_every_message_of_the_real_files_comes_in_once(cast, test_data):
    files = [test_data / "messages" / name for name in ("incoming.xlsx", "answered.xlsx")]
    first, second = (brought(path, cast.office) for path in files)
    assert counts(first) == FILLED | {"new": 4326}
    assert counts(second) == FILLED | {"new": 2816}
    assert Report.objects.count() == 4326 + 2816
    assert Answer.objects.count() == 2816
    assert Answer.objects.filter(day_only=True).count() == 1
    assert value_of("reports.received", area=cast.office).value == 7142
    assert value_of("reports.days_to_answer_median").value == 11.21
    assert value_of("reports.days_to_answer_mean").value == 20.34
    assert value_of("reports.days_to_answer_max").value == 1160.44
    assert not Report.objects.filter(body__contains="\t").exists()
    assert not Clock.objects.exists()  # nothing of the past turns red
    assert counts(brought(files[1], cast.office)) == FILLED | {"same": 2816}
    assert Report.objects.count() == 7142 and Answer.objects.count() == 2816


def test_a_bad_row_is_told_and_the_good_ones_come_in(cast, tmp_path):
    path = workbook(
        tmp_path / "rows.xlsx",
        [
            [1, "甲", "路灯不亮", "2019/3/1 8:00:00", "晚上看不见", "", ""],
            [2, "乙", "井盖坏了", "星期三", "会摔人", "", ""],
            [3, "丙", "", "2019/3/1 8:00:00", "", "", ""],
            [1, "丁", "又一件", "2019/3/2 8:00:00", "同一个编号", "", ""],
            [5, "戊", "垃圾", "2099/3/2 8:00:00", "没人清", "", ""],
            [6, "己", "噪音", "2019/3/2 8:00:00", "睡不着", "已处理", "2019/3/1 8:00:00"],
            [7, "庚", "停车", "2019/3/2 8:00:00", "打我电话13800138000", "已处理", "2019/3/4"],
            [8, "辛", "漏水", "2019/3/2 8:00:00", "楼道漏水", "已处理", ""],
        ],
    )
    batch = brought(path, cast.office)
    assert sorted(reasons(batch)) == [3, 4, 5, 6, 7, 9] and all(reasons(batch).values())
    assert Report.objects.count() == 2
    parked = Report.objects.get(external_id="7")
    assert "13800138000" not in parked.body and parked.body_sealed
    assert parked.item.state == "closed" and parked.item.result == "answered" and parked.item.due_at is None
    assert parked.answers.get().day_only
    assert "13800138000" not in SearchText.objects.get(item=parked.pk).text


def test_a_later_file_brings_the_answer_to_a_message_that_is_here(cast, tmp_path):
    row = [1, "甲", "路灯不亮", "2019/3/1 8:00:00", "晚上看不见", "", ""]
    brought(workbook(tmp_path / "a.xlsx", [row]), cast.office)
    later = workbook(tmp_path / "b.xlsx", [[*row[:5], "换好了", "2019/3/2 8:00:00"]])
    assert counts(brought(later, cast.office)) == FILLED | {"changed": 1}
    report = Report.objects.get()
    assert report.answers.get().text == "换好了" and report.item.phase == "closed"
    assert counts(brought(later, cast.office)) == FILLED | {"same": 1}


@pytest.fixture
def order(cast, tmp_path):
    """Bring one hotline order in: what is given stands in its cells, the rest as always."""
    Category.objects.create(office=cast.office, code="lamp", name="路灯", since=dt.date(2020, 1, 1))

    def bring(**given: object):
        cells = dict(zip(ORDERS, ("HX1", "2026-03-02 09:00", "路灯不亮", "三天没亮，找我13800138000", "文化路1号", "路灯", "张三",
                                  "138-0013-8000", "2026-03-05", "", "", "", "12345热线"), strict=True))  # fmt: skip
        row = list((cells | given).values())
        path = workbook(tmp_path / "orders.xlsx", [row], heading=ORDERS)
        return brought(path, cast.office, person=cast.dispatcher, now=at(20))

    return bring


def test_an_order_comes_in_with_all_it_says_and_its_person_sealed(order, cast):
    assert counts(order(所属社区="甲一社区")) == FILLED | {"new": 1}
    report = Report.objects.select_related("item").get()
    item = report.item
    assert (report.channel, report.category.name, report.name_shown) == ("hotline", "路灯", "张*")
    assert report.phone_shown == "138****8000" and report.reporter_phone_sealed and report.phone_index
    assert (item.area, item.category, item.due_at) == (cast.community, "lamp", at(6))
    assert item.opened_at == at(2, 9) and item.reporter == cast.dispatcher
    told = list(TrailRow.objects.filter(item=item).order_by("pk").values_list("action", "actor"))
    assert told == [("reports.open", cast.dispatcher.pk), ("reports.receive", cast.dispatcher.pk)]


def test_the_same_order_again_changes_nothing(order):
    order()
    rows = TrailRow.objects.filter(item__isnull=False).count()
    assert counts(order()) == FILLED | {"same": 1}
    assert TrailRow.objects.filter(item__isnull=False).count() == rows


def test_a_corrected_title_place_and_date_are_taken_and_found(order):
    order()
    assert counts(order(诉求标题="路灯全灭", 事发地址="红专路2号", 办理时限="2026-03-09 18:00")) == FILLED | {
        "changed": 1
    }
    item = Item.objects.get()
    assert (item.title, item.place, item.due_at) == ("路灯全灭", "红专路2号", at(9, 18))
    assert "红专路" in SearchText.objects.get().text and "文化路" not in SearchText.objects.get().text
    assert TrailRow.objects.get(action="reports.correct").changes["title"] == ["路灯不亮", "路灯全灭"]


def test_an_order_closed_elsewhere_is_closed_at_its_own_time_without_inventing_an_answer(order):
    order()
    assert counts(order(办结时间="2026-03-04 10:00")) == FILLED | {"changed": 1}
    item = Item.objects.get()
    assert item.closed_at == at(4, 10) and not Answer.objects.exists()
    assert item.clocks.get().stopped_at == at(4, 10)


def test_what_the_office_closed_itself_is_left_as_it_is(order, cast):
    from gongjian.core.items.actions import make_move

    order()
    item = Item.objects.get()
    make_move(
        item.pk, "refuse", actor=cast.dispatcher, note="不属本办", public_note="请找供电公司", now=at(10)
    )
    assert counts(order(诉求标题="路灯全灭", 办理结果="已修", 办结时间="2026-03-04 10:00")) == FILLED | {
        "same": 1
    }
    item.refresh_from_db()
    assert item.title == "路灯不亮" and item.state == "refused"


def test_a_file_that_is_late_does_not_close_what_is_being_handled(order, cast):
    """Between the look at the rows and their writing somebody may have closed it: then the row stays out, with words."""
    from gongjian.core.items.actions import make_move
    from gongjian.core.refusal import Refused

    order()
    place = Place(office=cast.office, now=at(20))
    entry = Entry(2, ("HX1",), {"opened": at(2, 9), "title": "路灯全灭", "body": "三天没亮"})
    known = INTAKE.taker.known([("HX1",)], place)[("HX1",)]
    make_move(
        known.id, "refuse", actor=cast.dispatcher, note="不属本办", public_note="请找供电公司", now=at(10)
    )
    with pytest.raises(Refused):
        INTAKE.taker.change(entry, known, ["title"], place)


def test_a_category_that_the_office_does_not_have_stays_empty_for_the_desk(order):
    order(一级分类="外星人")
    assert Report.objects.get().category is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"办理时限": "2026-03-01"}, "时限"),
        ({"办结时间": "2026-03-01 10:00"}, "早"),
        ({"办结时间": "2026-03-25 10:00"}, "将来"),
        ({"联系电话": "12"}, "电话"),
        ({"所属社区": "月球社区"}, "月球社区"),
    ],
)
def test_a_row_that_does_not_fit_together_is_refused_in_words(order, given, words):
    batch = order(**given)
    assert counts(batch) == FILLED | {"bad": 1} and words in reasons(batch)[2]
    assert not Report.objects.exists()


def test_a_row_without_a_number_is_known_by_its_time_and_words(cast, tmp_path):
    row = ["", "甲", "路灯不亮", "2019/3/1 8:00:00", "晚上看不见13800138000", "", ""]
    path = workbook(tmp_path / "a.xlsx", [row, [*row[:4], "另一处", "", ""]])
    assert counts(brought(path, cast.office)) == FILLED | {"new": 2}
    assert counts(brought(path, cast.office)) == FILLED | {"same": 2}


def test_the_twin_office_takes_the_same_number_as_its_own(cast, tmp_path):
    path = workbook(tmp_path / "a.xlsx", [[1, "甲", "路灯不亮", "2019/3/1 8:00:00", "晚上看不见", "", ""]])
    brought(path, cast.office)
    assert counts(brought(path, cast.twin_office)) == FILLED | {"new": 1}
    assert set(Report.objects.values_list("office", flat=True)) == {cast.office.pk, cast.twin_office.pk}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by how many rows there are")
def test_numbers_are_looked_up_by_their_index_however_many_reports_an_office_has(cast):
    asked = []

    def heard(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(heard):
        INTAKE.taker.known([("HX1",), ("HX2",)], Place(cast.office, at(5), None, None, {}))
    [(sql, params)] = asked
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        assert "one_report_per_external_id (office_id=? AND external_id=?)" in cursor.fetchone()[3]


def test_columns_are_known_by_their_headings():
    names = {word for one in INTAKE.fields for word in one.synonyms}
    assert set(HEADING) <= names and set(ORDERS) <= names
    assert len([word for one in INTAKE.fields for word in one.synonyms]) == len(names)  # each means one field


def test_no_page_of_an_import_shows_a_persons_whole_name_or_number(cast, tmp_path):
    heading = ["工单编号", "来电人", "联系电话", "诉求时间", "诉求内容"]
    rows = [["HX1", "欧阳建国", "13812345678", "2026-03-05 09:20", "路灯不亮"]]
    path = workbook(tmp_path / "orders.xlsx", rows, heading=heading)
    client = cast.client_for(cast.dispatcher)
    with path.open("rb") as file:
        url = client.post("/desk/intake/reports/", {"file": file, "office": cast.office.pk})["Location"]
    for page in (client.get(url), client.get(f"{url}?columns=1")):
        said = page.content.decode()
        assert "路灯不亮" in said and "来电人" in said
        assert "欧阳*" in said and "建国" not in said and "13812345678" not in said
