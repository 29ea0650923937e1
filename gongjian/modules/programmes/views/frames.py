"""Programmes with their strands, and matters that hang on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.people.guard import allow
from gongjian.modules.programmes import actions
from gongjian.modules.programmes.forms import HangForm, ProgrammeForm, ReasonForm, StrandForm
from gongjian.modules.programmes.models import AnnualGoal, Programme, Strand
from gongjian.modules.programmes.showing import strands_of
from gongjian.modules.programmes.views.common import act_page


@allow("programmes.view", methods=("GET",))
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme: each strand with what hangs on it and how far that is."""
    access = request.access  # type: ignore[attr-defined]
    found = _programme(request, pk)
    context = {
        "programme": found,
        "strands": strands_of(found, Item.objects.visible_to(access)),
        "goals": AnnualGoal.objects.filter(strand__programme=found).select_related("unit"),
        "may_lead": access.may("programmes.lead", found.office.path),
    }
    return render(request, "programmes/programme.html", context)


@allow("programmes.lead")
def new_programme(request: HttpRequest) -> HttpResponse:
    """Start a programme."""
    year = timezone.localdate().year
    form = ProgrammeForm(request.access, request.POST or None, initial={"since": year})  # type: ignore[attr-defined]
    return act_page(
        request, form, actions.start_programme, key="new_programme", title=_("Start a programme"),
        done=_("The programme is started."), back=reverse("programmes:programmes"),
        to=lambda made: reverse("programmes:programme", args=[made.pk]),
    )  # fmt: skip


@allow("programmes.lead")
def new_strand(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a strand."""
    found = _programme(request, pk)
    return act_page(
        request, StrandForm(request.POST or None), actions.add_strand, key=f"strand:{pk}", title=_("Add a strand"),
        done=_("The strand is added."), back=reverse("programmes:programme", args=[pk]), programme_id=found.pk,
    )  # fmt: skip


@allow("programmes.hang")
def hang(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a matter on a strand."""
    item = _item(request, pk)
    return act_page(
        request, HangForm(item.office_id, request.POST or None), actions.hang, key=f"hang:{pk}",
        title=_("Hang it on a strand"), done=_("It hangs on the strand now."), back=_page(item), matter=item,
    )  # fmt: skip


@allow("programmes.hang")
def take_off(request: HttpRequest, pk: int, strand: int) -> HttpResponse:
    """Take a matter off a strand."""
    item = _item(request, pk)
    held = get_object_or_404(Strand, pk=strand, office=item.office_id)
    return act_page(
        request, ReasonForm(request.POST or None), actions.take_off, key=f"off:{pk}:{strand}",
        title=_("Take it off the strand"), done=_("It hangs there no longer."), back=_page(item), strand=held,
        matter=item,
    )  # fmt: skip


def _programme(request: HttpRequest, pk: int) -> Programme:
    seen = Programme.objects.visible_to(request.access).select_related("office", "unit")  # type: ignore[attr-defined]
    return get_object_or_404(seen, pk=pk)


def _item(request: HttpRequest, pk: int) -> Item:
    return get_object_or_404(Item.objects.visible_to(request.access), pk=pk)  # type: ignore[attr-defined]


def _page(item: Item) -> str:
    return reverse(item.flow.url_name, args=[item.pk])
