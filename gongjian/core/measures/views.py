"""The page of all named numbers, and the page of one: cut, drawn, and with the rows behind every figure."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongjian.core.manifest import manifests
from gongjian.core.measures.asking import Question, areas_offered, read_question
from gongjian.core.measures.cuts import cut, cuts_of
from gongjian.core.measures.exports import table_file
from gongjian.core.measures.measure import Measure
from gongjian.core.measures.registry import registry
from gongjian.core.measures.shown import Shown, show_slices
from gongjian.core.people.guard import allow
from gongjian.core.refusal import Refused


@allow("measures.view", methods=("GET",))
def every_measure(request: HttpRequest) -> HttpResponse:
    """Every number with its formula, for my areas and the days asked for."""
    question = _asked(request)
    groups = [(module.label, _rows(module, question)) for module in manifests() if module.measures]
    return _page(request, "measures/all.html", question, groups=groups)


@allow("measures.view", methods=("GET",))
def one_measure(request: HttpRequest, name: str) -> HttpResponse:
    """One number: by area, by month or by what else it can be told, as table and picture, or as a file."""
    measure = registry().get(name)
    if measure is None:
        raise Http404
    question = _asked(request, measure)
    try:
        shown = _shown(measure, question)
    except Refused as refused:
        question.problems.append(str(refused.reason))
        shown = Shown()
    if (file_format := request.GET.get("export")) is not None and not question.problems:
        try:
            return table_file(measure, shown, question, file_format=file_format, actor=request.user)
        except Refused as refused:
            question.problems.append(str(refused.reason))
    given = request.GET.copy()
    for dropped in ("by", "export"):
        given.pop(dropped, None)
    context = {"measure": measure, "shown": shown, "kept": given.urlencode(), "by": question.by}
    return _page(request, "measures/one.html", question, cuts=cuts_of(measure).items(), **context)


def _asked(request: HttpRequest, measure: Measure | None = None) -> Question:
    question = read_question(
        request.GET,
        request.access,  # type: ignore[attr-defined]
        now=timezone.now(),
        measure=measure,
    )
    if measure is not None and not question.by:
        question.by = next(iter(cuts_of(measure)), "")
    return question


def _shown(measure: Measure, question: Question) -> Shown:
    slices = cut(measure, question.scope, question.by) if question.by else []
    return show_slices(measure, question.scope, slices, by=question.by)


def _rows(module: Any, question: Question) -> list[dict[str, Any]]:
    return [
        {
            "measure": measure,
            "answer": measure.answer(question.scope),
            "url": measure.rows(question.scope),
            "all_url": measure.all_rows(question.scope),
        }
        for measure in module.measures
    ]


def _page(request: HttpRequest, template: str, question: Question, **context: Any) -> HttpResponse:
    access = request.access  # type: ignore[attr-defined]
    asked = {name: request.GET.get(name, "") for name in ("since", "until", "at", "area")}
    query = urlencode({name: value for name, value in asked.items() if value})
    context |= {
        "asked": asked,
        "asked_query": query,
        "areas": areas_offered(access),
        "problems": question.problems,
    }
    return render(request, template, context, status=400 if question.problems else 200)
