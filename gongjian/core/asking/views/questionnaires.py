"""Questionnaires: the list, one version, a new one, the next version, the end."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.asking import actions, policy
from gongjian.core.asking.forms import QuestionnaireForm, QuestionRows, questions_in, rows_for
from gongjian.core.asking.ledgers import QUESTIONNAIRES, questionnaires_for
from gongjian.core.asking.models import Questionnaire
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me

questionnaires = ledger_view(QUESTIONNAIRES)
BLANKS = 4


def _found(request: HttpRequest, pk: int) -> Questionnaire:
    kept: Questionnaire = get_object_or_404(questionnaires_for(request.access), pk=pk)  # type: ignore[attr-defined]
    return kept


def _mine(request: HttpRequest, pk: int) -> Questionnaire:
    """One in use that this person may change, else 404."""
    kept = _found(request, pk)
    if kept.until or kept.office is None or not policy.may_plan(kept.office.path, request.access):  # type: ignore[attr-defined]
        raise Http404
    return kept


@allow("asking.view", methods=("GET",))
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """One version with its questions, and the other versions."""
    kept = _found(request, pk)
    others = Questionnaire.objects.filter(office=kept.office, slug=kept.slug).exclude(pk=kept.pk)
    mine = kept.office is not None and policy.may_plan(kept.office.path, request.access)  # type: ignore[attr-defined]
    context = {
        "kept": kept,
        "questions": kept.questions.all(),
        "others": others.order_by("-version"),
        "changes": mine and kept.until is None,
    }
    return render(request, "asking/questionnaire.html", context)


@allow("asking.plan")
def make(request: HttpRequest) -> HttpResponse:
    """A new one."""

    def keep(given: dict[str, Any], asked: list[actions.Asked]) -> Questionnaire:
        office, slug = given.pop("office"), uuid.uuid4().hex[:12]
        return actions.keep_questionnaire(
            office, slug=slug, questions=asked, by=me(request), now=timezone.now(), **given
        )

    form = QuestionnaireForm(_typed(request), access=request.access)  # type: ignore[attr-defined]
    blanks = [{"kind": "scale", "most": 10, "weight": 1, "required": True}] * BLANKS
    context = {"title": _("Make a questionnaire"), "back_url": reverse("asking:questionnaires")}
    return _edit(request, form, blanks, keep, act="asking.make", done=_("The questionnaire is kept."), context=context)  # fmt: skip


@allow("asking.plan")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version; what was asked with this one stays with it."""
    kept = _mine(request, pk)

    def keep(given: dict[str, Any], asked: list[actions.Asked]) -> Questionnaire:
        assert kept.office is not None
        return actions.keep_questionnaire(
            kept.office, slug=kept.slug, use=kept.use, questions=asked, by=me(request), now=timezone.now(), **given
        )  # fmt: skip

    first = {"title": kept.title, "script": kept.script, "source": kept.source}
    form = QuestionnaireForm(_typed(request), access=request.access, changed=True, initial=first)  # type: ignore[attr-defined]
    rows = rows_for(list(kept.questions.all())) + [{"most": 10, "weight": 1}] * 2
    context = {
        "title": _("Change the questionnaire"), "back_url": reverse("asking:questionnaire", args=[pk]),
        "intro": _("This makes version %(number)d. Draws and reviews that have begun go on with theirs.") % {
            "number": kept.version + 1},
    }  # fmt: skip
    return _edit(request, form, rows, keep, act=f"asking.change:{pk}", done=_("The next version is in use."), context=context)  # fmt: skip


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _edit(
    request: HttpRequest,
    form: QuestionnaireForm,
    first: list[dict[str, Any]],
    keep: Any,
    *,
    act: str,
    done: str,
    context: dict[str, Any],
) -> HttpResponse:
    """The page with the form and one row per question; “more” adds rows and keeps what was typed."""
    template, more = "asking/edit_questionnaire.html", "more" in request.POST
    if request.method == "POST":
        data = request.POST.copy()
        if more:
            count = data.get("form-TOTAL_FORMS", "0")
            data["form-TOTAL_FORMS"] = str(int(count if count.isascii() and count.isdigit() else 0) + BLANKS)
        rows = QuestionRows(data)
    else:
        rows = QuestionRows(initial=first)
        rows.extra = 0
    context |= {"rows": rows, "submit_label": pgettext("a questionnaire", "Keep")}
    if more:
        return render(request, template, {"form": form, **context})
    if request.method == "POST" and not rows.is_valid():
        return render(request, template, {"form": form, **context}, status=422)
    work = lambda given: reverse("asking:questionnaire", args=[keep(given, questions_in(rows)).pk])  # noqa: E731
    return form_page(request, form, act=act, work=work, done=done, context=context, template=template)


@allow("asking.plan", methods=("GET", "POST"))
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It is used no more from today on."""
    kept, back = _mine(request, pk), reverse("asking:questionnaire", args=[pk])
    if request.method != "POST":
        context = {
            "question": _("End “%(title)s”?") % {"title": kept.title},
            "consequence": _("From today on nobody is asked with it; what was asked stays."),
            "label": pgettext("a questionnaire", "End it"), "back_url": back, "action_url": request.path,
        }  # fmt: skip
        return render(request, "web/confirm.html", context)
    work = lambda: actions.retire_questionnaire(kept, by=me(request), now=timezone.now())  # noqa: E731
    return do_and_say(request, act=f"asking.end:{pk}", work=work, done=_("It is used no more."), back=back)
