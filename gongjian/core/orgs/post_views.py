"""Pages of posts: the tree of Party organisations, and the forms by which posts are held and seats are taken."""

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.ledgers.views import ledger_view
from gongjian.core.orgs import posting
from gongjian.core.orgs.forms import AppointForm, EndForm, PostForm, TermForm
from gongjian.core.orgs.models import PARTY, Appointment, Post, Term, Unit
from gongjian.core.orgs.party import party_tree
from gongjian.core.orgs.post_ledgers import SEATS, TERMS
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me

terms = ledger_view(TERMS)
seats = ledger_view(SEATS)


def _paths(request: HttpRequest) -> list[str]:
    return cast(Access, request.access).paths("orgs.organise")  # type: ignore[attr-defined]


def _organised(request: HttpRequest) -> Any:
    return Unit.objects.under_any(_paths(request)).filter(kind__in=PARTY).select_related("office", "area")


@allow("orgs.view", methods=("GET",))
def party(request: HttpRequest) -> HttpResponse:
    """The tree of Party organisations."""
    lines = party_tree(request.access, today=timezone.localdate())  # type: ignore[attr-defined]
    return render(request, "orgs/party.html", {"lines": lines})


@allow("orgs.organise")
def add_post(request: HttpRequest, number: int) -> HttpResponse:
    """A new post of an organisation."""
    unit = get_object_or_404(_organised(request), pk=number)
    form = PostForm(request.POST or None)
    work = lambda given: posting.add_post(unit, **given, actor=me(request), now=timezone.now())  # noqa: E731
    return _form(request, form, unit, work, title=_("Add a post to %(name)s"), done=_("The post is there."))


@allow("orgs.organise")
def begin_term(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody enters a post."""
    posts = Post.objects.filter(unit__in=_organised(request)).select_related("unit__office", "unit__area")
    post = get_object_or_404(posts, pk=number)
    today = timezone.localdate()
    first = {"since": today, "until": dt.date(today.year + 5, today.month, min(today.day, 28))}
    form = TermForm(request.POST or None, unit=post.unit, initial=first)
    work = lambda given: posting.begin_term(post, **given, actor=me(request), now=timezone.now())  # noqa: E731
    title = _("Who holds the post “%(post)s” of %(name)s") % {"post": post.title, "name": "%(name)s"}
    return _form(request, form, post.unit, work, title=title, done=_("The term is entered."))


@allow("orgs.organise")
def end_term(request: HttpRequest, number: int) -> HttpResponse:
    """A term ends before its time."""
    rows = Term.objects.filter(post__unit__in=_organised(request), ended_on__isnull=True)
    term = get_object_or_404(rows.select_related("post__unit"), pk=number)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    work = lambda given: posting.end_term(term, **given, actor=me(request), now=timezone.now())  # noqa: E731
    return _form(
        request, form, term.post.unit, work, title=_("End a term in %(name)s"), done=_("The term has ended.")
    )


@allow("orgs.organise")
def appoint(request: HttpRequest, number: int) -> HttpResponse:
    """A unit takes a seat."""
    unit = get_object_or_404(_organised(request), pk=number)
    today = timezone.localdate()
    first = {"since": today, "until": dt.date(today.year + 3, today.month, min(today.day, 28))}
    form = AppointForm(request.POST or None, unit=unit, initial=first)

    def work(given: dict[str, Any]) -> Any:
        return posting.appoint(unit, **given, actor=me(request), now=timezone.now())

    return _form(
        request, form, unit, work, title=_("Appoint a member of %(name)s"), done=_("The seat is taken.")
    )


@allow("orgs.organise")
def end_appointment(request: HttpRequest, number: int) -> HttpResponse:
    """A seat ends before its time."""
    rows = Appointment.objects.filter(organisation__in=_organised(request), ended_on__isnull=True)
    row = get_object_or_404(rows.select_related("organisation"), pk=number)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    work = lambda given: posting.end_appointment(row, **given, actor=me(request), now=timezone.now())  # noqa: E731
    return _form(
        request,
        form,
        row.organisation,
        work,
        title=_("End a seat in %(name)s"),
        done=_("The seat has ended."),
    )


def _form(
    request: HttpRequest,
    form: Any,
    unit: Unit,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    done: str,
) -> HttpResponse:
    back = reverse("orgs:detail", args=[unit.pk])

    def work(given: dict[str, Any]) -> str:
        act(given)
        return back

    context = {"title": title % {"name": unit}, "back_url": back}
    return form_page(request, form, act=f"orgs.post:{request.path}", work=work, done=done, context=context)
