"""The page of a ledger: one guarded view per declaration."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from gongjian.core.ledgers.choosing import chosen_columns, keep_choice
from gongjian.core.ledgers.exports import export
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.ledgers.show import address, show_ledger
from gongjian.core.people.guard import View, allow
from gongjian.core.refusal import Refused


def ledger_view(ledger: Ledger, *, template: str = "web/ledger.html", **context: Any) -> View:
    """The view of a ledger: the page, its exports (`?export=xlsx|csv`), its column chooser (`?columns=…`).

    A request that asks for what the list does not have is answered 400 with the sentence on the page itself.
    """

    @allow(ledger.permission, methods=("GET",))
    def show(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        access = request.access  # type: ignore[attr-defined]
        mine = resolved(ledger, access)
        question = read_question(mine, request.GET, Asked(access, ledger.permission, now))
        if "columns" in request.GET and not question.problems:
            return _choose(request, question)
        try:
            if (file_format := request.GET.get("export")) is not None:
                return cast(
                    HttpResponse, export(question, file_format=file_format, actor=request.user, now=now)
                )
            return _page(request, question, template, context)
        except Refused as refused:
            if str(refused.reason) not in " ".join(question.problems):
                question.problems.append(str(refused.reason))
            return _page(request, question, template, context)

    show.ledger = ledger  # type: ignore[attr-defined]
    return show


def _page(request: HttpRequest, question: Question, template: str, context: dict[str, Any]) -> HttpResponse:
    columns = chosen_columns(question.ledger, request, question.asked.access)
    shown = show_ledger(question, columns=columns)
    status = 400 if question.problems else 200
    return render(request, template, {"ledger": shown, "now": question.asked.now, **context}, status=status)


def _choose(request: HttpRequest, question: Question) -> HttpResponse:
    answer = HttpResponseRedirect(request.path + address(request.GET))
    keep_choice(answer, question.ledger, question.asked.access, names=request.GET.getlist("columns"))
    return answer
