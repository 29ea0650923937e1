"""The administrator's pages: what the office demands, who still lacks it, and help for whoever lost her phone."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.factors.actions import reset_protection, set_rule
from gongjian.core.factors.forms import RuleForm
from gongjian.core.factors.models import FactorRule
from gongjian.core.factors.state import protection_of, staff_of
from gongjian.core.people.forms import ReasonForm
from gongjian.core.people.guard import allow
from gongjian.core.people.models import Person
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.core.sso.providers import providers

MOST_NAMES = 200
MOST_OFFICES = 50


@allow("people.manage", methods=("GET",))
def overview(request: HttpRequest) -> HttpResponse:
    """Each office with its rule, and the people of its staff who sign in by a password alone."""
    now = timezone.now()
    lines = [_line(office, now=now) for office in _offices(request)[:MOST_OFFICES]]
    return render(request, "factors/overview.html", {"lines": lines})


@allow("people.manage")
def rule(request: HttpRequest, number: int) -> HttpResponse:
    """From which day on, or never."""
    office, now = get_object_or_404(_offices(request), pk=number), timezone.now()
    kept = FactorRule.objects.filter(office=office).first()

    def work(given: dict[str, Any]) -> str:
        set_rule(office, required_from=given["required_from"], actor=me(request), now=now)
        return reverse("factors_desk:overview")

    line = _line(office, now=now)
    context = {
        "title": _("Second step for %(office)s") % {"office": office.short_name},
        "intro": _("%(lacking)d of %(all)d people of the staff still sign in by a password alone. From the day on they can do"
                   " nothing before they have set up an app or a passkey.")
        % {"lacking": line["number"], "all": line["all"]},
        "back_url": reverse("factors_desk:overview"),
    }  # fmt: skip
    form = RuleForm(request.POST or None, initial={"required_from": kept.required_from if kept else None})
    return form_page(
        request, form, act=f"factors.set_rule:{number}", work=work, done=_("That holds now."), context=context
    )


@allow("people.manage", methods=("GET",))
def person(request: HttpRequest, number: int) -> HttpResponse:
    """What somebody has set up; never a secret."""
    one = _one(request, number)
    context = {
        "one": one,
        "protection": protection_of(one),
        "own": one.pk == me(request).pk,
        "outside": bool(providers()),
    }
    return render(request, "factors/person.html", context)


@allow("people.manage")
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """Her phone is lost: everything she has set up ends."""
    one = _one(request, number)

    def work(given: dict[str, Any]) -> str:
        reset_protection(one, reason=given["reason"], actor=me(request), now=timezone.now())
        return reverse("factors_desk:person", args=[one.pk])

    context = {
        "question": _("Take the second step of %(name)s away?") % {"name": one.name},
        "consequence": _("App, passkeys and recovery codes open nothing any more, and she is signed out everywhere. She signs in by"
                         " her password and is told. Make sure that it is she who asks."),
        "label": _("Yes, take it away"),
        "back_url": reverse("factors_desk:person", args=[one.pk]),
        "danger": True,
    }  # fmt: skip
    return form_page(
        request, ReasonForm(request.POST or None), act=f"factors.reset:{number}", work=work,
        done=_("It is taken away. She can set up a new one."), context=context, template="web/confirm.html",
    )  # fmt: skip


def _offices(request: HttpRequest) -> Any:
    paths = request.access.paths("people.manage")  # type: ignore[attr-defined]
    return Area.objects.current().offices().under_any(paths).order_by("path")


def _line(office: Area, *, now: dt.datetime) -> dict[str, Any]:
    staff: Any = staff_of(office, on=timezone.localdate(now))
    lacking = staff.filter(is_protected=False)
    return {
        "office": office,
        "rule": FactorRule.objects.filter(office=office).first(),
        "all": staff.count(),
        "number": lacking.count(),
        "lacking": lacking.order_by("name", "pk")[:MOST_NAMES],
    }


def _one(request: HttpRequest, number: int) -> Person:
    paths, today = request.access.paths("people.manage"), timezone.localdate()  # type: ignore[attr-defined]
    people = Person.objects.get_queryset().managed_under(paths, on=today).select_related("office")
    found: Person = get_object_or_404(people, pk=number)
    return found
