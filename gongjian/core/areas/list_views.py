"""Pages of official lists: bring one, review its lines, apply or set aside."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas import review
from gongjian.core.areas.bringing import Brought, bring_list
from gongjian.core.areas.forms import BringListForm, ReasonForm, TickForm
from gongjian.core.areas.ledgers import LISTS
from gongjian.core.areas.lists import LARGEST, parse_list
from gongjian.core.areas.models import AreaChange, AreaFile
from gongjian.core.areas.views import access_on
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.core.refusal import Refused

lists = ledger_view(LISTS)
PAGE_SIZE = 100


def _mine(request: HttpRequest, number: int) -> AreaFile:
    files = AreaFile.objects.under_any(access_on(request).paths("areas.manage"))
    return get_object_or_404(files.select_related("root", "brought_by", "decided_by"), pk=number)


@allow("areas.manage")
def bring(request: HttpRequest) -> HttpResponse:
    """Upload a list: additions go in where nothing is known yet, everything else waits for review."""
    now = timezone.now()

    def work(given: dict[str, Any]) -> str:
        file, year = given["file"], given["year"]
        if file.size > LARGEST:
            raise Refused(_("The file is larger than 20 MB; that is no list of areas."), field="file")
        since = dt.date(year, 1, 1)
        if since > timezone.localdate(now):
            raise Refused(_("That year has not begun yet."), field="year")
        area_list = parse_list(file.read(), name=file.name)
        paths = access_on(request).paths("areas.manage")
        brought = bring_list(area_list, since=since, actor=me(request), now=now, paths=paths)
        return _after_bringing(request, brought)

    form = BringListForm(request.POST or None, request.FILES or None, initial={"year": now.year})
    context = {
        "title": _("Bring an official list"),
        "intro": _("Nothing of what is known is changed before you have looked at it line by line."),
        "submit_label": _("Bring"),
        "back_url": reverse("areas:lists"),
    }
    done = _("The list was read.")
    return form_page(request, form, act="areas.bring_list", work=work, done=done, context=context)


def _after_bringing(request: HttpRequest, brought: Brought) -> str:
    words = _("Rows: %(rows)d. Added: %(added)d. To be reviewed: %(proposed)d. Left out: %(bad)d.")
    counts = {
        "rows": brought.rows,
        "added": brought.added,
        "proposed": brought.proposed,
        "bad": len(brought.problems),
    }
    messages.info(request, words % counts)
    if brought.file is None:
        for problem in brought.problems[:10]:
            messages.warning(request, problem)
        return reverse("areas:lists")
    return reverse("areas:list", args=[brought.file.pk])


@allow("areas.manage", methods=("GET",))
def one_list(request: HttpRequest, number: int) -> HttpResponse:
    """A list with its lines, by kind."""
    return _show(request, _mine(request, number))


def _show(request: HttpRequest, file: AreaFile, *, refusal: Refused | None = None) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in AreaChange.Kind.values else ""
    lines = file.changes.select_related("area").order_by("kind", "code")
    shown = Paginator(lines.filter(kind=kind) if kind else lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "file": file,
        "kind": kind,
        "tabs": _tabs(file, kind),
        "shown": shown,
        "open": file.state != AreaFile.State.DISCARDED and file.changes.filter(applied=False).exists(),
        "proposed": file.state == AreaFile.State.PROPOSED,
        "ticked": file.changes.filter(accepted=True, applied=False).count(),
        "problems": file.problems,
        "refusal": refusal,
    }
    return render(request, "areas/list.html", context, status=422 if refusal else 200)


def _tabs(file: AreaFile, current: str) -> list[dict[str, Any]]:
    url = reverse("areas:list", args=[file.pk])
    counts = {kind: file.changes.filter(kind=kind).count() for kind in AreaChange.Kind.values}
    tabs = [{"label": _("All"), "url": url, "count": sum(counts.values()), "current": not current}]
    for kind in AreaChange.Kind:
        if counts[kind]:
            tab = {
                "label": kind.label,
                "url": f"{url}?kind={kind}",
                "count": counts[kind],
                "current": kind == current,
            }
            tabs.append(tab)
    return tabs


@allow("areas.manage", methods=("POST",))
def tick(request: HttpRequest, number: int) -> HttpResponse:
    """Accept or reject the ticked lines, or all of a kind."""
    file = _mine(request, number)
    form = TickForm(request.POST, ids=list(file.changes.values_list("pk", flat=True)))
    back = reverse("areas:list", args=[file.pk])
    if not form.is_valid():
        return _show(request, file, refusal=Refused(_("Tick at least one line of this list.")))
    given = form.cleaned_data
    ids = list(given["lines"])
    if given["all"]:
        lines = file.changes.filter(kind=given["kind"]) if given["kind"] else file.changes
        ids = list(lines.values_list("pk", flat=True))
    if not ids:
        return _show(request, file, refusal=Refused(_("Tick at least one line of this list.")))
    return _act(request, file, lambda: _tick(request, file, ids, accepted=given["accepted"]), back=back)


def _tick(request: HttpRequest, file: AreaFile, ids: list[int], *, accepted: bool) -> str:
    count = review.tick_changes(file, ids=ids, accepted=accepted, actor=me(request), now=timezone.now())
    words = _("Lines accepted: %(count)d.") if accepted else _("Lines rejected: %(count)d.")
    return words % {"count": count}


@allow("areas.manage", methods=("POST",))
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """Apply what is accepted."""
    file = _mine(request, number)

    def work() -> str:
        done = review.apply_list(file, actor=me(request), now=timezone.now())
        words = _("Applied: %(applied)d. Refused: %(refused)d; the reason stands on the line.")
        return words % {"applied": done.applied, "refused": done.refused}

    return _act(request, file, work, back=reverse("areas:list", args=[file.pk]))


def _act(request: HttpRequest, file: AreaFile, work: Any, *, back: str) -> HttpResponse:
    try:
        outcome = do_once(
            request.POST.get("once", ""),
            f"areas.list.{file.pk}",
            lambda: {"said": work()},
            person=me(request),
        )
    except Refused as refused:
        return _show(request, file, refusal=refused)
    messages.success(request, outcome["said"])
    return HttpResponseRedirect(back)


@allow("areas.manage")
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Set the list aside."""
    file = _mine(request, number)

    def work(given: dict[str, Any]) -> str:
        review.discard_list(file, **given, actor=me(request), now=timezone.now())
        return reverse("areas:list", args=[file.pk])

    form = ReasonForm(request.POST or None)
    context = {
        "title": _("Set the list aside"),
        "intro": _("%(name)s: nothing of it is applied. It stays in the list of lists.")
        % {"name": file.name},
        "submit_label": _("Set aside"),
        "back_url": reverse("areas:list", args=[file.pk]),
    }
    return form_page(
        request, form, act="areas.discard_list", work=work, done=_("Set aside."), context=context
    )
