"""Other systems on the page of connections: added, changed, switched, taken away."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.modules.reports.forms.desk import categories_of
from gongjian.modules.reports.models import Open311Server
from gongjian.modules.reports.models.open311 import SET_UP
from gongjian.modules.reports.open311.forms import ServerForm
from gongjian.modules.reports.open311.line import Failed, Row, ask_services
from gongjian.modules.reports.open311.servers import remove_server, save_server, switch_server
from gongjian.modules.reports.views.desk.register import office_of


@allow(SET_UP)
def add(request: HttpRequest) -> HttpResponse:
    """A new one, switched off at first."""
    return _page(request, office_of(request, SET_UP), None)


@allow(SET_UP)
def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The one there is."""
    server = _one(request, uid)
    return _page(request, server.office, server)


def _page(request: HttpRequest, office: Area, server: Open311Server | None) -> HttpResponse:
    initial = ServerForm.values_of(server) if server else {"form": "json"}
    form = ServerForm(office.pk, list(categories_of(office)), request.POST or None, initial=initial)

    def work(_given: dict[str, Any]) -> str:
        access, now = request.access, timezone.now()  # type: ignore[attr-defined]
        save_server(office, form.described(), server=server, actor=me(request), access=access, now=now)
        return reverse("reports:open311")

    context = {
        "title": server.name if server else _("Add a system"), "back_url": reverse("reports:open311"), "submit_label": _("Save"),
    }  # fmt: skip
    done = (
        _("The system is kept.")
        if server
        else _("The system is there, switched off. Look it over, then switch it on.")
    )
    act = f"reports.save_server:{server.pk if server else 0}"
    return form_page(
        request, form, act=act, work=work, done=done, context=context, template="reports/open311/server.html"
    )


@allow(SET_UP, methods=("POST",))
def look(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask it now what can be reported there: its codes, or why it does not answer."""
    server, problem = _one(request, uid), ""
    rows: list[Row] = []
    try:
        rows = ask_services(server)
    except Failed as failed:
        problem = str(failed)
    context = {
        "server": server, "rows": rows, "problem": problem, "ours": {one.service_code for one in server.mappings.all()},
    }  # fmt: skip
    return render(request, "reports/open311/services.html", context)


@allow(SET_UP, methods=("POST",))
def switch(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """On or off."""
    server, on = _one(request, uid), request.POST.get("on") == "1"
    access = request.access  # type: ignore[attr-defined]
    return do_and_say(
        request,
        act=f"reports.switch_server:{server.pk}",
        work=lambda: switch_server(server, on=on, actor=me(request), access=access, now=timezone.now()),
        done=_("Reports can be sent there now.") if on else _("Nothing is sent there any more."),
        back=reverse("reports:open311"),
    )


@allow(SET_UP)
def remove(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take it away, after asking."""
    server, access = _one(request, uid), request.access  # type: ignore[attr-defined]
    if request.method == "POST":
        return do_and_say(
            request,
            act=f"reports.remove_server:{server.pk}",
            work=lambda: remove_server(server, actor=me(request), access=access, now=timezone.now()),
            done=_("The system is removed, and its key is destroyed."),
            back=reverse("reports:open311"),
        )
    context = {
        "question": _("Remove the system “%(name)s”?") % {"name": server.name},
        "consequence": _("Its key is destroyed. What was sent there stays in the reports' own history."),
        "label": _("Yes, remove it"), "back_url": reverse("reports:open311"), "danger": True,
    }  # fmt: skip
    return render(request, "web/confirm.html", context)


def _one(request: HttpRequest, uid: uuid.UUID) -> Open311Server:
    servers = Open311Server.objects.managed_by(request.access).select_related("office", "unit")  # type: ignore[attr-defined]
    found: Open311Server = get_object_or_404(servers, uid=uid)
    return found
