"""What units give: a resource's page, adding and changing it, and where it stands; the page of one's own unit."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.core.privacy.sealing import unseal
from gongjian.modules.exchange import actions, policy
from gongjian.modules.exchange.actions.giving import PLAIN, Facts, windows_of
from gongjian.modules.exchange.capacity import left_in, period_of
from gongjian.modules.exchange.forms import ReasonForm, ResourceForm
from gongjian.modules.exchange.ledgers import state_of
from gongjian.modules.exchange.models import Match, Offered, Per, Resource
from gongjian.modules.exchange.windows import write_windows

SCOPED = "the resource is looked up among those the person may see"
SHOWN = 50


def seen(request: HttpRequest, pk: int) -> Resource:
    """The resource if this person may see it, else 404."""
    rows = Resource.objects.visible_to(request.access).with_all()  # type: ignore[attr-defined]
    return get_object_or_404(rows.select_related("unit__area"), pk=pk)


def kept(request: HttpRequest, pk: int) -> Resource:
    """The resource if this person keeps it; 403 if she may only read it."""
    found = seen(request, pk)
    if not policy.may_keep(found.unit, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    return found


@allow_signed_in(SCOPED, methods=("GET",))
def resource(request: HttpRequest, pk: int) -> HttpResponse:
    """One resource: what, how much is left, when, for whom, and what came of it."""
    found, access = seen(request, pk), request.access  # type: ignore[attr-defined]
    keeps, may_list = policy.may_keep(found.unit, access), access.may_anywhere("exchange.view")
    matches = Match.objects.visible_to(access).filter(resource=found).with_all()
    context = {
        "resource": found,
        "state": state_of(found),
        "facts": facts_of(found, keeps=keeps),
        "matches": matches.order_by("-first_day", "-pk")[:SHOWN],
        "keeps": keeps,
        "now": timezone.now(),
        "back_url": reverse("exchange:resources" if may_list else "exchange:mine"),
        "back_label": _("Resources") if may_list else _("My unit's resources"),
    }
    return render(request, "exchange/resource.html", context)


def facts_of(found: Resource, *, keeps: bool) -> list[dict[str, Any]]:
    """Label and value of what is said of it."""
    today = timezone.localdate()
    last = period_of(found.per, today)[1]
    left = f"{left_in(found, today)} {found.measure}"
    if found.per != Per.ONCE:
        left = _("%(left)s until %(day)s") % {"left": left, "day": f"{last:%Y-%m-%d}"}
    span = " – ".join(f"{day:%Y-%m-%d}" if day else "…" for day in (found.since, found.until))
    rows = [
        (_("Giving unit"), found.unit.name), (_("Category of the exchange"), found.category.name),
        (_("Capacity"), found.capacity_text), (_("Left"), left),
        (_("Hours"), write_windows(windows_of(found)) or _("By arrangement")),
        (_("First and last day"), span if found.since or found.until else ""), (_("Place"), found.place),
        (_("Area"), found.area.short_name), (_("Who may use it"), found.who), (_("Conditions"), found.conditions),
        (_("Contact at the unit"), unseal(found, "contact") if keeps else ""), (_("Reason"), found.state_reason),
    ]  # fmt: skip
    return [{"label": label, "value": value} for label, value in rows if value]


@allow("exchange.give")
def new_resource(request: HttpRequest) -> HttpResponse:
    """Add a resource of one's own unit, or of any of the office."""
    access = request.access  # type: ignore[attr-defined]
    own = list(access.unit_ids)
    first = {"unit": own[0] if len(own) == 1 else None}
    form = ResourceForm(access, request.POST or None, initial=first)

    def work(cleaned: dict[str, Any]) -> str:
        unit = cleaned.pop("unit")
        made = actions.add_resource(unit, facts=Facts(**cleaned), actor=me(request), now=timezone.now())
        return reverse("exchange:resource", args=[made.pk])

    context = {"title": _("Add a resource"), "back_url": _back(request), "keep_key": "exchange.resource"}
    return form_page(
        request, form, act="exchange.add_resource", work=work, done=_("It is on the list."), context=context
    )


@allow_signed_in(SCOPED)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew what it is."""
    found = kept(request, pk)
    said = {name: getattr(found, name) for name in PLAIN} | {
        "windows": write_windows(windows_of(found)), "contact": unseal(found, "contact"),
    }  # fmt: skip
    form = ResourceForm(request.access, request.POST or None, initial=said, known=found)  # type: ignore[attr-defined]
    back = reverse("exchange:resource", args=[pk])

    def work(cleaned: dict[str, Any]) -> str:
        actions.change_resource(pk, facts=Facts(**cleaned), actor=me(request), now=timezone.now())
        return back

    context = {"title": _("Change the resource"), "intro": found.title, "back_url": back}
    return form_page(
        request, form, act=f"exchange.change:{pk}", work=work, done=_("Changed."), context=context
    )


@allow_signed_in(SCOPED)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Not on offer for now."""
    words = _("What was promised stays promised; nothing new is offered until you offer it again.")
    return _turn(request, pk, actions.pause_resource, title=_("Pause"), intro=words)


@allow_signed_in(SCOPED)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the list."""
    words = _("Open matches are cancelled with this reason, and their needs are open again.")
    return _turn(request, pk, actions.withdraw_resource, title=_("Withdraw"), intro=words)


def _turn(request: HttpRequest, pk: int, action: Any, *, title: str, intro: str) -> HttpResponse:
    found = kept(request, pk)
    back = reverse("exchange:resource", args=[pk])

    def work(cleaned: dict[str, Any]) -> str:
        action(pk, reason=cleaned["reason"], actor=me(request), now=timezone.now())
        return back

    context = {"title": f"{title} · {found.title}", "intro": intro, "back_url": back, "submit_label": title}
    form = ReasonForm(request.POST or None)
    done = _("Done: %(what)s") % {"what": title}
    return form_page(
        request, form, act=f"exchange.{action.__name__}:{pk}", work=work, done=done, context=context
    )


@allow_signed_in(SCOPED, methods=("POST",))
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Back on offer."""
    kept(request, pk)
    return do_and_say(
        request, act=f"exchange.again:{pk}", done=_("It is on offer again."), back=reverse("exchange:resource", args=[pk]),
        work=lambda: actions.offer_again(pk, actor=me(request), now=timezone.now()),
    )  # fmt: skip


@allow("exchange.give", methods=("GET",))
def mine(request: HttpRequest) -> HttpResponse:
    """My unit's page: what is asked of us, what we give, what we delivered."""
    access = request.access  # type: ignore[attr-defined]
    matches = Match.objects.of_units(access.unit_ids).with_all()
    context = {
        "asked": matches.filter(item__state="proposed").order_by("first_day", "pk")[:SHOWN],
        "coming": matches.filter(item__state__in=("accepted", "agreed", "running")).order_by(
            "first_day", "pk"
        )[:SHOWN],
        "delivered": matches.filter(item__state="delivered").order_by("-item__closed_at", "-pk")[:SHOWN],
        "resources": Resource.objects.of_units(access.unit_ids).with_all().order_by("state", "title")[:SHOWN],
        "now": timezone.now(),
        "OFFERED": Offered.OFFERED,
    }
    return render(request, "exchange/mine.html", context)


def _back(request: HttpRequest) -> str:
    sees = request.access.may_anywhere("exchange.view")  # type: ignore[attr-defined]
    return reverse("exchange:resources" if sees else "exchange:mine")
