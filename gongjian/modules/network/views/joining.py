"""A unit asks to join, and what the office decides about it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.once.actions import do_once
from gongjian.core.people.buckets import Rate, take
from gongjian.core.people.guard import allow, allow_public
from gongjian.core.people.views.forms_page import form_page, me, put_into
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.network import actions, forms
from gongjian.modules.network.actions.joining import Facts
from gongjian.modules.network.ledgers import standing_of
from gongjian.modules.network.models import Agreement, Joining, Pairing
from gongjian.modules.network.views.common import form_of

ASKING = Rate("network-join", 10, dt.timedelta(hours=1))


@allow_public("any unit may ask to join the alliance, without an account")
def join(request: HttpRequest) -> HttpResponse:
    """A unit asks to join."""
    form = forms.JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        names = ("name", "kind", "address", "gives", "contact", "phone")

        def work() -> dict[str, Any]:
            take(ASKING, subject=request.META.get("REMOTE_ADDR", ""), now=now)
            facts = Facts(**{name: given[name] for name in names})
            row = actions.apply_to_join(
                given["area"],
                facts=facts,
                sign_in_name=given["sign_in_name"],
                password=given["password"],
                now=now,
            )
            return {"uid": str(row.uid)}

        try:
            done = do_once(request.POST.get("once", ""), "network.join", work)
            return redirect("network_public:standing", done["uid"])
        except Refused as refused:
            put_into(form, refused)
    return render(request, "network/public/join.html", {"form": form}, status=422 if form.errors else 200)


@allow_public(
    "whoever asked holds the address; shows name, standing and reason, nothing sealed", methods=("GET",)
)
def standing(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What became of a request to join, for as long as it is kept."""
    row = get_object_or_404(Joining.objects.select_related("office"), uid=uid)
    days = row.until or timezone.localdate(row.decided_at) if row.decided_at else None
    context = {
        "row": row,
        "standing": standing_of(row),
        "decided_on": days,
        "address": request.build_absolute_uri(),
    }
    return render(request, "network/public/standing.html", context)


def _joining(request: HttpRequest, pk: int) -> Joining:
    rows = Joining.objects.visible_to(request.access).select_related("unit", "area", "office", "decided_by")  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)


@allow("network.view", methods=("GET",))
def joining(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: what it said of itself, its standing, what it has with the office."""
    row, access = _joining(request, pk), request.access  # type: ignore[attr-defined]
    may = access.may("network.confirm", row.area_path)
    context = {
        "row": row, "standing": standing_of(row), "may_confirm": may,
        "contact": f"{unseal(row, 'contact')} {unseal(row, 'phone')}".strip() if may else "",
        "agreements": Agreement.objects.visible_to(access).filter(item__unit=row.unit_id).with_all() if row.unit_id else (),
        "pairings": Pairing.objects.filter(unit=row.unit_id).select_related("other") if row.unit_id else (),
        "confirmations": row.confirmations.all(),
    }  # fmt: skip
    return render(request, "network/joining.html", context)


@allow("network.confirm")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a unit."""
    row = _joining(request, pk)
    back = reverse("network:joining", args=[pk])
    first = {name: getattr(row, name) for name in ("kind", "address", "gives")}
    first |= {name: unseal(row, name) for name in ("contact", "phone")}

    def work(given: dict[str, Any]) -> str:
        facts = Facts(name=row.name, **given)
        actions.correct_joining(row, facts=facts, actor=me(request), now=timezone.now())
        return back

    form = forms.FactsForm(request.POST or None, initial=first)
    return form_of(
        request, form, f"network.correct:{pk}", work, _("Correct %(name)s") % {"name": row.name}, back
    )


def _act(verb: str, make: type[Any], title: Any, done: Any, intro: Any = str) -> Callable[..., HttpResponse]:
    """The page of one decision about a unit."""

    @allow("network.confirm")
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = _joining(request, pk)
        back = reverse("network:joining", args=[pk])

        def work(given: dict[str, Any]) -> str:
            getattr(actions, verb)(row, **given, actor=me(request), now=timezone.now())
            return back

        context = {"title": title() % {"name": row.name}, "back_url": back, "intro": intro()}
        return form_page(
            request,
            make(request.POST or None),
            act=f"network.{verb}:{pk}",
            work=work,
            done=done(),
            context=context,
        )

    return view


confirm = _act(
    "confirm_joining",
    forms.NoteForm,
    lambda: _("Confirm %(name)s"),
    lambda: _("The unit is in the alliance."),
)
refuse = _act("refuse_joining", forms.ReasonForm, lambda: _("Refuse %(name)s"), lambda: _("Refused."))
pause = _act(
    "pause",
    forms.ReasonForm,
    lambda: _("Pause %(name)s"),
    lambda: _("The unit's standing is paused."),
    lambda: _("Nothing is deleted, and the unit can take part again at any time."),
)
resume = _act(
    "resume",
    forms.ReasonForm,
    lambda: _("%(name)s takes part again"),
    lambda: _("The unit takes part again."),
)
leave = _act(
    "leave",
    forms.EndForm,
    lambda: _("%(name)s leaves the alliance"),
    lambda: _("The unit has left."),
    lambda: _("Its agreements, pairings and resources end with it; what it has delivered stays counted."),
)
