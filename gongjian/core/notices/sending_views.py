"""The administrator's page of messages: whether mail goes out, the office's robots, what was not delivered."""

import uuid
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.page import Page, page_of
from gongjian.core.notices import robots
from gongjian.core.notices.forms import RobotForm
from gongjian.core.notices.models import Delivery, DeliveryState, Robot
from gongjian.core.notices.outbox import TOPICS, is_mail_set_up
from gongjian.core.notices.undelivered import send_again
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.core.refusal import Refused

ROWS = 30
LOOKS = {
    DeliveryState.WAITING: ("clock", ""),
    DeliveryState.SENDING: ("sync", "go"),
    DeliveryState.SENT: ("ok", "ok"),
    DeliveryState.FAILED: ("late", "late"),
    DeliveryState.DROPPED: ("no", ""),
}


@allow("notices.manage", methods=("GET",))
def overview(request: HttpRequest) -> HttpResponse:
    """Robots, and messages that were not delivered (`?all=1`: all)."""
    managed = Delivery.objects.managed_by(_access(request)).select_related("robot")
    everything = request.GET.get("all") == "1"
    rows = managed if everything else managed.filter(state=DeliveryState.FAILED)
    problem, page = "", Page()
    try:
        page = page_of(rows, sort="-id", path="id", size=ROWS, cursor=request.GET.get("cursor", ""))
    except Refused as refused:
        problem = str(refused.reason)
    context = {
        "mail": is_mail_set_up(),
        "robots": [_line(robot) for robot in _robots(request)],
        "problem": problem,
        "page": page,
        "lines": [{"one": one, "looks": LOOKS[DeliveryState(one.state)]} for one in page.rows],
        "everything": everything,
    }
    return render(request, "notices/sending.html", context, status=422 if problem else 200)


@allow("notices.manage", methods=("POST",))
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send once more what was not delivered."""
    delivery = get_object_or_404(Delivery.objects.managed_by(_access(request)), pk=pk)
    return do_and_say(
        request,
        act="notices.send_again",
        work=lambda: send_again(delivery, actor=me(request), now=timezone.now()),
        done=_("The message waits for its turn again."),
        back=reverse("notices:sending"),
    )


@allow("notices.manage")
def add(request: HttpRequest) -> HttpResponse:
    """A new robot."""

    def work(given: dict[str, Any]) -> str:
        office = given.pop("office")
        robots.add_robot(office, **given, actor=me(request), now=timezone.now())
        return reverse("notices:sending")

    form = RobotForm(request.POST or None, offices=_offices(request))
    done = _("The robot is there, switched off. Send a test message, then switch it on.")
    context = _context(_("Add a robot"), submit=_("Add"))
    return form_page(request, form, act="notices.add_robot", work=work, done=done, context=context)


@allow("notices.manage")
def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Another name, address, secret, other topics."""
    robot = _one(request, uid)

    def work(given: dict[str, Any]) -> str:
        robots.change_robot(robot, **given, actor=me(request), now=timezone.now())
        return reverse("notices:sending")

    initial = {"name": robot.name, "topics": robot.topics}
    form = RobotForm(request.POST or None, offices=_offices(request), fresh=False, initial=initial)
    context = _context(robot.name, submit=_("Save"))
    context["intro"] = f"{robot.get_kind_display()} · {robots.masked_address(robot)}"
    return form_page(
        request, form, act="notices.change_robot", work=work, done=_("The robot is changed."), context=context
    )


@allow("notices.manage", methods=("POST",))
def switch(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """On or off."""
    robot = _one(request, uid)
    on = request.POST.get("on") == "1"
    return do_and_say(
        request,
        act="notices.switch_robot",
        work=lambda: robots.switch_robot(robot, on=on, actor=me(request), now=timezone.now()),
        done=_("The robot tells from now on.") if on else _("The robot is silent now."),
        back=reverse("notices:sending"),
    )


@allow("notices.manage", methods=("POST",))
def test(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A message without content, to see whether it arrives."""
    robot = _one(request, uid)
    return do_and_say(
        request,
        act="notices.try_robot",
        work=lambda: robots.try_robot(robot, actor=me(request), now=timezone.now()),
        done=_(
            "A test message goes out within a few seconds. If it does not arrive, it is listed below with the reason."
        ),
        back=reverse("notices:sending"),
    )


@allow("notices.manage")
def remove(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a robot away, after asking."""
    robot = _one(request, uid)
    if request.method == "POST":
        return do_and_say(
            request,
            act="notices.remove_robot",
            work=lambda: robots.remove_robot(robot, actor=me(request), now=timezone.now()),
            done=_("The robot is removed, and its address is destroyed."),
            back=reverse("notices:sending"),
        )
    context = {
        "question": _("Remove the robot “%(name)s”?") % {"name": robot.name},
        "consequence": _("Its address and secret are destroyed. To use it again, enter them anew."),
        "label": _("Yes, remove it"),
        "back_url": reverse("notices:sending"),
        "danger": True,
    }
    return render(request, "web/confirm.html", context)


def _access(request: HttpRequest) -> Access:
    return cast(Access, request.access)  # type: ignore[attr-defined]


def _robots(request: HttpRequest) -> Any:
    return Robot.objects.managed_by(_access(request)).select_related("office")


def _one(request: HttpRequest, uid: uuid.UUID) -> Robot:
    found: Robot = get_object_or_404(_robots(request), uid=uid)
    return found


def _offices(request: HttpRequest) -> Any:
    return Area.objects.offices().under_any(_access(request).paths("notices.manage"))


def _line(robot: Robot) -> dict[str, Any]:
    topics = [TOPICS[topic] for topic in robot.topics if topic in TOPICS]
    return {"robot": robot, "address": robots.masked_address(robot), "topics": topics}


def _context(title: str, *, submit: str) -> dict[str, Any]:
    return {"title": title, "back_url": reverse("notices:sending"), "submit_label": submit}
