"""What the pages say about time, state and somebody's words."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Engine
from django.test import RequestFactory
from django.utils import timezone, translation

from gongjian.core.items.flow import Phase, State
from gongjian.web import lights, times
from gongjian.web.icons import draw_icon, icon_paths

NOW = dt.datetime(2026, 3, 5, 10, 20, tzinfo=timezone.get_default_timezone())
HOUR = dt.timedelta(hours=1)


def draw(source: str, **context: object) -> str:
    engine = Engine.get_default()
    return engine.from_string(source).render(Context(context))


def matter(**facts: object) -> SimpleNamespace:
    return SimpleNamespace(
        **({"due_at": None, "warn_at": None, "phase": "handling", "paused": False} | facts)
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"due_at": NOW + HOUR, "warn_at": NOW + HOUR / 2}, lights.GREEN),
        ({"due_at": NOW + HOUR, "warn_at": NOW}, lights.YELLOW),
        ({"due_at": NOW, "warn_at": NOW - HOUR}, lights.RED),
        ({"due_at": NOW - HOUR, "paused": True}, lights.PAUSED),
        ({}, lights.NONE),
        ({"due_at": NOW, "phase": "closed", "closed_at": NOW - HOUR}, lights.MET),
        ({"due_at": None, "phase": "closed", "closed_at": NOW}, lights.OVER),
        ({"due_at": None, "phase": "closed", "closed_at": NOW, "closed_late": True}, lights.MISSED),
        ({"due_at": None, "phase": "closed", "closed_at": NOW, "closed_late": False}, lights.MET),
        ({"due_at": NOW - HOUR, "phase": "closed", "closed_at": NOW}, lights.MISSED),
        ({"light": "yellow", "due_at": NOW - HOUR}, lights.YELLOW),
    ],
)
def test_a_clerk_reads_from_the_light_how_urgent_a_matter_is(facts: dict, expected: lights.Light) -> None:
    assert lights.light_of(matter(**facts), NOW) is expected
    assert lights.light_of(vars(matter(**facts)), NOW) is expected


def test_a_light_is_always_word_icon_and_colour_together() -> None:
    html = draw("{% light item now %}", item=matter(due_at=NOW, warn_at=NOW), now=NOW)
    assert "st-late" in html
    assert icon_paths()["late"] in html
    assert "超期" in html


def test_a_state_is_written_in_the_modules_own_word() -> None:
    html = draw("{% state_badge item %}", item=matter(state_label="等外单位", phase="handling"))
    assert "等外单位" in html
    assert icon_paths()["half"] in html


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (dt.timedelta(seconds=5), "刚刚"),
        (dt.timedelta(minutes=5), "5 分钟前"),
        (dt.timedelta(minutes=-5), "5 分钟后"),
        (dt.timedelta(hours=23), "23 小时前"),
        (dt.timedelta(days=2, hours=1), "2 天前"),
        (dt.timedelta(days=-3), "3 天后"),
    ],
)
def test_a_moment_is_told_as_people_say_it(ago: dt.timedelta, words: str) -> None:
    assert times.distance(NOW - ago, NOW) == words


def test_a_day_without_an_hour_is_today_until_midnight() -> None:
    assert times.distance(NOW.date(), NOW) == "今天"
    assert times.distance(NOW.date() - dt.timedelta(days=1), NOW) == "1 天前"


def test_english_counts_one_day_without_an_s() -> None:
    with translation.override("en"):
        assert times.distance(NOW - dt.timedelta(days=1), NOW) == "1 day ago"


def test_dates_are_written_in_the_offices_own_time() -> None:
    late = dt.datetime(2026, 3, 4, 17, 30, tzinfo=dt.UTC)
    assert ">2026-03-05<" in times.write_date(late)
    assert ">2026-03-05 01:30<" in times.write_stamp(late)
    assert times.write_date(None) == "—"


def test_a_residents_words_never_become_markup() -> None:
    html = draw("{% paragraphs text %}", text="灯坏了<script>alert(1)</script>\n三楼\r\n\r\n五楼")
    assert html == "<p>灯坏了&lt;script&gt;alert(1)&lt;/script&gt;<br>三楼</p><p>五楼</p>"


def test_every_form_gets_a_key_of_its_own() -> None:
    first, second = draw("{% once %}"), draw("{% once %}")
    assert 'name="once"' in first
    assert first != second


def test_an_unknown_icon_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(KeyError):
        draw_icon("nosuch")


def test_a_track_stays_within_its_bar() -> None:
    assert 'width="100%"' in draw("{% track 340 %}")
    assert 'class="used" width="0%"' in draw("{% track used %}", used=-5)


def test_the_pager_keeps_the_filters() -> None:
    page = SimpleNamespace(previous="", next="abc", total=3)
    request = RequestFactory().get("/", {"state": ["a", "b"], "cursor": "old"})
    html = draw("{% page_links page %}", page=page, request=request)
    assert "?state=a&amp;state=b&amp;cursor=abc" in html
    assert "prev" not in html


class Phone(forms.Form):
    phone = forms.CharField(label="手机号", help_text="十一位数字")


def test_a_field_ties_label_hint_reason_and_error_to_its_input() -> None:
    html = draw('{% field form.phone why="只为告诉您结果" %}', form=Phone({"phone": ""}))
    assert 'for="id_phone"' in html
    assert 'aria-describedby="id_phone_error id_phone_helptext id_phone_why"' in html
    assert 'aria-invalid="true"' in html
    assert all(f'id="id_phone_{part}"' in html for part in ("error", "helptext", "why"))
    assert "请填写这一项" in html


def test_the_strip_of_a_clock_shows_what_is_used_and_left_and_names_its_end() -> None:
    stretches = (
        SimpleNamespace(kind="used", begin=0.0, end=0.25),
        SimpleNamespace(kind="left", begin=0.25, end=1.0),
    )
    day = SimpleNamespace(date=NOW.date(), stretches=stretches, starts=0.0, now=0.25, due=1.0)
    clock = SimpleNamespace(strip=[day], due=NOW + 7 * HOUR, left_text="6 work hours left")
    with translation.override("en"):
        drawn = draw("{% strip clock now %}", clock=clock, now=NOW)
    assert 'aria-label="From 03-05 to 03-05 17:20: 6 work hours left"' in drawn
    assert drawn.count('class="used"') == drawn.count('class="left"') == 1
    assert "today" in drawn and "due 03-05 17:20" in drawn


def test_a_clock_without_days_draws_no_strip() -> None:
    assert draw("{% strip clock now %}", clock=SimpleNamespace(strip=[]), now=NOW) == ""


def test_a_list_asks_for_the_breadth_of_its_columns() -> None:
    columns = [SimpleNamespace(width=400), SimpleNamespace(width=None), SimpleNamespace(width=400)]
    assert draw("{{ columns|breadth }}", columns=columns) == "10"


def test_what_ends_unmet_is_drawn_with_a_cross_and_not_in_green() -> None:
    states = {"paid": State(Phase.CLOSED, "已支付"), "refused": State(Phase.CLOSED, "不予支付", unmet=True)}
    flow = SimpleNamespace(states=states)
    marks = [lights.state_mark(matter(flow=flow, state=state, phase="closed")) for state in states]
    assert marks == [("ok", "ok"), ("x", "")]
