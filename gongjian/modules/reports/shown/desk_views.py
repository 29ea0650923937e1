"""The desk's pages of what is shown: an answer's texts before anybody reads them, a topic, and taking either back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import me
from gongjian.modules.reports.models import HotTopic, ShownAnswer, ShownTopic
from gongjian.modules.reports.shown import publishing
from gongjian.modules.reports.shown.cleaning import cleaned, found_in
from gongjian.modules.reports.shown.forms import AnswerForm, BackForm, TopicForm
from gongjian.modules.reports.shown.publishing import PUBLISH, may_publish
from gongjian.modules.reports.views.desk.asking import answer, detail_url, visible_report


@allow(PUBLISH)
def show_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Question and answer with what the machine took out, to be read, changed and shown."""
    report = visible_report(request, pk)
    _demand(may_publish(report.item.area_path, request.access))  # type: ignore[attr-defined]
    kept = publishing.last_answer(report)
    words = report.body.strip() or report.item.title
    reply = kept.text if kept else ""
    first = {"title": cleaned(report.item.title)[:80], "question": cleaned(words), "reply": cleaned(reply)}
    form = AnswerForm(request.POST or None, initial=first)
    lacking = publishing.lacking(report)

    def run(given: dict[str, Any]) -> str:
        publishing.show_answer(pk, actor=me(request), now=timezone.now(), access=request.access, **given)  # type: ignore[attr-defined]
        return detail_url(report)

    return answer(
        request, form, run, act=f"reports.show_answer:{pk}", title=_("Show the answer to everybody"),
        done=_("Everybody can read it now."), back_url=detail_url(report), template="reports/shown/show_answer.html",
        submit_label=_("Show it"), taken=found_in("\n".join((report.item.title, words, reply))), refusal_words=lacking,
        nothing_to_do=bool(lacking), report=report,
    )  # fmt: skip


@allow(PUBLISH)
def withdraw_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shown answer back."""
    shown = get_object_or_404(
        ShownAnswer.objects.live().filter(report__in=_reports(request)).select_related("report__item"), pk=pk
    )
    _demand(may_publish(shown.report.item.area_path, request.access))  # type: ignore[attr-defined]
    back = reverse("reports:detail", args=[shown.report_id])

    def run(given: dict[str, Any]) -> str:
        publishing.withdraw_answer(pk, why=given["why"], actor=me(request), now=timezone.now())
        return back

    return _back(request, run, act=f"reports.withdraw_answer:{pk}", title=shown.title, back=back)


@allow(PUBLISH)
def show_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """A name for everybody, and what became of it."""
    topic = get_object_or_404(
        HotTopic.objects.visible_to(request.access).select_related("office"),  # type: ignore[attr-defined]
        pk=pk,
    )
    _demand(may_publish(topic.office.path, request.access))  # type: ignore[attr-defined]
    kept, back = publishing.shown_topic_of(topic), reverse("reports:topic", args=[pk])
    initial = {
        "title": kept.title if kept else cleaned(str(topic))[:80],
        "became": kept.became if kept else "",
    }

    def run(given: dict[str, Any]) -> str:
        publishing.show_topic(pk, actor=me(request), now=timezone.now(), **given)
        return back

    return answer(
        request, TopicForm(request.POST or None, initial=initial), run, act=f"reports.show_topic:{pk}",
        title=_("Show the topic to everybody"), done=_("Everybody can read it now."), back_url=back,
        intro=_("Everybody reads the title, how many told of it (fewer than five is all that is said of fewer) and your words."),
        submit_label=_("Show it"),
    )  # fmt: skip


@allow(PUBLISH)
def withdraw_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shown topic back."""
    shown = get_object_or_404(ShownTopic.objects.live().select_related("office"), pk=pk)
    _hide(may_publish(shown.office.path, request.access))  # type: ignore[attr-defined]

    def run(given: dict[str, Any]) -> str:
        publishing.withdraw_topic(pk, why=given["why"], actor=me(request), now=timezone.now())
        return reverse("reports:topics")

    back = reverse("reports:topics")
    return _back(request, run, act=f"reports.withdraw_topic:{pk}", title=shown.title, back=back)


def _back(request: HttpRequest, run: Any, *, act: str, title: str, back: str) -> HttpResponse:
    return answer(
        request, BackForm(request.POST or None), run, act=act, title=_("Take back “%(title)s”") % {"title": title},
        intro=_("The address stays; the page then says only that it was taken back, when and why."),
        done=_("It is no longer shown."), back_url=back, submit_label=_("Take it back"),
    )  # fmt: skip


def _reports(request: HttpRequest) -> Any:
    from gongjian.modules.reports.models import Report

    return Report.objects.visible_to(request.access).values("pk")  # type: ignore[attr-defined]


def _demand(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _hide(allowed: bool) -> None:
    from django.http import Http404

    if not allowed:
        raise Http404
