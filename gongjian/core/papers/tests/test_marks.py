"""Marks are read as a clerk writes them: Chinese or English words, full-width signs, blanks where she likes."""

import datetime as dt

import pytest

from gongjian.core.papers.days import day_of, span_of, written
from gongjian.core.papers.marks import BadMark, Condition, Mark, Sign, pieces, read_mark

TODAY = dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("编号", Mark("编号", Sign.FIELD, column="编号")),
        ("诉求.编号", Mark("诉求.编号", Sign.COLUMN, ledger="诉求", column="编号")),
        (" 诉求．编号 ", Mark("诉求.编号", Sign.COLUMN, ledger="诉求", column="编号")),
        ("#诉求", Mark("#诉求", Sign.ROWS, ledger="诉求")),
        ("序号", Mark("序号", Sign.NUMBER)),
        ("合计 诉求.点赞", Mark("合计 诉求.点赞", Sign.TOTAL, "sum", "诉求", "点赞")),
        ("average Reports.Likes", Mark("average Reports.Likes", Sign.TOTAL, "average", "Reports", "Likes")),
        ("计数 诉求", Mark("计数 诉求", Sign.TOTAL, "count", "诉求")),
        ("诉求 视图 超期", Mark("诉求 视图 超期", Sign.VIEW, ledger="诉求", column="超期")),
        ("诉求 按 区域", Mark("诉求 按 区域", Sign.GROUP, ledger="诉求", column="区域")),
        ("今天", Mark("今天", Sign.DATE, "today")),
        ("今天 yyyy年m月d日", Mark("今天 yyyy年m月d日", Sign.DATE, "today", pattern="yyyy年m月d日")),
        ("指标 reports.on_time", Mark("指标 reports.on_time", Sign.MEASURE, column="reports.on_time")),
        ("填报单位", Mark("填报单位", Sign.OFFICE)),
        ("填表人", Mark("填表人", Sign.PERSON)),
    ],
)
def test_a_clerk_writes_every_kind_of_mark(text, mark):
    found = read_mark(text)

    assert (found.sign, found.word, found.ledger, found.column, found.pattern) == (
        mark.sign, mark.word, mark.ledger, mark.column, mark.pattern,
    )  # fmt: skip


def test_conditions_hold_several_values_and_spans_of_days():
    mark = read_mark("计数 诉求：状态＝已办结、待派发；登记时间 从 本月初 到 今天；办结 到 2026-03-31")

    assert mark.conditions == (
        Condition("状态", ("已办结", "待派发")),
        Condition("登记时间", since="本月初", until="今天", span=True),
        Condition("办结", until="2026-03-31", span=True),
    )


def test_texts_around_marks_stay():
    found = pieces("截至{{今天}}共｛｛计数 诉求｝｝件")

    assert [piece if isinstance(piece, str) else piece.text for piece in found] == [
        "截至",
        "今天",
        "共",
        "计数 诉求",
        "件",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{}}", "empty"),
        ("{{ }}", "empty"),
        ("{{编号", "open"),
        ("{{计数 诉求: 状态}}", "condition"),
        ("{{" + "长" * 400 + "}}", "long"),
    ],
)
def test_a_mark_that_cannot_be_read_says_why(text, code):
    with pytest.raises(BadMark) as bad:
        pieces(text)

    assert bad.value.code == code


@pytest.mark.parametrize(
    "text", ["{{ ''.__class__ }}", "{% for x in y %}", "{{ 7*7 }}", "{{ config }}", "${jndi:x}", "{{x|safe}}"]
)
def test_template_languages_mean_nothing_here(text):
    assert all(isinstance(piece, str) or piece.sign in (Sign.FIELD, Sign.COLUMN) for piece in pieces(text))


@pytest.mark.parametrize(
    ("word", "span"),
    [
        ("今天", ("2026-03-05", "2026-03-05")),
        ("本月", ("2026-03-01", "2026-03-31")),
        ("上月", ("2026-02-01", "2026-02-28")),
        ("上周", ("2026-02-23", "2026-03-01")),
        ("本季度", ("2026-01-01", "2026-03-31")),
        ("去年", ("2025-01-01", "2025-12-31")),
        ("2026年2月", ("2026-02-01", "2026-02-28")),
        ("2025-12", ("2025-12-01", "2025-12-31")),
        ("2024", ("2024-01-01", "2024-12-31")),
    ],
)
def test_words_for_spans_of_days(word, span):
    assert span_of(word, today=TODAY) == tuple(map(dt.date.fromisoformat, span))


def test_words_for_single_days_and_nonsense():
    assert day_of("本月初", last=False, today=TODAY) == dt.date(2026, 3, 1)
    assert day_of("上月末", last=True, today=TODAY) == dt.date(2026, 2, 28)
    assert day_of("2026-03", last=True, today=TODAY) == dt.date(2026, 3, 31)
    assert day_of("改天", last=True, today=TODAY) is None and span_of("2026-13", today=TODAY) is None


def test_days_are_written_by_their_pattern():
    moment = dt.datetime(2026, 3, 5, 9, 7, tzinfo=dt.UTC)

    assert written(moment, "yyyy年m月d日") == "2026年3月5日"
    assert written(moment, "yy.mm.dd hh:nn") == "26.03.05 09:07"
