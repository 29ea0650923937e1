"""Choosing a paper for a list or for one matter, filling it, and fetching what was filled in the background."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.views.item import item_url, visible_item
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.once.actions import do_once
from gongjian.core.papers.filling import Work, begin, fill, hand_over, prepare, printed
from gongjian.core.papers.lexicon import ledger_of, ledger_of_kind
from gongjian.core.papers.models import VIEW, FilledPaper, Paper
from gongjian.core.papers.more import more_columns
from gongjian.core.papers.views.sending import send
from gongjian.core.papers.views.setting_up import access_on, paper_for
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import me
from gongjian.core.refusal import Refused


@allow(VIEW, methods=("GET",))
def for_ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """The office's papers for a list, with the filters of the page from which one came."""
    ledger = readable(request, slug)
    found = Paper.objects.visible_to(access_on(request)).ready().about(slug, single=False)
    asked = asked_of(request)
    context = {
        "title": _("Export “%(list)s” into a form") % {"list": ledger.title},
        "papers": _offered(found.select_related("office"), asked),
        "back_url": f"{reverse(ledger.url_name)}?{asked.urlencode()}",
        "back_label": ledger.title,
        "filtered": bool(asked),
        "prints": [
            (_("The list as it stands"), f"{reverse('papers:list_pdf', args=[slug])}?{asked.urlencode()}")
        ],
        "may_set_up": access_on(request).may_anywhere("papers.set_up"),
    }
    return render(request, "papers/choose.html", context)


@allow(VIEW, methods=("GET",))
def for_item(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's letters and forms for one matter."""
    item = visible_item(request, pk)
    ledger = ledger_of_kind(item.kind)
    row = row_of(request, ledger, item.pk)
    found = Paper.objects.visible_to(access_on(request)).ready().filter(office=item.office)
    asked = QueryDict(f"row={row}")
    context = {
        "title": _("Papers for %(number)s") % {"number": item.number},
        "papers": _offered(found.about(ledger.slug, single=True) if ledger and row else (), asked),
        "back_url": item_url(item),
        "back_label": item.number,
        "item": item,
        "prints": _prints(item.pk, ledger) if row else [],
        "may_set_up": access_on(request).may_anywhere("papers.set_up"),
    }
    return render(request, "papers/choose.html", context)


@allow(VIEW)
def fill_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """GET gives the filled file, with `as=pdf` its PDF; where it is large, the page that begins it in the background. POST
    begins."""
    paper = paper_for(request, uid)
    params, row_id = asked_of(request), _row_id(request)
    back = _back(paper, params)
    try:
        if request.method == "POST":
            return _begin(request, paper, params, row_id)
        work = prepare(
            paper,
            person=me(request),
            access=access_on(request),
            now=timezone.now(),
            params=params,
            row_id=row_id,
        )
        if request.GET.get("as") == "pdf":
            return _pdf(request, work, back=back)
        if work.large:
            return render(request, "papers/large.html", {"paper": paper, "back_url": back})
        filled = fill(work)
    except Refused as refused:
        if refused.code == "missing":
            raise Http404 from refused
        messages.error(request, str(refused.reason))
        return HttpResponseRedirect(back)
    return send(filled.data, filled.file_name, suffix=paper.suffix)


def _pdf(request: HttpRequest, work: Work, *, back: str) -> HttpResponse:
    """The PDF, or first what it does not keep, where the person has not been told. Raises Refused."""
    made = printed(work)
    if made.notes and "told" not in request.GET:
        told = request.GET.copy()
        told["told"] = "yes"
        plain = request.GET.copy()
        del plain["as"]
        context = {
            "paper": work.paper,
            "notes": made.notes,
            "back_url": back,
            "pdf_url": f"?{told.urlencode()}",
            "plain_url": f"?{plain.urlencode()}",
        }
        return render(request, "papers/pdf.html", context)
    hand_over(work, made)
    return send(made.data, made.file_name, suffix=made.suffix)


@allow(VIEW, methods=("GET",))
def filled(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was filled in the background: for the one who asked for it."""
    mine = FilledPaper.objects.filter(person=me(request), until__gt=timezone.now())
    kept = get_object_or_404(mine.select_related("version__paper"), uid=uid)
    return send(bytes(kept.data), kept.file_name, suffix=kept.version.paper.suffix)


def _prints(item: int, ledger: Ledger | None) -> list[tuple[str, str]]:
    """The PDFs of a matter; a reply only where its module knows of answers."""
    found = [(_("The matter with its timeline"), reverse("papers:matter_pdf", args=[item]))]
    if ledger and any(column.name == "answer" for column in more_columns(ledger)):
        found.append((_("Reply to the resident"), reverse("papers:reply_pdf", args=[item])))
    return found


def _begin(request: HttpRequest, paper: Paper, params: QueryDict, row_id: int | None) -> HttpResponse:
    def work() -> dict[str, Any]:
        task = begin(paper, person=me(request), now=timezone.now(), params=params, row_id=row_id)
        return {"url": reverse("jobs:task", args=[task.uid])}

    outcome = do_once(request.POST.get("once", ""), f"papers.begin:{paper.pk}", work, person=me(request))
    return HttpResponseRedirect(outcome["url"])


def readable(request: HttpRequest, slug: str) -> Ledger:
    """The ledger of this slug if the person reads it, else 404."""
    try:
        ledger = ledger_of(slug)
    except KeyError:
        raise Http404 from None
    if not access_on(request).may_anywhere(ledger.permission):
        raise Http404
    return ledger


def row_of(request: HttpRequest, ledger: Ledger | None, item: int) -> int:
    """The id of the ledger's row that hangs on the item; 0 for none that this person may see."""
    if ledger is None:
        return 0
    rows = ledger.queryset(access_on(request)).filter(**{ledger.item or "pk": item})
    return rows.values_list("pk", flat=True).first() or 0


def asked_of(request: HttpRequest) -> QueryDict:
    """The list's own filters, without what belongs to the paging of its page."""
    asked = request.GET.copy()
    for name in ("cursor", "per", "export", "columns", "row", "once", "as", "told"):
        asked.pop(name, None)
    return asked


def _row_id(request: HttpRequest) -> int | None:
    text = request.GET.get("row", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _fill_url(paper: Paper, asked: QueryDict, **more: str) -> str:
    given = asked.copy()
    given.update(more)
    return f"{reverse('papers:fill', args=[paper.uid])}?{given.urlencode()}"


def _offered(papers: Iterable[Paper], asked: QueryDict) -> list[tuple[Paper, str, str]]:
    """Each paper with the addresses of its filled file and of its PDF."""
    as_pdf = {"as": "pdf"}
    return [(paper, _fill_url(paper, asked), _fill_url(paper, asked, **as_pdf)) for paper in papers]


def _back(paper: Paper, params: QueryDict) -> str:
    if paper.single:
        return reverse("papers:detail", args=[paper.uid])
    return f"{reverse('papers:for_ledger', args=[paper.ledger])}?{params.urlencode()}"
