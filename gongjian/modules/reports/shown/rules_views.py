"""The desk's page of open data: what is given away, and what was made of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import me
from gongjian.modules.reports.models import OpenDataMonth, OpenDataRules
from gongjian.modules.reports.shown.forms import RulesForm
from gongjian.modules.reports.shown.places import place_of
from gongjian.modules.reports.shown.rules import RIGHT, set_open_data
from gongjian.modules.reports.views.desk.asking import answer
from gongjian.modules.reports.views.desk.register import office_of

MOST = 60


@allow(RIGHT)
def open_data(request: HttpRequest) -> HttpResponse:
    """Switch it on, say what is withheld and under which terms it may be used."""
    office = office_of(request, RIGHT)
    kept, today = OpenDataRules.objects.filter(office=office).first(), timezone.localdate()
    page = reverse("reports:open_data")

    def run(given: dict[str, Any]) -> str:
        set_open_data(office, actor=me(request), now=timezone.now(), access=request.access, **given)  # type: ignore[attr-defined]
        return page

    return answer(
        request, RulesForm(office, request.POST or None, initial=RulesForm.values_of(kept, today=today)), run,
        act=f"reports.open_data:{office.pk}", title=_("Open data"), done=_("Saved."), template="reports/shown/rules.html",
        months=OpenDataMonth.objects.newest().filter(office=office)[:MOST], rules=kept, place=place_of(office),
    )  # fmt: skip
