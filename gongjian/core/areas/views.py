"""Pages of the tree: browse, add, rename, move, close; and the public outline for maps."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas import actions
from gongjian.core.areas.forms import AddAreaForm, CloseAreaForm, MoveAreaForm, RenameAreaForm
from gongjian.core.areas.levels import PARENTS
from gongjian.core.areas.models import Area
from gongjian.core.areas.names import tidy
from gongjian.core.areas.pages import describe
from gongjian.core.areas.sketch import outline_of
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow, allow_public
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.core.refusal import Refused


def access_on(request: HttpRequest) -> Access:
    """What the signed-in person may do."""
    return cast(Access, request.access)  # type: ignore[attr-defined]


def managed_area(request: HttpRequest, number: int) -> Area:
    """The area, if the person manages it; 404 otherwise."""
    areas = Area.objects.under_any(access_on(request).paths("areas.manage"))
    return get_object_or_404(areas.select_related("parent", "office"), pk=number)


@allow("areas.view", methods=("GET",))
def tree(request: HttpRequest) -> HttpResponse:
    """Where to begin: my area, or a choice of them."""
    tops = list(Area.objects.filter(path__in=access_on(request).paths("areas.view")).order_by("path"))
    if len(tops) == 1:
        return HttpResponseRedirect(reverse("areas:detail", args=[tops[0].pk]))
    return render(request, "areas/tree.html", {"tops": tops})


@allow("areas.view", methods=("GET",))
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One area: what it is, what lies below it, page by page."""
    access = access_on(request)
    area = get_object_or_404(
        Area.objects.under_any(access.paths("areas.view")).select_related("parent", "office"), pk=number
    )
    words, gone = tidy(request.GET.get("q", ""))[:80], request.GET.get("gone") == "1"
    try:
        context = describe(area, access, words=words, gone=gone, cursor=request.GET.get("cursor", ""))
    except Refused as refused:
        context = describe(area, access, words=words, gone=gone, cursor="") | {"refusal": refused}
    return render(request, "areas/detail.html", context, status=400 if "refusal" in context else 200)


@allow("areas.manage")
def add(request: HttpRequest, number: int) -> HttpResponse:
    """A new area below this one."""
    parent = managed_area(request, number)

    def work(given: dict[str, Any]) -> str:
        area = actions.add_area(parent, **given, actor=me(request), now=timezone.now())
        return reverse("areas:detail", args=[area.pk])

    form = AddAreaForm(request.POST or None, parent=parent)
    if not form.fields["level"].choices:  # type: ignore[attr-defined]
        raise Http404
    context = _context(_("Add an area below %(name)s"), parent, submit=_("Add"))
    return form_page(request, form, act="areas.add", work=work, done=_("The area is there."), context=context)


@allow("areas.manage")
def rename(request: HttpRequest, number: int) -> HttpResponse:
    """Another name."""
    area = managed_area(request, number)

    def work(given: dict[str, Any]) -> str:
        actions.rename_area(area, **given, actor=me(request), now=timezone.now())
        return reverse("areas:detail", args=[area.pk])

    form = RenameAreaForm(request.POST or None, initial={"name": area.name})
    context = _context(_("Rename %(name)s"), area, submit=_("Rename"))
    context["intro"] = (
        _("Its official name stays as the official list has it.") if area.codes.exists() else ""
    )
    return form_page(
        request, form, act="areas.rename", work=work, done=_("The area is renamed."), context=context
    )


@allow("areas.manage")
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Another place in the tree."""
    area = managed_area(request, number)
    words = tidy(request.GET.get("q", ""))[:80]

    def work(given: dict[str, Any]) -> str:
        actions.move_area(area, **given, actor=me(request), now=timezone.now())
        return reverse("areas:detail", args=[area.pk])

    form = MoveAreaForm(request.POST or None, parents=_parents(request, area), wanted=words)
    context = _context(_("Move %(name)s"), area, submit=_("Move")) | {"words": words}
    context["intro"] = _("Everything below it goes along: smaller areas, matters and roles.")
    return form_page(
        request,
        form,
        act="areas.move",
        work=work,
        done=_("The area is moved."),
        context=context,
        template="areas/move.html",
    )


def _parents(request: HttpRequest, area: Area) -> Any:
    mine = Area.objects.current().under_any(access_on(request).paths("areas.manage"))
    fitting = mine.filter(level__in=PARENTS[area.level]).exclude(path__within=area.path)
    return fitting.exclude(children=area).order_by("name", "pk")


@allow("areas.manage")
def close(request: HttpRequest, number: int) -> HttpResponse:
    """It no longer exists."""
    area = managed_area(request, number)

    def work(given: dict[str, Any]) -> str:
        actions.close_area(area, **given, actor=me(request), now=timezone.now())
        return reverse("areas:detail", args=[area.pk])

    form = CloseAreaForm(request.POST or None, initial={"on": timezone.localdate()})
    context = _context(_("Close %(name)s"), area, submit=_("Close the area"))
    context["intro"] = _(
        "Nothing is deleted: what happened there stays readable, and nothing new can be put there."
    )
    return form_page(
        request, form, act="areas.close", work=work, done=_("The area is closed."), context=context
    )


@allow_public("outlines of areas are public facts, needed by the report page's map", methods=("GET",))
def outline(request: HttpRequest, number: int) -> JsonResponse:
    """What a map draws of the area, as GeoJSON."""
    area = get_object_or_404(Area, pk=number)
    answer = JsonResponse(outline_of(area), content_type="application/geo+json")
    answer["Cache-Control"] = "public, max-age=600"
    return answer


def _context(title: str, area: Area, *, submit: str) -> dict[str, Any]:
    return {
        "title": title % {"name": area.short_name},
        "area": area,
        "submit_label": submit,
        "back_url": reverse("areas:detail", args=[area.pk]),
    }
