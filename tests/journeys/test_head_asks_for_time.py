"""A department head sees what will be late tomorrow, asks for more time, and reads why the new date is right."""

import datetime as dt
import itertools

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from gongjian.core.clock.calendar import office_calendar
from gongjian.core.items.models import Clock, Extension, Item
from gongjian.lib.worktime import Unit, due_at
from tests.cast import Cast
from tests.journeys.conftest import SignIn
from tests.journeys.scene import Scene

LIMIT = 5
MORE = 3
REASON = "井盖是异型件，厂家后天才能送到。"


def started_to_be_due_tomorrow(now: dt.datetime) -> dt.datetime:
    """When a limit of `LIMIT` calendar days must have begun for its last day to be tomorrow."""
    tomorrow = timezone.localdate(now) + dt.timedelta(days=1)
    for hours in itertools.count(1):
        start = now - dt.timedelta(hours=hours)
        due = due_at(start, LIMIT, Unit.CALENDAR_DAYS, office_calendar()).due
        if due and last_day(due) == tomorrow:
            return start
    raise AssertionError


def last_day(due: dt.datetime) -> dt.date:
    """24:00 of a day belongs to that day."""
    return timezone.localdate(due - dt.timedelta(seconds=1))


def shown(moment: dt.datetime, form: str = "%Y-%m-%d %H:%M") -> str:
    """As the pages write it."""
    return timezone.localtime(moment).strftime(form)


def why_due(page: Page, due: dt.datetime) -> Locator:
    """The explanation of the clock that is due then."""
    return page.get_by_role("region", name=f"为什么是 {shown(due, '%m-%d %H:%M')} 到期")


def test_the_head_gets_more_time_and_the_due_date_says_why(cast: Cast, scene: Scene, sign_in: SignIn) -> None:
    start = started_to_be_due_tomorrow(scene.now)
    report = scene.handling(now=start)
    title = scene.item(report.pk).title
    before = scene.item(report.pk).due_at
    assert before is not None
    assert before > scene.now

    head = sign_in(cast.home.head)
    head.get_by_role("link", name="后三天").click()
    tomorrow = head.get_by_role("region", name="明天到期")
    tomorrow.get_by_role("link", name=title).click()
    expect(head.get_by_role("heading", level=1)).to_have_text(title)
    expect(why_due(head, before)).to_contain_text(f"{LIMIT} 天")

    head.get_by_role("link", name="申请延期").click()
    head.get_by_label("哪个时限").select_option(str(Clock.objects.get(name="handle").pk))
    head.get_by_label("再要多少").fill(str(MORE))
    head.get_by_label("单位").select_option("calendar_days")
    head.get_by_label("理由").fill(REASON)
    head.get_by_role("button", name="申请延期").click()
    asked = head.get_by_role("region", name="延期和暂停")
    expect(asked).to_contain_text("待批")
    expect(asked).to_contain_text(REASON)
    assert Item.objects.get(pk=report.pk).due_at == before

    secretary = sign_in(cast.home.secretary)
    wish = secretary.get_by_role("region", name="等我答复")
    expect(wish).to_contain_text(REASON[:10])
    wish.get_by_role("link", name="答复").click()
    secretary.get_by_label("同意", exact=True).check()
    secretary.get_by_role("button", name="审批延期").click()
    expect(secretary.get_by_role("status")).to_contain_text("已完成")

    granted = Extension.objects.get()
    due = due_at(
        start, LIMIT, Unit.CALENDAR_DAYS, office_calendar(), extensions=((MORE, Unit.CALENDAR_DAYS),)
    ).due
    assert due is not None
    assert last_day(due) == last_day(before) + dt.timedelta(days=MORE)
    assert Item.objects.get(pk=report.pk).due_at == due
    head.reload()
    why = why_due(head, due)
    expect(why).to_contain_text(shown(due))
    assert granted.decided_at is not None
    for words in (cast.home.secretary.name, shown(granted.decided_at), cast.home.head.name, REASON):
        expect(why).to_contain_text(words)
