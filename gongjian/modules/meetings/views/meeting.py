"""One meeting: its page, and the forms by which it is prepared, held and written up."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.files.downloads import as_download
from gongjian.core.items.models import Item
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.links.faces import faces_of
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.lib.docx.plain import MEDIA_TYPE
from gongjian.modules.meetings import actions, policy
from gongjian.modules.meetings.code import address_of, picture_of
from gongjian.modules.meetings.forms import (
    AskUnitForm,
    CallForm,
    CancelForm,
    DecideForm,
    MinutesForm,
    NextForm,
    OutcomeForm,
    PointForm,
    PresenceForm,
    tomorrow,
)
from gongjian.modules.meetings.ledgers import MEETINGS
from gongjian.modules.meetings.minutes import minutes_docx
from gongjian.modules.meetings.models import AgendaPoint, Attendance, Meeting
from gongjian.modules.meetings.suggesting import raised_for, suggested_for

SCOPED = "the meeting is looked up among those the person may see"

meetings = ledger_view(MEETINGS)


def page_of(pk: int) -> str:
    """The meeting's page."""
    return reverse("meetings:meeting", args=[pk])


def visible_meeting(request: HttpRequest, pk: int) -> Meeting:
    """The meeting if this person may see it, else 404."""
    rows = Meeting.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(rows.select_related("office", "area", "about", "before", "minutes_by"), pk=pk)


def _held(request: HttpRequest, pk: int) -> Meeting:
    """The meeting if this person holds it, else 404."""
    meeting = visible_meeting(request, pk)
    if not policy.may_hold(meeting.area_path, request.access):  # type: ignore[attr-defined]
        raise Http404
    return meeting


@allow_signed_in(SCOPED, methods=("GET",))
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole meeting on one page."""
    found, access, now = visible_meeting(request, pk), request.access, timezone.now()  # type: ignore[attr-defined]
    holds = policy.may_hold(found.area_path, access) and not found.is_settled
    readable = set(
        Item.objects.visible_to(access).filter(agenda_points__meeting=found).values_list("pk", flat=True)
    )
    points = list(found.points.select_related("item"))
    decisions = list(found.decisions.with_all())
    faces = faces_of([point.about for point in points if point.about], access)
    for point in points:
        point.face = faces.get(point.about) if point.about else None  # type: ignore[attr-defined]
        point.readable = point.item_id in readable  # type: ignore[attr-defined]
        point.decided = [one for one in decisions if one.point_id == point.pk]  # type: ignore[attr-defined]
    attendances = list(found.attendances.select_related("unit", "person"))
    context = {
        "meeting": found,
        "state": found.state_at(now),
        "points": points,
        "free_decisions": [one for one in decisions if one.point_id is None],
        "decisions": decisions,
        "attendances": attendances,
        "came": sum(1 for one in attendances if one.presence == "present"),
        "holds": holds,
        "may_hold": policy.may_hold(found.area_path, access),
        "begun": found.starts_at <= now,
        "following": found.following.order_by("starts_at").first(),
        "about_readable": found.about_id
        and Item.objects.visible_to(access).filter(pk=found.about_id).exists(),
        "thread_url": reverse("links:thread", args=["meetings.meeting", found.pk]),
    }
    return render(request, "meetings/meeting.html", context)


@allow("meetings.hold")
def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""

    def work(given: dict[str, Any]) -> str:
        area = given.pop("area")
        made = actions.call_meeting(area, actor=me(request), now=timezone.now(), **given)
        return page_of(made.pk)

    about = request.GET.get("about", "")
    kind = "coordination" if about else "joint"
    form = CallForm(request.POST or None, access=request.access, initial={"about": about, "kind": kind})  # type: ignore[attr-defined]
    context = {
        "title": _("Call a meeting"),
        "submit_label": _("Call it"),
        "back_url": reverse("meetings:list"),
    }
    done = _("The meeting is called.")
    return form_page(request, form, act="meetings.call", work=work, done=done, context=context)


@allow("meetings.hold")
def call_next(request: HttpRequest, pk: int) -> HttpResponse:
    """The next meeting of the row."""
    found = _held(request, pk)

    def work(given: dict[str, Any]) -> str:
        return page_of(actions.call_next(found.pk, actor=me(request), now=timezone.now(), **given).pk)

    form = NextForm(
        request.POST or None, initial={"starts_at": tomorrow(max(found.starts_at, timezone.now()))}
    )
    done = _("The next meeting is called; what is still open stands on its agenda.")
    return _form(request, found, form, work, act="call_next", title=_("Call the next meeting"), done=done)


@allow("meetings.hold")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off."""
    found = _held(request, pk)
    form = CancelForm(request.POST or None)
    work = _acting(request, found, lambda **given: actions.cancel_meeting(found.pk, **given))
    done = _("The meeting is called off.")
    return _form(request, found, form, work, act="cancel", title=_("Call the meeting off"), done=done)


@allow("meetings.hold")
def add_point(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a point on the agenda: typed in, or one of those that are suggested."""
    found = _held(request, pk)
    access, now = request.access, timezone.now()  # type: ignore[attr-defined]
    raised = raised_for(found, access, now=now)
    form = PointForm(request.POST or None, meeting=found, access=access, raised=raised)

    def work(given: dict[str, Any]) -> str:
        told = {name: given[name] for name in ("title", "item", "about")}
        actions.add_point(found.pk, actor=me(request), now=timezone.now(), **told)
        return page_of(found.pk)

    more = {"suggested": suggested_for(found, access, now=now), "raised": raised}
    done, template = _("It is on the agenda."), "meetings/add_point.html"
    return _form(
        request,
        found,
        form,
        work,
        act="add_point",
        title=_("Add a point"),
        done=done,
        more=more,
        template=template,
    )


@allow("meetings.hold")
def outcome(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """Write down what was said of a point."""
    found = _held(request, pk)
    row = get_object_or_404(AgendaPoint, pk=point, meeting=found)
    form = OutcomeForm(request.POST or None, initial={"outcome": row.outcome})
    work = _acting(request, found, lambda **given: actions.write_outcome(row.pk, **given))
    return _form(request, found, form, work, act=f"outcome:{point}", title=row.title, done=_("Written down."))


@allow("meetings.hold", methods=("POST",))
def take_off(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """Take a point off the agenda."""
    found = _held(request, pk)
    row = get_object_or_404(AgendaPoint, pk=point, meeting=found)
    work = lambda: actions.take_point_off(row.pk, actor=me(request), now=timezone.now()) or True  # noqa: E731
    done = _("It is off the agenda.")
    return do_and_say(request, act=f"meetings.take_off:{point}", work=work, done=done, back=page_of(pk))


@allow("meetings.hold")
def decide(request: HttpRequest, pk: int, point: int | None = None) -> HttpResponse:
    """Write a decision down."""
    found = _held(request, pk)
    row = get_object_or_404(AgendaPoint, pk=point, meeting=found) if point else None
    form = DecideForm(request.POST or None, meeting=found)
    work = _acting(request, found, lambda **given: actions.decide(found.pk, point=row, **given))
    title = _("Decision on “%(point)s”") % {"point": row.title} if row else _("Write a decision down")
    done = _("It stands in the owner's inbox.")
    return _form(request, found, form, work, act=f"decide:{point}", title=title, done=done)


@allow("meetings.hold")
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle the minutes."""
    found = _held(request, pk)
    form = MinutesForm(request.POST or None, initial={"minutes": found.minutes})
    work = _acting(request, found, lambda **given: actions.settle_minutes(found.pk, **given))
    done = _("The minutes are settled.")
    return _form(request, found, form, work, act="settle", title=_("Settle the minutes"), done=done)


@allow("meetings.hold")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one more unit."""
    found = _held(request, pk)
    form = AskUnitForm(request.POST or None, meeting=found)
    work = _acting(request, found, lambda **given: actions.ask_unit(found.pk, **given))
    return _form(
        request, found, form, work, act="ask", title=_("Ask one more unit"), done=_("The unit is asked.")
    )


@allow("meetings.hold")
def presence(request: HttpRequest, pk: int, attendance: int) -> HttpResponse:
    """Say whether somebody of a unit came."""
    found = _held(request, pk)
    row = get_object_or_404(Attendance.objects.select_related("unit"), pk=attendance, meeting=found)
    form = PresenceForm(request.POST or None, initial={"presence": row.presence, "reason": row.reason})
    work = _acting(request, found, lambda **given: actions.set_presence(row.pk, **given))
    return _form(
        request, found, form, work, act=f"presence:{attendance}", title=row.unit.name, done=_("Written down.")
    )


@allow_signed_in(SCOPED, methods=("GET",))
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as a Word document."""
    found = visible_meeting(request, pk)
    answer = HttpResponse(minutes_docx(found), content_type=MEDIA_TYPE)
    name = _("Minutes: %(title)s") % {"title": found.title}
    return as_download(answer, name=f"{name}.docx", stem=f"minutes-{found.pk}")


@allow("meetings.hold", methods=("GET",))
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code to hang up."""
    found = _held(request, pk)
    address = request.build_absolute_uri(address_of(found))
    return render(request, "meetings/code.html", {"meeting": found, "address": address})


@allow("meetings.hold", methods=("GET",))
def code_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The code's picture."""
    found = _held(request, pk)
    answer = HttpResponse(
        picture_of(request.build_absolute_uri(address_of(found))), content_type="image/svg+xml"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _acting(
    request: HttpRequest, found: Meeting, act: Callable[..., object]
) -> Callable[[dict[str, Any]], str]:
    """Do the act with what was typed and go back to the meeting."""

    def work(given: dict[str, Any]) -> str:
        act(actor=me(request), now=timezone.now(), **given)
        return page_of(found.pk)

    return work


def _form(
    request: HttpRequest,
    found: Meeting,
    form: forms.Form,
    work: Callable[[dict[str, Any]], str],
    *,
    act: str,
    title: str,
    done: str,
    more: dict[str, Any] | None = None,
    template: str = "web/simple_form.html",
) -> HttpResponse:
    context = {"title": title, "intro": found.title, "back_url": page_of(found.pk), **(more or {})}
    name = f"meetings.{act}:{found.pk}"
    return form_page(request, form, act=name, work=work, done=done, context=context, template=template)
