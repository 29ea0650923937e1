"""Pages of units: the list, one unit with its people, and what an administrator may do."""

from typing import Any, cast

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.ledgers.views import ledger_view
from gongjian.core.orgs import actions
from gongjian.core.orgs.forms import AddMemberForm, AddUnitForm, CloseUnitForm, EndMembershipForm
from gongjian.core.orgs.ledgers import UNITS, units_for
from gongjian.core.orgs.models import PARTY, Appointment, Membership, Term, Unit
from gongjian.core.orgs.post_ledgers import delegate_of, holder_of
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me

units = ledger_view(UNITS)


def _access(request: HttpRequest) -> Access:
    return cast(Access, request.access)  # type: ignore[attr-defined]


def _paths(request: HttpRequest) -> list[str]:
    return _access(request).paths("orgs.manage")


def _managed(request: HttpRequest, number: int) -> Unit:
    return get_object_or_404(
        Unit.objects.under_any(_paths(request)).select_related("office", "area"), pk=number
    )


def _page_of(unit: Unit) -> str:
    return reverse("orgs:detail", args=[unit.pk])


@allow("orgs.view", methods=("GET",))
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One unit: where it works, who belongs to it, who did."""
    unit = get_object_or_404(units_for(_access(request)), pk=number)
    members = unit.memberships.select_related("person").order_by("-is_head", "since", "pk")
    context = {
        "unit": unit,
        "members": members.filter(until__isnull=True),
        "former": members.filter(until__isnull=False),
        "children": unit.children.filter(active=True),
        **_posts_of(unit, request),
        "managed": unit.active and any(unit.area.path.startswith(path) for path in _paths(request)),
    }
    return render(request, "orgs/detail.html", context)


def _posts_of(unit: Unit, request: HttpRequest) -> dict[str, Any]:
    """Posts with their holders, seats of other units, and its own seats elsewhere."""
    today = timezone.localdate()
    terms = Term.objects.live(today).select_related("person")
    posts = unit.posts.prefetch_related(Prefetch("terms", queryset=terms, to_attr="held"))
    paths = _access(request).paths("orgs.organise")
    may = unit.active and unit.kind in PARTY and any(unit.area.path.startswith(path) for path in paths)
    return {
        "is_party": unit.kind in PARTY,
        "posts": [
            (post, [(term, holder_of(term), term.state_on(today)) for term in post.held]) for post in posts
        ],
        "appointed": [
            (row, delegate_of(row), row.state_on(today))
            for row in Appointment.objects.filter(organisation=unit).live(today).select_related("unit")
        ],
        "seats": Appointment.objects.filter(unit=unit).live(today).select_related("organisation"),
        "organised": may,
    }


@allow("orgs.manage")
def add(request: HttpRequest) -> HttpResponse:
    """A new unit."""

    def work(given: dict[str, Any]) -> str:
        area = given.pop("area")
        return _page_of(actions.add_unit(area, **given, actor=me(request), now=timezone.now()))

    form = AddUnitForm(request.POST or None, paths=_paths(request))
    context = {"title": _("Add a unit"), "submit_label": _("Add"), "back_url": reverse("orgs:list")}
    return form_page(
        request, form, act="orgs.add_unit", work=work, done=_("The unit is there."), context=context
    )


@allow("orgs.manage")
def close(request: HttpRequest, number: int) -> HttpResponse:
    """The unit takes no more work."""
    unit = _managed(request, number)

    def work(given: dict[str, Any]) -> str:
        return _page_of(actions.close_unit(unit, **given, actor=me(request), now=timezone.now()))

    form = CloseUnitForm(request.POST or None)
    context = _context(_("Close %(name)s"), unit, submit=_("Close the unit"))
    context["intro"] = _("Its people no longer belong to it; what it has done stays readable.")
    return form_page(
        request, form, act="orgs.close_unit", work=work, done=_("The unit is closed."), context=context
    )


@allow("orgs.manage")
def add_member(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody works in the unit from a day on."""
    unit = _managed(request, number)

    def work(given: dict[str, Any]) -> str:
        actions.add_member(unit, **given, actor=me(request), now=timezone.now())
        return _page_of(unit)

    form = AddMemberForm(request.POST or None, unit=unit, initial={"since": timezone.localdate()})
    context = _context(_("Add somebody to %(name)s"), unit, submit=_("Add"))
    done = _("The person belongs to the unit.")
    return form_page(request, form, act="orgs.add_member", work=work, done=done, context=context)


@allow("orgs.manage")
def end_membership(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody no longer works in the unit."""
    mine = Membership.objects.filter(unit__in=Unit.objects.under_any(_paths(request)), until__isnull=True)
    membership = get_object_or_404(mine.select_related("unit", "person"), pk=number)

    def work(given: dict[str, Any]) -> str:
        actions.end_membership(membership, **given, actor=me(request), now=timezone.now())
        return _page_of(membership.unit)

    form = EndMembershipForm(request.POST or None, initial={"on": timezone.localdate()})
    context = _context(_("Take somebody out of %(name)s"), membership.unit, submit=_("Take out"))
    context["intro"] = membership.person.name
    done = _("The person no longer belongs to the unit.")
    return form_page(request, form, act="orgs.end_membership", work=work, done=done, context=context)


def _context(title: str, unit: Unit, *, submit: str) -> dict[str, Any]:
    return {"title": title % {"name": unit}, "submit_label": submit, "back_url": _page_of(unit)}
