"""The administrator's pages: who works here, what each may do; give and end roles, disable, leave, see as."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people import actions
from gongjian.core.people.forms import (
    AddPersonForm,
    EndRoleForm,
    FirstPasswordForm,
    GiveRoleForm,
    LeaveForm,
    ReasonForm,
)
from gongjian.core.people.guard import SEEING, allow, allow_signed_in
from gongjian.core.people.ledgers import people_for, state_of
from gongjian.core.people.matrix import parts, roles
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.seeing import LONGEST, why_not
from gongjian.core.people.views.forms_page import do_and_say, form_page, me


@allow_signed_in("what each role may do is no secret", methods=("GET",))
def matrix(request: HttpRequest) -> HttpResponse:
    """Who may do what: one table, made from what the modules declare."""
    return render(request, "people/matrix.html", {"parts": parts(), "roles": roles()})


@allow("people.view", methods=("GET",))
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One person: roles by area, units, leave; and what an administrator may do."""
    now = timezone.now()
    today = timezone.localdate(now)
    person = get_object_or_404(people_for(request.access), pk=number)  # type: ignore[attr-defined]
    held = Holding.objects.filter(person=person).select_related("area", "given_by").order_by("since", "pk")
    may_end = tuple(_paths(request))
    may_see_as = request.access.may_anywhere("people.see_as")  # type: ignore[attr-defined]
    context = {
        "one": person,
        "state": state_of(person),
        "held": [(row, row.area_path.startswith(may_end)) for row in held.not_over(today)],
        "held_before": held.filter(until__lte=today),
        "stands_in_for": Person.objects.get_queryset().active().away_on(today).filter(stand_in=person),
        "away_today": person.is_away(today),
        "own": person.pk == me(request).pk,
        "managed": _managed(request, now=now).filter(pk=number).exists(),
        "may_see_as": may_see_as,
        "see_as_refusal": why_not(me(request), person=person, now=now) if may_see_as else "",
    }
    return render(request, "people/detail.html", context)


@allow("people.manage")
def add(request: HttpRequest) -> HttpResponse:
    """A new account."""

    def work(given: dict[str, Any]) -> str:
        username = given.pop("username")
        return _page_of(actions.add_person(username, **given, actor=me(request), now=timezone.now()))

    form = AddPersonForm(request.POST or None, paths=_paths(request))
    context = _context(_("Add a person"), back=reverse("people_desk:list"), submit=_("Add"))
    done = _("The account is there. Now give it a role.")
    return form_page(request, form, act="people.add_person", work=work, done=done, context=context)


@allow("people.manage")
def give_role(request: HttpRequest, number: int) -> HttpResponse:
    """A role for an area."""
    now = timezone.now()
    person = _one(request, number, now=now)

    def work(given: dict[str, Any]) -> str:
        actions.give_role(person, **given, actor=me(request), now=now)
        return _page_of(person)

    initial = {"since": timezone.localdate(now)}
    form = GiveRoleForm(request.POST or None, person=person, paths=_paths(request), initial=initial)
    title = _("Give %(name)s a role") % {"name": person.name}
    context = _context(title, back=_page_of(person), submit=_("Give the role"))
    return form_page(
        request, form, act="people.give_role", work=work, done=_("The role is given."), context=context
    )


@allow("people.manage")
def end_role(request: HttpRequest, number: int) -> HttpResponse:
    """A role held no longer."""
    now = timezone.now()
    held = Holding.objects.select_related("person", "area").filter(pk=number).first()
    if held is None or not request.access.may("people.manage", held.area_path):  # type: ignore[attr-defined]
        raise Http404

    def work(given: dict[str, Any]) -> str:
        actions.end_role(held, **given, actor=me(request), now=now)
        return _page_of(held.person)

    form = EndRoleForm(request.POST or None, initial={"until": timezone.localdate(now)})
    context = _context(_("End a role"), back=_page_of(held.person), submit=_("End the role"))
    context["intro"] = _("%(name)s: %(role)s for %(area)s. What was done in this role stays as it is.") % {
        "name": held.person.name,
        "role": held.get_role_display(),
        "area": held.area.short_name,
    }
    return form_page(
        request, form, act="people.end_role", work=work, done=_("The role has ended."), context=context
    )


@allow("people.manage")
def disable(request: HttpRequest, number: int) -> HttpResponse:
    """The account is closed at once."""
    title = _("Disable the account of %(name)s?")
    intro = _(
        "It is signed out everywhere at once and cannot sign in. Its history stays; it can be enabled again."
    )
    return _with_reason(
        request, number, actions.disable_person, title=title, intro=intro, done=_("The account is disabled.")
    )


@allow("people.manage")
def enable(request: HttpRequest, number: int) -> HttpResponse:
    """The account is opened again."""
    title = _("Enable the account of %(name)s again?")
    intro = _("It can sign in again, with the roles it still holds.")
    return _with_reason(
        request, number, actions.enable_person, title=title, intro=intro, done=_("The account is enabled.")
    )


@allow("people.manage")
def first_password(request: HttpRequest, number: int) -> HttpResponse:
    """A new first password for somebody who forgot hers."""
    now = timezone.now()
    person = _one(request, number, now=now)

    def work(given: dict[str, Any]) -> str:
        actions.reset_password(person, **given, actor=me(request), now=now)
        return _page_of(person)

    context = _context(_("New first password for %(name)s") % {"name": person.name}, back=_page_of(person))
    context["intro"] = _("The person is signed out everywhere, and must choose her own when she signs in.")
    return form_page(
        request,
        FirstPasswordForm(request.POST or None),
        act="people.reset_password",
        work=work,
        done=_("The first password is set."),
        context=context,
    )


@allow("people.manage")
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Leave for somebody who cannot set it herself, for instance because she is ill."""
    now = timezone.now()
    today = timezone.localdate(now)
    person = _one(request, number, now=now)

    def work(given: dict[str, Any]) -> str:
        actions.set_leave(person, **given, actor=me(request), now=now)
        return _page_of(person)

    initial = {
        "stand_in": person.stand_in_id,
        "away_from": person.away_from or today,
        "away_until": person.away_until,
    }
    form = LeaveForm(request.POST or None, person=person, today=today, initial=initial)
    context = _context(_("Leave of %(name)s") % {"name": person.name}, back=_page_of(person))
    return form_page(
        request, form, act="people.set_leave", work=work, done=_("The leave is set."), context=context
    )


@allow("people.manage", methods=("POST",))
def end_leave(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody is back."""
    now = timezone.now()
    person = _one(request, number, now=now)
    return do_and_say(
        request,
        act="people.end_leave",
        work=lambda: actions.end_leave(person, actor=me(request), now=now),
        done=_("The leave has ended."),
        back=_page_of(person),
    )


@allow("people.see_as")
def see_as(request: HttpRequest, number: int) -> HttpResponse:
    """Begin to see the pages as this person."""
    now = timezone.now()
    person = get_object_or_404(people_for(request.access), pk=number)  # type: ignore[attr-defined]

    def work(given: dict[str, Any]) -> str:
        seeing = actions.see_as(me(request), person=person, reason=given["reason"], now=now)
        request.session[SEEING] = seeing.pk
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    context = _context(
        _("See the pages as %(name)s") % {"name": person.name}, back=_page_of(person), submit=_("Begin")
    )
    context["intro"] = _(
        "For at most %(minutes)d minutes, read-only. Beginning and end stand in the trail with your name and reason."
    ) % {"minutes": LONGEST.total_seconds() // 60}
    done = _("You see the pages as %(name)s now.") % {"name": person.name}
    return form_page(
        request, ReasonForm(request.POST or None), act="people.see_as", work=work, done=done, context=context
    )


def _with_reason(
    request: HttpRequest, number: int, act: Any, *, title: str, intro: str, done: str
) -> HttpResponse:
    now = timezone.now()
    person = _one(request, number, now=now)

    def work(given: dict[str, Any]) -> str:
        act(person, **given, actor=me(request), now=now)
        return _page_of(person)

    context = {
        "question": title % {"name": person.name},
        "consequence": intro,
        "label": _("Yes, do it"),
        "back_url": _page_of(person),
        "danger": act is actions.disable_person,
    }
    form: forms.Form = ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        act=f"people.{act.__name__}",
        work=work,
        done=done,
        context=context,
        template="web/confirm.html",
    )


def _paths(request: HttpRequest) -> list[str]:
    found: list[str] = request.access.paths("people.manage")  # type: ignore[attr-defined]
    return found


def _managed(request: HttpRequest, *, now: dt.datetime) -> Any:
    return Person.objects.get_queryset().managed_under(_paths(request), on=timezone.localdate(now))


def _one(request: HttpRequest, number: int, *, now: dt.datetime) -> Person:
    """A person whom the administrator manages; all others are as if not there."""
    found: Person = get_object_or_404(_managed(request, now=now), pk=number)
    return found


def _page_of(person: Person) -> str:
    return reverse("people_desk:detail", args=[person.pk])


def _context(title: str, *, back: str, submit: Any = "") -> dict[str, Any]:
    return {"title": title, "back_url": back, **({"submit_label": submit} if submit else {})}
