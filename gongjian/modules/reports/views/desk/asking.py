"""What the desk's form pages share: find the report, do the act once, keep everything typed when it is refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gongjian.core.compiled import Compiled
from gongjian.core.once.actions import do_once
from gongjian.core.refusal import Refused
from gongjian.modules.reports.forms.public import blame
from gongjian.modules.reports.models import Report

SCOPED = "the report is looked up among those the person may see"


WITH = (
    "item__area",
    "item__office",
    "item__unit",
    "item__handler",
    "category__lead_unit",
    "merged_into__item",
)
_WHOLE = Compiled(lambda pk: Report.objects.filter(pk=pk).select_related(*WITH), pk=-1)


def visible_report(request: HttpRequest, pk: int) -> Report:
    """The report if this person may see it, else 404."""
    seen = Report.objects.visible_to(request.access)  # type: ignore[attr-defined]
    report = _WHOLE.first(pk=pk) if seen.filter(pk=pk).exists() else None
    if report is None:
        raise Http404
    return report


def detail_url(report: Report) -> str:
    """The report's page."""
    return reverse("reports:detail", args=[report.pk])


def answer(
    request: HttpRequest,
    form: forms.Form,
    run: Callable[[dict[str, Any]], str],
    *,
    act: str,
    title: Any,
    done: Any = "",
    back_url: str = "",
    template: str = "web/simple_form.html",
    **context: Any,
) -> HttpResponse:
    """Show the form; when it is sent and right, `run` does the act once and says where to go next."""
    if request.method == "POST" and form.is_valid():
        try:
            outcome = do_once(
                request.POST.get("once", ""),
                act,
                lambda: {"url": run(dict(form.cleaned_data))},
                person=request.user,
            )
            if done:
                messages.success(request, done)
            return redirect(outcome["url"])
        except Refused as refused:
            blame(form, refused)
    page = {"form": form, "title": title, "back_url": back_url, "keep_key": act, **context}
    return render(request, template, page, status=422 if form.errors else 200)
