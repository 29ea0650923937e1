"""The list of papers, one paper with its versions and marks, taking one in, accepting proposals, retiring it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.ledgers.resolving import resolved
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.papers import actions
from gongjian.core.papers.books import look_at
from gongjian.core.papers.checking import BOOKS, BadForm, ledger_for, read_form
from gongjian.core.papers.forms import AddPaperForm, NewVersionForm
from gongjian.core.papers.ledgers import PAPERS
from gongjian.core.papers.lexicon import ledger_of
from gongjian.core.papers.models import SET_UP, VIEW, Paper, PaperState
from gongjian.core.papers.preview import Grid, grids
from gongjian.core.papers.proposals import propose
from gongjian.core.papers.views.sending import send
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.core.refusal import Refused

papers = ledger_view(PAPERS)


def access_on(request: HttpRequest) -> Access:
    """The signed-in person's access."""
    return request.access  # type: ignore[attr-defined,no-any-return]


def paper_for(request: HttpRequest, uid: UUID, permission: str = VIEW) -> Paper:
    """The paper, if this person may see it, else 404."""
    seen = Paper.objects.visible_to(access_on(request), permission)
    return get_object_or_404(seen.select_related("office", "made_by"), uid=uid)


@allow(SET_UP)
def add(request: HttpRequest) -> HttpResponse:
    """Take a form in. Where its marks are wrong, each is named with its cell and nothing is kept."""
    now = timezone.now()
    context: dict[str, Any] = {"back_url": reverse("papers:list")}

    def work(given: dict[str, Any]) -> str:
        file = given["file"]
        data = file.read()
        try:
            paper = actions.add_paper(
                given["name"], office=given["office"], ledger=ledger_of(given["ledger"]), file_name=file.name,
                data=data, actor=me(request), access=access_on(request), now=now,
            )  # fmt: skip
        except BadForm as bad:
            context["problems"] = bad.plan.problems
            raise
        return _page_of(paper)

    form = AddPaperForm(request.POST or None, request.FILES or None, access=access_on(request))
    return form_page(
        request, form, act="papers.add_paper", work=work, done=_("The form is there."), context=context,
        template="papers/add.html",
    )  # fmt: skip


@allow(VIEW, methods=("GET",))
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One paper: its newest version as it looks, its marks, what is wrong with them for me, its versions."""
    paper = paper_for(request, uid)
    manages = access_on(request).may(SET_UP, paper.office.path)
    context: dict[str, Any] = {
        "paper": paper,
        "ledger": _ledger_title(paper),
        "versions": paper.versions.select_related("by").defer("data"),
        "manages": manages,
        "fill_url": reverse("papers:for_ledger", args=[paper.ledger]) if not paper.single else "",
    }
    context |= _looks(request, paper)
    return render(request, "papers/detail.html", context)


@allow(SET_UP)
def new_version(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A newer file for the same paper."""
    paper = paper_for(request, uid, SET_UP)
    context: dict[str, Any] = {
        "title": _("New version of “%(paper)s”") % {"paper": paper},
        "back_url": _page_of(paper),
        "submit_label": _("Take in"),
    }

    def work(given: dict[str, Any]) -> str:
        file = given["file"]
        actions.add_version(
            paper,
            file_name=file.name,
            data=file.read(),
            actor=me(request),
            access=access_on(request),
            now=timezone.now(),
        )
        return _page_of(paper)

    form = NewVersionForm(request.POST or None, request.FILES or None)
    return form_page(
        request,
        form,
        act=f"papers.add_version:{paper.pk}",
        work=work,
        done=_("The new version is in use."),
        context=context,
    )


@allow(SET_UP)
def proposals(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form as a grid with what is proposed for its empty cells; each is accepted, changed or left out."""
    paper = paper_for(request, uid, SET_UP)
    if paper.suffix not in BOOKS or paper.state == PaperState.RETIRED:
        raise Http404
    looks = look_at(bytes(paper.current.data), suffix=paper.suffix)
    offered = propose(looks, resolved(ledger_for(paper), access_on(request)))
    context: dict[str, Any] = {"paper": paper, "back_url": _page_of(paper), "refusal": None}
    typed: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in request.POST if name.startswith("mark.")}
        texts = _accepted(typed, [look.name for look in looks], request)
        try:
            return do_and_go(request, paper, texts)
        except BadForm as bad:
            context |= {"refusal": bad, "problems": bad.plan.problems}
            status = 422
        except Refused as refused:
            context["refusal"], status = refused, 422
    shown = grids(looks, problems=context.get("problems", ()), proposals=offered)
    context["grids"] = _numbered(shown, typed)
    return render(request, "papers/proposals.html", context, status=status)


def do_and_go(
    request: HttpRequest, paper: Paper, texts: dict[str, dict[tuple[int, int], str]]
) -> HttpResponse:
    """Accept the marks once, say so, and show the paper. Raises Refused."""
    from django.contrib import messages

    from gongjian.core.once.actions import do_once

    def work() -> dict[str, Any]:
        actions.accept_marks(paper, texts, actor=me(request), access=access_on(request), now=timezone.now())
        return {"url": _page_of(paper)}

    outcome = do_once(request.POST.get("once", ""), f"papers.accept:{paper.pk}", work, person=me(request))
    messages.success(request, _("The marks stand in the form. It can be filled now."))
    return HttpResponseRedirect(outcome["url"])


@allow(VIEW, methods=("GET",))
def version(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """A version's file as it was taken in."""
    paper = paper_for(request, uid)
    kept = get_object_or_404(paper.versions, number=number)
    return send(bytes(kept.data), kept.file_name, suffix=paper.suffix)


@allow(SET_UP, methods=("POST",))
def retire(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Nobody fills it any more."""
    paper = paper_for(request, uid, SET_UP)
    return do_and_say(
        request,
        act=f"papers.retire:{paper.pk}",
        work=lambda: actions.retire_paper(paper, actor=me(request), now=timezone.now()),
        done=_("The paper is no longer used; its versions stay."),
        back=_page_of(paper),
    )


@allow(SET_UP, methods=("POST",))
def bring_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Use it again."""
    paper = paper_for(request, uid, SET_UP)
    return do_and_say(
        request,
        act=f"papers.bring_back:{paper.pk}",
        work=lambda: actions.bring_back_paper(paper, actor=me(request), now=timezone.now()),
        done=_("The paper is in use again."),
        back=_page_of(paper),
    )


def _page_of(paper: Paper) -> str:
    return reverse("papers:detail", args=[paper.uid])


def _ledger_title(paper: Paper) -> Any:
    try:
        return ledger_for(paper).title
    except Refused:
        return paper.ledger


def _looks(request: HttpRequest, paper: Paper) -> dict[str, Any]:
    """The grid of a workbook, and for both kinds what is wrong when this person fills it."""
    data = bytes(paper.current.data)
    try:
        plan, _reader = read_form(
            data, suffix=paper.suffix, about=ledger_for(paper), office=paper.office, access=access_on(request),
            now=timezone.now(),
        )  # fmt: skip
        looks = look_at(data, suffix=paper.suffix) if paper.suffix in BOOKS else []
    except Refused as refused:
        return {"refusal": refused}
    return {"problems": plan.problems, "grids": grids(looks, problems=plan.problems), "plan": plan}


def _numbered(shown: list[Grid], typed: dict[str, str]) -> list[dict[str, Any]]:
    """Grids with the inputs of their proposals: name, what was typed or is proposed, whether it is taken."""
    found = []
    for number, grid in enumerate(shown):
        inputs = []
        for one in grid.proposals:
            name = f"mark.{number}.{one.key}"
            inputs.append({"name": name, "offer": one, "text": typed.get(name, one.text)})
        found.append({"grid": grid, "inputs": inputs, "number": number})
    return found


def _accepted(
    typed: dict[str, str], names: list[str], request: HttpRequest
) -> dict[str, dict[tuple[int, int], str]]:
    """The texts that were ticked, by sheet and cell; names that are none of ours are passed over."""
    taken = set(request.POST.getlist("take"))
    visible = request.POST.getlist("sheet")
    texts: dict[str, dict[tuple[int, int], str]] = {}
    for name, text in typed.items():
        parts = name.split(".")
        if name not in taken or len(parts) != 4 or not all(part.isdecimal() for part in parts[1:]):
            continue
        place = int(parts[1])
        if place < len(visible) and visible[place] in names and text.strip():
            texts.setdefault(visible[place], {})[int(parts[2]), int(parts[3])] = text.strip()[:500]
    return texts
