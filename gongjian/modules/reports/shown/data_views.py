"""Open data for everybody: what there is, what its columns mean, and the files, each at an address that stays."""

import datetime as dt
import re
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.files.downloads import as_download
from gongjian.core.people.guard import allow_public
from gongjian.modules.reports.models import OpenDataMonth, OpenDataRules
from gongjian.modules.reports.shown.cleaning import KIND_WORDS
from gongjian.modules.reports.shown.files import DAY_OF_MONTH, published_on
from gongjian.modules.reports.shown.places import office_at, page_url
from gongjian.modules.reports.shown.rows import FIELDS
from gongjian.modules.reports.shown.writing import TYPES, file_of

WHY = "open data of an office, without anything of a person"
NAME = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])\.(?P<ending>csv|json)")
KEPT = "public, max-age=3600"
MEASURED = (
    ("name", 227, 209, 216, 213),
    ("door", 21, 18, 18, 18),
    ("plate", 11, 11, 11, 11),
    ("number", 1, 1, 1, 1),
)
"""Kind, places marked by hand in 200 real messages, found of them, erased in all, of which rightly: docs/concepts/privacy.md."""


@allow_public(WHY, methods=("GET",))
def index(request: HttpRequest, place: str) -> HttpResponse:
    """All months with their versions, the terms, and the way to the meaning of the columns."""
    office = office_at(place)
    rules = OpenDataRules.objects.filter(office=office).first()
    context = _frame(office, place) | {
        "rules": rules if rules and rules.on else None,
        "months": [_month(row, place) for row in _newest(office)],
        "next_on": published_on(timezone.localdate()),
        "day": DAY_OF_MONTH,
    }
    return render(request, "reports/shown/open_data.html", context)


@allow_public(WHY, methods=("GET",))
def index_json(request: HttpRequest, place: str) -> HttpResponse:
    """The same for programs."""
    office = office_at(place)
    rules = get_object_or_404(OpenDataRules, office=office, on=True)
    absolute = request.build_absolute_uri
    months = [
        {
            "month": f"{row.month:%Y-%m}", "version": row.version, "rows": row.rows, "made_at": row.made_at.isoformat(),
            "corrected": {"added": row.added, "changed": row.changed, "gone": row.gone} if row.version > 1 else None,
            **{ending: absolute(_file_url(place, row, ending)) for ending in TYPES},
        }
        for row in _newest(office)
    ]  # fmt: skip
    found = {
        "office": office.short_name, "licence": rules.licence, "fields": absolute(reverse("public_reports:open_data_fields")),
        "months": months,
    }  # fmt: skip
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = KEPT
    return answer


@allow_public(WHY, methods=("GET",))
def fields(request: HttpRequest) -> HttpResponse:
    """What the columns mean, what is taken out of texts, and how well that goes."""
    measured = [
        {"label": KIND_WORDS[kind], "marked": marked, "found": found, "recall": 100 * found // marked,
         "made": made, "precision": 100 * right // made}
        for kind, marked, found, made, right in MEASURED
    ]  # fmt: skip
    context = {
        "fields": FIELDS, "measured": measured, "kinds": list(dict.fromkeys(str(words) for words in KIND_WORDS.values())),
        "follow_url": reverse("public_reports:by_number"),
    }  # fmt: skip
    return render(request, "reports/shown/fields.html", context)


@allow_public(WHY, methods=("GET",))
def file(request: HttpRequest, place: str, name: str) -> Any:
    """One month as CSV or JSON. A month that is not over, not given yet or no month at all is said in a sentence."""
    office, said = office_at(place), NAME.fullmatch(name)
    if said is None:
        return _nothing(
            request, office, place, _("There is no such file: they are called 2026-05.csv or 2026-05.json.")
        )
    try:
        month = dt.date(int(said["year"]), int(said["month"]), 1)
        day = published_on(month)
    except (ValueError, OverflowError):
        return _nothing(request, office, place, _("There is no such month."))
    if timezone.localdate() < day:
        words = _(
            "The file of %(month)s comes on %(day)s: by then the month is over and most of it answered."
        )
        return _nothing(request, office, place, words % {"month": f"{month:%Y-%m}", "day": day})
    row = _newest(office).filter(month=month).first()
    if row is None or not file_of(row, said["ending"]).exists():
        return _nothing(
            request, office, place, _("There is no file of %(month)s.") % {"month": f"{month:%Y-%m}"}
        )
    return _file(request, row, said["ending"], stem=f"{place}-{month:%Y-%m}")


def _file(request: HttpRequest, row: OpenDataMonth, ending: str, *, stem: str) -> Any:
    tag = f'"{row.digest[:24]}-{row.version}-{ending}"'
    changed = int(row.made_at.timestamp())
    known = get_conditional_response(request, etag=tag, last_modified=changed)
    if known is not None:
        return known
    answer = FileResponse(file_of(row, ending).open("rb"), content_type=TYPES[ending])
    as_download(answer, name=f"{stem}.{ending}", stem=stem)
    answer["Cache-Control"], answer["ETag"] = KEPT, tag
    answer["Last-Modified"] = row.made_at.astimezone(dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _nothing(request: HttpRequest, office: Area, place: str, words: str) -> HttpResponse:
    context = _frame(office, place) | {"words": words}
    return render(request, "reports/shown/no_file.html", context, status=404)


def _newest(office: Area) -> Any:
    return OpenDataMonth.objects.newest().filter(
        office=office, office__open_data_rules__on=True, office__is_office=True
    )


def _month(row: OpenDataMonth, place: str) -> dict[str, Any]:
    files = [
        {"ending": ending.upper(), "url": _file_url(place, row, ending), "size": _size(row, ending)}
        for ending in TYPES
    ]
    return {"row": row, "files": files}


def _size(row: OpenDataMonth, ending: str) -> int:
    try:
        return file_of(row, ending).stat().st_size
    except FileNotFoundError:
        return 0


def _file_url(place: str, row: OpenDataMonth, ending: str) -> str:
    return reverse("public_reports:open_data_file", args=[place, f"{row.month:%Y-%m}.{ending}"])


def _frame(office: Area, place: str) -> dict[str, Any]:
    if not office.is_office:
        raise Http404
    return {
        "office": office, "place": place, "office_name": office.short_name, "done_url": page_url(office),
        "follow_url": reverse("public_reports:by_number"),
    }  # fmt: skip
