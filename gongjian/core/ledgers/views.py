"""The page of a ledger: one guarded view per declaration."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from gongjian.core.ledgers.choosing import chosen_columns
from gongjian.core.ledgers.exports import AT_ONCE, check_export, export
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.later import export_later
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.models import LedgerChoice
from gongjian.core.ledgers.printing import PRINT, print_list
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.resolving import resolved_with_choice
from gongjian.core.ledgers.show import show_ledger
from gongjian.core.looks.look import POINTS, TABLE, look_asked
from gongjian.core.looks.show import looked_at, points_answer, switch_of
from gongjian.core.people.guard import View, allow
from gongjian.core.refusal import Refused


def ledger_view(ledger: Ledger, *, template: str = "web/ledger.html", **context: Any) -> View:
    """The view of a ledger: the page, and its exports (`?export=xlsx|csv|print`, with `&columns=…` only those).

    A request that asks for what the list does not have is answered 400 with the sentence on the page itself. Without
    any question it opens with the view of the person's choice.
    """

    @allow(ledger.permission, methods=("GET",))
    def show(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        access = request.access  # type: ignore[attr-defined]
        mine, choice = resolved_with_choice(ledger, access)
        if not request.GET and choice.start and mine.view(choice.start):
            return HttpResponseRedirect(f"?view={choice.start}")
        question = read_question(mine, request.GET, Asked(access, ledger.permission, now))
        try:
            if (file_format := request.GET.get("export")) is not None:
                return _export(request, question, file_format)
            if look_asked(question) == POINTS:
                return points_answer(question)
            return _page(request, question, choice, template, context)
        except Refused as refused:
            if str(refused.reason) not in " ".join(question.problems):
                question.problems.append(str(refused.reason))
            return _page(request, question, choice, template, context)

    show.ledger = ledger  # type: ignore[attr-defined]
    return show


def _export(request: HttpRequest, question: Question, file_format: str) -> HttpResponse:
    """The page to print, or the file at once, or, of many rows, the page of the task that writes it."""
    now, base = question.asked.now, request.build_absolute_uri("/").rstrip("/")
    if file_format == PRINT:
        return print_list(request, question, actor=request.user, now=now)
    if check_export(question, file_format, cap=AT_ONCE):
        answer = export(question, file_format=file_format, actor=request.user, now=now, base=base)
        return cast(HttpResponse, answer)
    query = request.GET.copy()
    for name in ("export", "cursor"):
        query.pop(name, None)
    task = export_later(
        question, file_format=file_format, actor=request.user, now=now, base=base, query=query.urlencode()
    )
    return redirect("jobs:task", task.uid)


def _page(
    request: HttpRequest, question: Question, choice: LedgerChoice, template: str, context: dict[str, Any]
) -> HttpResponse:
    columns = chosen_columns(question, choice)
    look = TABLE if question.problems else look_asked(question)
    shown = show_ledger(question, columns=columns, choice=choice, table=look == TABLE)
    shown.looks = switch_of(question, look)
    if look != TABLE:
        shown.look, shown.looked = f"looks/{look}.html", looked_at(question, look)
    slug, query = question.ledger.slug, request.GET.copy()
    for name in ("cursor", "export"):
        query.pop(name, None)
    shown.back = query.urlencode()
    shown.save_view_url = f"{reverse('ledgers:keep', args=[slug])}?{shown.back}"
    shown.views_url = (
        reverse("ledgers:views", args=[slug]) if any(view.id for view in question.ledger.views) else ""
    )
    shown.counts_url = reverse("ledgers:counts", args=[slug]) if question.ledger.views else ""
    shown.columns_url = reverse("ledgers:columns", args=[slug])
    status = 400 if question.problems else 200
    return render(request, template, {"ledger": shown, "now": question.asked.now, **context}, status=status)
