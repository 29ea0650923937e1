"""Decisions and promises: their pages, and writing a promise down."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.items.detail import detail_context
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.modules.meetings import actions
from gongjian.modules.meetings.forms import PromiseForm
from gongjian.modules.meetings.ledgers import DECISIONS, PROMISES
from gongjian.modules.meetings.models import Decision, Meeting, Promise

SCOPED = "the matter is looked up among those the person may see"

decisions = ledger_view(DECISIONS)
promises = ledger_view(PROMISES)


@allow_signed_in(SCOPED, methods=("GET",))
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision."""
    access = request.access  # type: ignore[attr-defined]
    found = get_object_or_404(
        Decision.objects.visible_to(access).with_all().select_related("item__office"), pk=pk
    )
    context = detail_context(found.item, access, now=timezone.now())
    readable = Meeting.objects.visible_to(access).filter(pk=found.meeting_id).exists()
    meeting_url = reverse("meetings:meeting", args=[found.meeting_id]) if readable else ""
    context |= {
        "back_url": reverse("meetings:decisions")
        if access.may_anywhere("meetings.view")
        else reverse("items:inbox"),
        "back_label": _("Decisions"),
        "facts": [
            {"label": _("Decided in"), "value": found.meeting.title, "url": meeting_url},
            {"label": _("On which point"), "value": found.point.title if found.point else "—"},
            {"label": _("To be done by"), "value": f"{found.due_on:%Y-%m-%d}"},
            {"label": _("Where"), "value": found.item.area.short_name},
        ],
    }
    return render(request, "items/detail.html", context)


@allow_signed_in(SCOPED, methods=("GET",))
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise."""
    access = request.access  # type: ignore[attr-defined]
    found = get_object_or_404(
        Promise.objects.visible_to(access).with_all().select_related("item__office"), pk=pk
    )
    context = detail_context(found.item, access, now=timezone.now())
    context |= {
        "back_url": reverse("meetings:promises")
        if access.may_anywhere("meetings.view")
        else reverse("items:inbox"),
        "back_label": _("Promises"),
        "facts": [
            {"label": pgettext("of a promise", "To whom"), "value": found.to_whom},
            {"label": _("Where it was said"), "value": f"{found.said_in} · {found.said_on:%Y-%m-%d}"},
            {"label": _("To be kept by"), "value": f"{found.due_on:%Y-%m-%d}"},
            {"label": _("Where"), "value": found.item.area.short_name},
        ],
    }
    return render(request, "items/detail.html", context)


@allow("meetings.hold")
def new_promise(request: HttpRequest) -> HttpResponse:
    """Write a promise down."""

    def work(given: dict[str, Any]) -> str:
        area = given.pop("area")
        made = actions.promise(area, actor=me(request), now=timezone.now(), **given)
        return reverse("meetings:promise", args=[made.pk])

    form = PromiseForm(request.POST or None, access=request.access)  # type: ignore[attr-defined]
    context = {
        "title": _("Write a promise down"),
        "submit_label": pgettext("a promise", "Write it down"),
        "back_url": reverse("meetings:promises"),
    }
    done = _("It stands in the list of promises and in the unit's inbox.")
    return form_page(request, form, act="meetings.promise", work=work, done=done, context=context)
