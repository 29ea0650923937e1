"""A served office for a whole module of browser tests: written once, emptied when the module is done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from gongjian.core.items import more_time, side
from gongjian.core.people.models import Person
from gongjian.modules.reports.actions import Told, register_report, save_template
from gongjian.modules.reports.actions.drafting import keep_what, keep_where
from gongjian.modules.reports.follow import token_of
from tests.cast import Cast, make_cast
from tests.journeys.scene import Scene, picture


@dataclass
class Served:
    """Where the office is served, who works in it, and addresses of objects that no link of a menu leads to."""

    url: str
    cast: Cast
    public: list[str] = field(default_factory=list)
    desk: list[str] = field(default_factory=list)

    def cookies_of(self, person: Person) -> list[Any]:
        """What a browser holds in which the person has signed in."""
        client = Client()
        client.force_login(person)
        return [{"name": name, "value": one.value, "url": self.url} for name, one in client.cookies.items()]


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: Any) -> Iterator[Served]:
    """The cast's office with matters at every point of their loops, under an address of its own."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        try:
            yield furnish(Served(server.url, make_cast()))
        finally:
            server.stop()
            call_command(
                "flush", verbosity=0, interactive=False, allow_cascade=False, inhibit_post_migrate=True
            )


def furnish(served: Served) -> Served:
    """One matter of each kind and state, one request of each kind, one draft on the public page."""
    scene = Scene(served.cast, now=timezone.now())
    home, at = served.cast.home, scene.now
    told = {
        "text": "文化路与经五路口西北角的路灯从上周三起一直不亮，晚上接孩子看不见路，请尽快安排人来修一下，谢谢。"
    }
    reports = [
        scene.reported(**told, name="李四光", phone="13900139000", wants_reply=True),
        scene.reported(**told),
        scene.dispatched(),
        scene.outside(),
        scene.checking(),
        scene.closed(),
    ]
    handled = scene.handling(lat=34.789, lon=113.678)
    side.ask_help(handled.pk, actor=home.head, unit=home.community_unit, request="请帮忙看现场", now=at)
    side.urge(handled.pk, actor=home.secretary, text="请今天办完并回话", now=at)
    clock = scene.item(handled.pk).clocks.get(name="handle")
    more_time.ask_extension(clock.pk, actor=home.head, amount=1, unit="work_days", reason="缺料", now=at)
    paused = scene.handling()
    clock = scene.item(paused.pk).clocks.get(name="handle")
    pause = more_time.ask_pause(clock.pk, actor=home.head, reason="等居民回家", now=at)
    more_time.decide(pause, actor=home.secretary, grant=True, answer="", now=at)
    lent = scene.handling()
    side.hand_over(lent.pk, unit=home.partner, request="请派志愿者", actor=home.head, now=at)
    for person in (home.dispatcher, home.clerk, home.grid_worker):
        mine = register_report(
            Told(area=home.grid, text="楼道堆物", title="楼道堆物", place="3号楼"), channel="counter", actor=person,
            pictures=[picture()], now=at,
        )  # fmt: skip
        served.desk.append(reverse("reports:slip", args=[mine.pk]))
    save_template(
        office=home.office, template=None, title="已修好", text="您反映的问题已经修好。", category=None, active=True,
        actor=home.dispatcher, now=at,
    )  # fmt: skip
    plan = scene.plan()
    scene.task(plan, begun=False)
    scene.task(plan, title="增设垃圾分类投放点")
    served.desk.append("/desk/search/?q=路灯")
    draft = keep_what(None, text="井盖破了", pictures=[picture()], without_pictures=False, now=at)
    keep_where(draft, area=home.community, place="门口", lat=None, lon=None, now=at)
    served.public = [
        "/", "/report/", "/report/list/", f"/report/follow/?number={scene.item(reports[2].pk).number}",
        *(reverse(f"public_reports:{step}", args=[draft.pk]) for step in ("what", "where", "reply")),
        *(reverse("public_reports:follow", args=[token_of(report)]) for report in (*reports, handled, paused)),
        reverse("people:sign_in"),
    ]  # fmt: skip
    return served
