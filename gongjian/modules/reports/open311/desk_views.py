"""The page of connections: keys for others, the systems to which reports are sent on, and what is stuck."""

import uuid
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, me, not_again, secret_once
from gongjian.core.refusal import Refused
from gongjian.modules.reports.forms.public import blame
from gongjian.modules.reports.models import Errand, Open311Key, Open311Server
from gongjian.modules.reports.models.open311 import SET_UP
from gongjian.modules.reports.open311.forms import KeyForm
from gongjian.modules.reports.open311.jurisdictions import jurisdiction_of
from gongjian.modules.reports.open311.keys import issue_key, revoke_key
from gongjian.modules.reports.open311.panel import line_of
from gongjian.modules.reports.views.desk.register import office_of

MOST_STUCK = 200


@allow(SET_UP, methods=("GET",))
def connections(request: HttpRequest) -> HttpResponse:
    """Everything on one page."""
    office, today = office_of(request, SET_UP), timezone.localdate()
    keys = Open311Key.objects.managed_by(request.access).select_related("office")  # type: ignore[attr-defined]
    context = {
        "office": office,
        "base": request.build_absolute_uri(reverse("public_reports:open311_services_json")).rpartition("/")[
            0
        ],
        "jurisdiction": jurisdiction_of(office),
        "keys": [{"one": key, "over": key.is_over(today)} for key in keys],
        "servers": _servers(request),
        "stuck": _stuck(request),
    }
    return render(request, "reports/open311/connections.html", context)


def _servers(request: HttpRequest) -> Any:
    """With how many reports are there now."""
    live = Count("errands", filter=Q(errands__ended_at__isnull=True), distinct=True)
    rows = Open311Server.objects.managed_by(request.access).select_related("office", "unit")  # type: ignore[attr-defined]
    return rows.annotate(live=live, known=Count("mappings", distinct=True))


def _stuck(request: HttpRequest) -> list[dict[str, Any]]:
    trouble = Errand.objects.managed_by(request.access).in_trouble(timezone.now())  # type: ignore[attr-defined]
    rows = trouble.select_related("server", "report__item__unit")
    return [line_of(errand, again=True) for errand in rows[:MOST_STUCK]]


@allow(SET_UP)
def issue(request: HttpRequest) -> HttpResponse:
    """A new key, shown on this one page and nowhere after."""
    office = office_of(request, SET_UP)
    form = KeyForm(request.POST or None)

    def make() -> tuple[Open311Key, str]:
        given = form.cleaned_data
        return issue_key(office, **given, actor=me(request), access=request.access, now=timezone.now())  # type: ignore[attr-defined]

    if request.method == "POST" and form.is_valid():
        try:
            number, text = secret_once(request, act="reports.issue_key", make=make)
        except Refused as refused:
            blame(form, refused)
        else:
            return _shown(request, number, text)
    context = {
        "form": form, "title": _("Issue a key"), "submit_label": _("Issue it"), "back_url": reverse("reports:open311"),
    }  # fmt: skip
    return render(request, "web/simple_form.html", context, status=422 if form.errors else 200)


def _shown(request: HttpRequest, key_id: int, text: str) -> HttpResponse:
    if not text:
        return not_again(request, back="reports:open311")
    key = Open311Key.objects.select_related("office").get(pk=key_id)
    page = render(request, "reports/open311/key.html", {"key": key, "text": text})
    page["Cache-Control"] = "no-store"
    return page


@allow(SET_UP)
def revoke(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a key out of force, after asking."""
    key = get_object_or_404(Open311Key.objects.managed_by(request.access), uid=uid)  # type: ignore[attr-defined]
    if request.method == "POST":
        return do_and_say(
            request,
            act=f"reports.revoke_key:{key.pk}",
            work=lambda: revoke_key(key, actor=me(request), access=request.access, now=timezone.now()),  # type: ignore[attr-defined]
            done=_("The key opens nothing any more."),
            back=reverse("reports:open311"),
        )
    context = {
        "question": _("Revoke the key “%(name)s”?") % {"name": key.name},
        "consequence": _("From now on nothing comes in by it. What came stays. It cannot be put in force again."),
        "label": _("Yes, revoke it"), "back_url": reverse("reports:open311"), "danger": True,
    }  # fmt: skip
    return render(request, "web/confirm.html", context)
