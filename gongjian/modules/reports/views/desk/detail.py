"""One report as the office sees it: what was said, what can be done, what passed, what the resident thinks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.compiled import Compiled
from gongjian.core.files.links import address
from gongjian.core.files.models import Attachment
from gongjian.core.items.detail import detail_context
from gongjian.core.items.forms import move_form
from gongjian.core.items.models import Item
from gongjian.core.items.moves import may_make
from gongjian.core.items.views.item import move as common_move
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow_signed_in
from gongjian.modules.reports.duplicates import likely_duplicates
from gongjian.modules.reports.models import Answer, AnswerTemplate, Follower, Report, Satisfaction
from gongjian.modules.reports.policy import may_answer, may_reveal, may_sort
from gongjian.modules.reports.proving.showing import side_by_side
from gongjian.modules.reports.shown.publishing import may_publish, shown_answer_of
from gongjian.modules.reports.views.desk.asking import SCOPED, detail_url, visible_report

OWN_FORMS = {"merge": "reports:merge"}
WITH_TEMPLATES = ("check_pass", "refuse")


_ANSWERS = Compiled(lambda pk: Answer.objects.filter(report=pk).select_related("by"), pk=-1)
_ROUNDS = Compiled(
    lambda pk: Satisfaction.objects.filter(report=pk).select_related("follower__origin__item"), pk=-1
)
_JOINED = Compiled(
    lambda pk: Follower.objects.filter(report=pk, ended_at__isnull=True).select_related("origin__item"), pk=-1
)
_SENT_IN = Compiled(lambda pk: Attachment.objects.filter(item=pk).sent_in(), pk=-1)


@allow_signed_in(SCOPED, methods=("GET",))
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page."""
    report, access, now = visible_report(request, pk), request.access, timezone.now()  # type: ignore[attr-defined]
    shown = shown_answer_of(report)
    context = detail_context(report.item, access, now=now)
    for move in context["moves"]:
        move["url"] = _form_of(report, move["name"]) or move["url"]
    context |= {
        "report": report,
        "back_url": reverse("reports:ledger")
        if access.may_anywhere("reports.view")
        else reverse("items:inbox"),
        "back_label": _("Reports"),
        "words": words_beside_title(report),
        "facts": facts_of(report, access),
        "notes": notes_of(report, access),
        "pictures": pictures_of(report.item),
        "columns": side_by_side(report.item),
        "contact": contact_of(report, access),
        "answers": _ANSWERS.objects(pk=report.pk),
        "rounds": _ROUNDS.objects(pk=report.pk),
        "word_url": _act("word", report) if may_answer(report, access) and not report.item.is_closed else "",
        "shown": shown,
        "show_url": _act("show_answer", report)
        if not shown and report.item.is_closed and may_publish(report.item.area_path, access)
        else "",
        "may_withdraw": bool(shown) and may_publish(report.item.area_path, access),
        "publish_url": _act("publish", report) if may_sort(report, access) else "",
    }
    return render(request, "reports/detail.html", context)


def words_beside_title(report: Report) -> str:
    """What the reporter said; empty where the title says all of it already."""
    body = report.body.strip()
    return "" if body == report.item.title.strip() else body


def _form_of(report: Report, name: str) -> str:
    if name in WITH_TEMPLATES:
        return reverse("reports:move", args=[report.pk, name])
    return reverse(OWN_FORMS[name], args=[report.pk]) if name in OWN_FORMS else ""


def _act(name: str, report: Report) -> str:
    return reverse(f"reports:{name}", args=[report.pk])


def facts_of(report: Report, access: Access) -> list[dict[str, Any]]:
    """Label and value of everything known, but nothing of the reporter."""
    item = report.item
    corrects = may_sort(report, access) or access.may("reports.check", item.area_path)
    category = str(report.category or _("none yet"))
    found: list[dict[str, Any]] = [
        {"label": _("Place"), "lines": [item.area.short_name, *([item.place] if item.place else [])]},
        {"label": _("Category"), "value": category, "url": _act("category", report) if corrects else ""},
        {"label": _("How it came"), "value": report.get_channel_display()},
        {
            "label": pgettext("a moment", "Received"),
            "value": timezone.localtime(item.opened_at).strftime("%Y-%m-%d %H:%M"),
        },
    ]
    if report.external_id and not report.external_id.startswith("#"):
        found.append({"label": _("Number elsewhere"), "value": report.external_id})
    if report.likes or report.dislikes:
        votes = _("%(likes)d for, %(dislikes)d against") % {
            "likes": report.likes,
            "dislikes": report.dislikes,
        }
        found.append({"label": _("Votes there"), "value": votes})
    if item.result:
        found.append({"label": _("Result"), "value": item.flow.results.get(item.result, item.result)})
    found.append(
        {"label": _("Public list"), "value": _("shown once sorted") if report.public else _("not shown")}
    )
    return found


def notes_of(report: Report, access: Access) -> list[dict[str, Any]]:
    """Joined reports, and likely ones of the same matter while it is new."""
    found = []
    if report.merged_into:
        words = _("Joined with %(number)s, where it goes on.") % {"number": report.merged_into.item.number}
        found.append({"text": words, "url": detail_url(report.merged_into), "link_text": _("Open it")})
    joined = _JOINED.objects(pk=report.pk)
    if joined:
        numbers = "、".join(follower.origin.item.number for follower in joined)
        found.append(
            {"text": _("Also reported as %(numbers)s; all are told of the end.") % {"numbers": numbers}}
        )
    if report.item.state == "new" and may_sort(report, access):
        for twin in likely_duplicates(report, limit=2):
            words = _("May be the same matter: %(number)s %(title)s.") % {
                "number": twin.report.item.number, "title": twin.report.item.title,
            }  # fmt: skip
            url = f"{_act('merge', report)}?into={twin.report.item.number}"
            found.append({"text": words, "url": url, "link_text": _("Join…")})
    return found


def pictures_of(item: Item) -> list[dict[str, str]]:
    """The pictures that came with the report; those of later steps stand in the timeline."""
    return [
        {"url": address(one), "thumb_url": address(one, width=320), "caption": one.caption}
        for one in _SENT_IN.objects(pk=item.pk)
    ]


def contact_of(report: Report, access: Access) -> dict[str, Any]:
    """The reporter as far as everybody may see: masks, and the way to see more for those who may."""
    return {
        "name": report.name_shown,
        "phone": report.phone_shown,
        "email": bool(report.reporter_email_sealed),
        "wants_reply": report.wants_reply,
        "gone_at": report.contacts_gone_at,
        "kept": report.has_contact or bool(report.body_sealed),
        "reveal_url": _act("reveal", report) if may_reveal(report, access) else "",
    }


@allow_signed_in(SCOPED)
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The form of a move that answers the resident, with the ready texts beside it; sent, it is like any move."""
    report = visible_report(request, pk)
    found = next((one for one in report.item.flow.moves if one.name == name), None)
    opened = found and report.item.flow.permits(report.item.state, name)
    if (
        request.method == "POST"
        or found is None
        or not opened
        or not may_make(report.item, found, request.access)
    ):  # type: ignore[attr-defined]
        return common_move(request, pk, name)
    templates = templates_for(report)
    chosen = next((one for one in templates if str(one.pk) == request.GET.get("template")), None)
    initial = {"public_note": chosen.text if chosen else _last_public(report), "result": report.item.result}
    context = {
        "item": report.item, "move": found, "form": move_form(report.item, found, initial=initial),
        "back_url": detail_url(report), "templates": templates, "chosen": chosen,
        "keep_key": "" if chosen else f"move:{pk}:{name}",
    }  # fmt: skip
    return render(request, "reports/move.html", context)


def templates_for(report: Report) -> list[AnswerTemplate]:
    """Ready texts of the office: those of the report's category first, then the general ones."""
    rows = AnswerTemplate.objects.filter(office=report.office_id, active=True).select_related("category")
    fitting = [row for row in rows if row.category_id in (None, report.category_id)]
    return sorted(fitting, key=lambda row: row.category_id is None)


def _last_public(report: Report) -> str:
    """What the handler proposed to tell the resident when she handed the work in."""
    step = report.item.steps.filter(move__in=("submit", "fix_at_once")).last()
    return step.public_note if step and report.item.state == "checking" else ""
