"""When is it due, and can anyone prove it by counting again?"""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.lib.worktime import (
    SHANGHAI,
    Calendar,
    Light,
    StepKind,
    Unit,
    WorkHours,
    due_at,
    light,
    remaining,
    used_fraction,
)

# Spring festival and May Day of 2026 as published.
OFF = [date(2026, 2, 15) + timedelta(n) for n in range(9)] + [
    date(2026, 5, 1) + timedelta(n) for n in range(5)
]
MADE_UP = [date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9)]
CALENDAR = Calendar(
    overrides=dict.fromkeys(OFF, False) | dict.fromkeys(MADE_UP, True),
    names={day: "春节" if day.month == 2 else "劳动节" for day in OFF + MADE_UP},
    known_years=frozenset({2026}),
)


def at(text: str) -> datetime:
    """'3-5 14:50' is that moment of 2026 in Shanghai."""
    day, clock = text.split(" ")
    month, of_month = map(int, day.split("-"))
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, of_month, hour, minute, tzinfo=SHANGHAI)


def kinds(steps):
    return [str(step.kind) for step in steps]


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due", "warn"),
    [
        ("3-5 10:00", 30, Unit.MINUTES, "3-5 10:30", "3-5 10:24"),
        ("3-6 23:50", 30, Unit.MINUTES, "3-7 00:20", "3-7 00:14"),
        ("3-5 10:00", 2, Unit.WORK_HOURS, "3-5 12:00", "3-5 11:36"),
        ("3-5 10:00", 4, Unit.WORK_HOURS, "3-5 15:30", "3-5 14:42"),
        ("3-5 12:30", 1, Unit.WORK_HOURS, "3-5 14:30", "3-5 14:18"),
        ("3-6 17:00", 2, Unit.WORK_HOURS, "3-9 09:30", "3-9 09:06"),
        ("3-7 09:00", 8, Unit.WORK_HOURS, "3-9 18:00", "3-9 16:24"),
        ("2-13 17:00", 2, Unit.WORK_HOURS, "2-14 09:30", "2-14 09:06"),
        ("2-14 17:00", 2, Unit.WORK_HOURS, "2-24 09:30", "2-24 09:06"),
        ("3-5 00:01", 1, Unit.WORK_DAYS, "3-6 18:00", "3-6 16:24"),
        ("3-5 17:59", 1, Unit.WORK_DAYS, "3-6 18:00", "3-6 16:24"),
        ("3-6 09:00", 1, Unit.WORK_DAYS, "3-9 18:00", "3-9 16:24"),
        ("3-7 09:00", 1, Unit.WORK_DAYS, "3-9 18:00", "3-9 16:24"),
        ("2-13 09:00", 5, Unit.WORK_DAYS, "2-27 18:00", "2-26 18:00"),
        ("4-30 09:00", 5, Unit.WORK_DAYS, "5-11 18:00", "5-9 18:00"),
        ("3-5 09:00", 15, Unit.CALENDAR_DAYS, "3-21 00:00", "3-18 00:00"),
        ("3-5 23:59", 1, Unit.CALENDAR_DAYS, "3-7 00:00", "3-6 19:12"),
    ],
)
def test_a_limit_is_due_and_warns_when_the_clerk_counts_on_fingers(start, amount, unit, due, warn):
    answer = due_at(at(start), amount, unit, CALENDAR)

    assert (answer.due, answer.warn) == (at(due), at(warn))


def test_a_last_day_on_a_weekend_moves_to_monday_when_the_rule_says_so():
    # 15 days from Friday 6 March end on Saturday 21 March.
    plain = due_at(at("3-6 09:00"), 15, Unit.CALENDAR_DAYS, CALENDAR)
    rolled = due_at(at("3-6 09:00"), 15, Unit.CALENDAR_DAYS, CALENDAR, roll=True)

    assert (plain.due, rolled.due) == (at("3-22 00:00"), at("3-24 00:00"))
    (step,) = [step for step in rolled.steps if step.kind is StepKind.ROLL]
    assert step.args == {"day": date(2026, 3, 21), "to": date(2026, 3, 23)}
    assert used_fraction(rolled.due, at("3-6 09:00"), 15, Unit.CALENDAR_DAYS, CALENDAR, roll=True) == 1.0


def test_a_last_day_in_the_spring_festival_moves_behind_it_and_a_make_up_day_stays():
    festival = due_at(at("2-7 09:00"), 10, Unit.CALENDAR_DAYS, CALENDAR, roll=True)
    made_up = due_at(at("2-4 09:00"), 10, Unit.CALENDAR_DAYS, CALENDAR, roll=True)

    assert festival.due == at("2-25 00:00")
    assert made_up.due == at("2-15 00:00")


def test_the_explanation_tells_each_day_in_order():
    steps = due_at(at("2-11 09:00"), 4, Unit.WORK_DAYS, CALENDAR).steps

    assert [(str(step.kind), dict(step.args)) for step in steps] == [
        ("start", {"at": at("2-11 09:00"), "amount": 4, "unit": "work_days"}),
        ("start_day", {"day": date(2026, 2, 11)}),
        ("counted", {"first": date(2026, 2, 12), "last": date(2026, 2, 13), "days": 2, "total": 2}),
        (
            "made_up",
            {"first": date(2026, 2, 14), "last": date(2026, 2, 14), "days": 1, "total": 3, "name": "春节"},
        ),
        ("holiday", {"first": date(2026, 2, 15), "last": date(2026, 2, 23), "days": 9, "name": "春节"}),
        ("counted", {"first": date(2026, 2, 24), "last": date(2026, 2, 24), "days": 1, "total": 4}),
        ("end", {"due": at("2-24 18:00")}),
    ]


def test_the_explanation_of_work_hours_says_what_each_day_used():
    steps = due_at(at("3-5 15:00"), 20, Unit.WORK_HOURS, CALENDAR).steps

    worked = [step.args for step in steps if step.kind is StepKind.WORKED]
    assert [(args["first"], args["days"], args["minutes"]) for args in worked] == [
        (date(2026, 3, 5), 1, 180),
        (date(2026, 3, 6), 1, 480),
        (date(2026, 3, 9), 1, 480),
        (date(2026, 3, 10), 1, 60),
    ]
    assert kinds(steps) == ["start", "worked", "worked", "weekend", "worked", "worked", "end"]


def test_a_year_without_published_holidays_warns_once_and_only_where_it_matters():
    start = datetime(2027, 3, 5, 9, tzinfo=SHANGHAI)

    assert due_at(start, 10, Unit.WORK_DAYS, CALENDAR).unknown_years == (2027,)
    assert due_at(start, 10, Unit.CALENDAR_DAYS, CALENDAR).unknown_years == ()
    assert kinds(due_at(start, 9, Unit.WORK_HOURS, CALENDAR).steps).count("unknown_year") == 1


def test_rolling_into_a_year_without_published_holidays_warns():
    saturday = datetime(2027, 2, 26, 9, tzinfo=SHANGHAI)

    assert due_at(saturday, 1, Unit.CALENDAR_DAYS, CALENDAR, roll=True).unknown_years == (2027,)


def test_paused_work_hours_do_not_count():
    pause = [(at("3-5 11:00"), at("3-5 14:00"))]

    answer = due_at(at("3-5 10:00"), 2, Unit.WORK_HOURS, CALENDAR, pauses=pause)

    assert answer.due == at("3-5 15:00")
    assert kinds(answer.steps) == ["start", "pause", "worked", "end"]


@pytest.mark.parametrize(
    ("begin", "end", "due"),
    [
        ("3-9 10:00", "3-9 17:00", "3-11 18:00"),  # back the same day: nothing lost
        ("3-9 10:00", "3-10 10:00", "3-12 18:00"),  # Monday lost
        ("3-9 18:00", "3-10 08:00", "3-11 18:00"),  # over night: nothing lost
        ("3-9 17:59", "3-9 18:00", "3-11 18:00"),  # back at the bell
        ("3-6 17:00", "3-9 09:00", "3-11 18:00"),  # the Friday of the start was not to count anyway
        ("3-11 18:00", "3-13 09:00", "3-11 18:00"),  # begins when the time is up
        ("3-11 17:00", "3-13 09:00", "3-13 18:00"),
    ],
)
def test_a_work_day_does_not_count_when_it_ends_in_a_pause(begin, end, due):
    answer = due_at(at("3-6 09:00"), 3, Unit.WORK_DAYS, CALENDAR, pauses=[(at(begin), at(end))])

    assert answer.due == at(due)


def test_two_pauses_take_out_as_much_as_they_do_alone_and_overlaps_count_once():
    first, second = (at("3-9 10:00"), at("3-10 10:00")), (at("3-11 10:00"), at("3-12 10:00"))
    within = (at("3-9 12:00"), at("3-10 09:00"))

    answer = due_at(at("3-6 09:00"), 3, Unit.WORK_DAYS, CALENDAR, pauses=[second, within, first])

    assert answer.due == at("3-13 18:00")
    assert kinds(answer.steps).count("pause") == 2


def test_an_open_pause_leaves_no_due_date_and_stops_the_count():
    pause = [(at("3-9 12:00"), None)]
    term = (at("3-5 09:00"), 2, Unit.WORK_DAYS, CALENDAR)

    answer = due_at(*term, pauses=pause)

    assert (answer.due, answer.warn) == (None, None)
    assert answer.steps[-1].args == {"at": at("3-9 12:00"), "until": None}
    assert remaining(at("3-20 09:00"), *term, pauses=pause) == 1
    assert light(at("3-20 09:00"), answer.warn, answer.due) is Light.PAUSED


def test_an_open_pause_after_the_due_moment_changes_nothing():
    answer = due_at(at("3-5 09:00"), 1, Unit.WORK_DAYS, CALENDAR, pauses=[(at("3-6 18:00"), None)])

    assert answer.due == at("3-6 18:00")


def test_a_pause_opened_after_the_warning_keeps_the_warning():
    answer = due_at(at("3-5 09:00"), 5, Unit.CALENDAR_DAYS, CALENDAR, pauses=[(at("3-10 10:00"), None)])

    assert (answer.due, answer.warn) == (None, at("3-10 00:00"))


def test_an_extension_of_thirty_days_makes_sixty_days_ninety():
    long = due_at(at("3-5 09:00"), 90, Unit.CALENDAR_DAYS, CALENDAR)
    extended = due_at(
        at("3-5 09:00"), 60, Unit.CALENDAR_DAYS, CALENDAR, extensions=[(30, Unit.CALENDAR_DAYS)]
    )

    assert (extended.due, extended.warn) == (long.due, long.warn)
    assert "extension" in kinds(extended.steps)


def test_an_extension_in_another_unit_goes_on_where_the_limit_ended():
    answer = due_at(at("3-5 09:00"), 1, Unit.CALENDAR_DAYS, CALENDAR, extensions=[(2, Unit.WORK_DAYS)])
    hours = due_at(at("3-5 09:00"), 1, Unit.WORK_DAYS, CALENDAR, extensions=[(1, Unit.WORK_HOURS)])

    assert answer.due == at("3-10 18:00")
    assert hours.due == at("3-9 09:30")


def test_the_time_used_stands_at_one_when_due_and_goes_on_when_late():
    term = (at("3-5 09:00"), 2, Unit.WORK_DAYS, CALENDAR)

    assert used_fraction(at("3-5 17:00"), *term) == 0
    assert used_fraction(at("3-6 18:00"), *term) == 0.5
    assert used_fraction(at("3-8 12:00"), *term) == 0.5
    assert used_fraction(at("3-9 18:00"), *term) == 1
    assert remaining(at("3-12 18:00"), *term) == -3
    assert remaining(at("3-4 09:00"), *term) == 2


def test_the_light_is_yellow_from_the_warning_to_the_due_moment_itself():
    warn, due = at("3-5 10:00"), at("3-5 12:00")

    assert light(at("3-5 09:59"), warn, due) is Light.GREEN
    assert light(warn, warn, due) is Light.YELLOW
    assert light(due, warn, due) is Light.YELLOW
    assert light(due + timedelta(seconds=1), warn, due) is Light.RED


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        (0, Unit.WORK_DAYS),
        (-1, Unit.MINUTES),
        (3_661, Unit.CALENDAR_DAYS),
        (3_661, Unit.WORK_DAYS),
        (3_660 * 8 + 1, Unit.WORK_HOURS),
        (3_660 * 1440 + 1, Unit.MINUTES),
        (1.5, Unit.WORK_DAYS),
        (float("nan"), Unit.MINUTES),
        (float("inf"), Unit.WORK_HOURS),
        (True, Unit.WORK_DAYS),
    ],
)
def test_an_amount_that_makes_no_sense_is_refused_in_a_sentence(amount, unit):
    with pytest.raises(ValueError, match=r"limit .*\.?"):
        due_at(at("3-5 09:00"), amount, unit, CALENDAR)


def test_other_senseless_input_is_refused():
    for start, kwargs in [
        (at("3-5 09:00").replace(tzinfo=None), {}),
        (at("3-5 09:00"), {"pauses": [(at("3-7 09:00"), at("3-6 09:00"))]}),
        (at("3-5 09:00"), {"extensions": [(3_660, Unit.WORK_DAYS)]}),
        (datetime(9999, 12, 30, tzinfo=UTC), {}),
    ]:
        with pytest.raises(ValueError, match=r"time zone|pause|limit"):
            due_at(start, 5, Unit.WORK_DAYS, CALENDAR, **kwargs)
    with pytest.raises(ValueError, match="Work hours"):
        WorkHours(((time(9), time(12)), (time(11), time(18))))
    with pytest.raises(ValueError, match="Work hours"):
        WorkHours(())


def test_an_office_with_other_hours_and_one_that_tells_time_in_utc():
    short = Calendar(hours=WorkHours(((time(9), time(15)),)))

    assert due_at(at("3-5 10:00"), 6, Unit.WORK_HOURS, short).due == at("3-6 10:00")
    start = datetime(2026, 3, 5, 20, tzinfo=UTC)  # 04:00 of the 6th in Shanghai
    assert due_at(start, 1, Unit.WORK_DAYS, CALENDAR).due == at("3-9 18:00")


def test_work_minutes_between_two_moments():
    assert CALENDAR.work_minutes_between(at("3-5 09:00"), at("3-9 09:00")) == 480 + 480
    assert CALENDAR.work_minutes_between(at("3-9 09:00"), at("3-5 09:00")) == -960
    assert CALENDAR.work_minutes_between(at("2-15 09:00"), at("2-23 18:00")) == 0


def test_sixty_work_days_are_counted_in_a_blink():
    rounds = 200
    begun = stopwatch.perf_counter()
    for _ in range(rounds):
        due_at(at("3-5 09:00"), 60, Unit.WORK_DAYS, CALENDAR)
    assert (stopwatch.perf_counter() - begun) / rounds < 0.002

    begun = stopwatch.perf_counter()
    assert due_at(at("3-5 09:00"), 1_160, Unit.WORK_DAYS, CALENDAR).due
    assert stopwatch.perf_counter() - begun < 0.1


# ---- proof by counting again, minute by minute -------------------------------------------------------------

MOMENTS = st.integers(0, 40 * 24 * 60).map(lambda n: at("2-5 00:00") + timedelta(minutes=n))
PAUSES = st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda p: (min(p), max(p))), max_size=4)


def working(moment: datetime) -> bool:
    clock = moment.time()
    return CALENDAR.is_workday(moment.date()) and (
        time(8, 30) <= clock < time(12) or time(13, 30) <= clock < time(18)
    )


def minute_by_minute(start, amount, unit, pauses):
    """The due moment by brute force, from the rule as it is worded."""

    def paused(moment):
        return any(begin <= moment < end for begin, end in pauses)

    if not unit.by_day:
        left = amount * (60 if unit is Unit.WORK_HOURS else 1)
        moment = start
        while left:
            left -= not paused(moment) and (unit is Unit.MINUTES or working(moment))
            moment += timedelta(minutes=1)
        return moment
    midnight = start.replace(hour=0, minute=0)
    left = amount
    while left:
        midnight += timedelta(days=1)
        end = midnight + (timedelta(days=1) if unit is Unit.CALENDAR_DAYS else timedelta(hours=18))
        under_way = paused(end - timedelta(minutes=1)) and paused(end)
        counts = unit is Unit.CALENDAR_DAYS or CALENDAR.is_workday(midnight.date())
        left -= counts and not under_way
    return end


@settings(max_examples=120, deadline=None)
@given(MOMENTS, st.integers(1, 12), st.sampled_from(Unit), PAUSES)
def test_every_due_date_is_proved_by_counting_again(start, amount, unit, pauses):
    due = due_at(start, amount, unit, CALENDAR, pauses=pauses).due

    assert due == minute_by_minute(start, amount, unit, pauses)


@settings(max_examples=120, deadline=None)
@given(
    MOMENTS, st.integers(1, 12), st.sampled_from(Unit), PAUSES, st.booleans(), st.lists(MOMENTS, max_size=4)
)
def test_the_used_share_only_grows_and_meets_warning_and_due(start, amount, unit, pauses, roll, moments):
    term = (start, amount, unit, CALENDAR)
    answer = due_at(*term, pauses=pauses, roll=roll)

    def share(moment):
        return used_fraction(moment, *term, pauses=pauses, roll=roll)

    assert share(answer.due) == pytest.approx(1)
    assert share(answer.warn) == pytest.approx(0.8)
    shares = [share(moment) for moment in sorted(moments)]
    assert shares == sorted(shares)
    assert start < answer.warn < answer.due


@settings(max_examples=60, deadline=None)
@given(MOMENTS, st.integers(1, 8), st.integers(1, 8), st.sampled_from(Unit), PAUSES)
def test_an_extension_in_the_same_unit_is_the_same_as_a_longer_limit(start, amount, more, unit, pauses):
    whole = due_at(start, amount + more, unit, CALENDAR, pauses=pauses)
    parts = due_at(start, amount, unit, CALENDAR, pauses=pauses, extensions=[(more, unit)])

    assert (parts.due, parts.warn) == (whole.due, whole.warn)


@settings(max_examples=60, deadline=None)
@given(MOMENTS, st.integers(1, 8), st.sampled_from(Unit), PAUSES)
def test_the_days_told_add_up_to_the_limit(start, amount, unit, pauses):
    steps = due_at(start, amount, unit, CALENDAR, pauses=pauses).steps

    if unit.by_day:
        assert sum(s.args["days"] for s in steps if s.kind in (StepKind.COUNTED, StepKind.MADE_UP)) == amount
    elif unit is Unit.WORK_HOURS:
        told = sum(s.args["days"] * s.args["minutes"] for s in steps if s.kind is StepKind.WORKED)
        assert told == pytest.approx(amount * 60)
    else:
        assert sum(s.args["minutes"] for s in steps if s.kind is StepKind.RAN) == pytest.approx(amount)
