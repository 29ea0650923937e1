"""What every page knows: the moment, the looks chosen, and, for people signed in, menu, office and unread notices."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from gongjian.core.notices.models import Notice
from gongjian.web.looks import looks_of
from gongjian.web.menu import menu_for

HTML_LANGUAGE = {"zh-hans": "zh-CN"}
HANDHELD = ("Mobile", "MicroMessenger", "Android")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `web/base.html`; nothing is asked of the database until a page uses it."""
    person = getattr(request, "user", None)
    if person is not None and not person.is_authenticated:
        person = None
    code = get_language() or "zh-hans"
    return {
        "now": timezone.localtime(),
        "html_language": HTML_LANGUAGE.get(code, code),
        "handheld": any(word in request.headers.get("User-Agent", "") for word in HANDHELD),
        "looks": looks_of(request),
        "person": person,
        "office_name": SimpleLazyObject(lambda: _office_name(person)),
        "menu": SimpleLazyObject(lambda: menu_for(request) if person else []),
        "person_post": SimpleLazyObject(lambda: _post(person)),
        "unread": SimpleLazyObject(lambda: _unread(person)),
    }


def _office_name(person: Any) -> str:
    office = getattr(person, "office", None)
    return office.short_name if office else ""


def _post(person: Any) -> str:
    """Unit and post as they stand on the door plate; empty for somebody in no unit."""
    live = (
        person.memberships.filter(until__isnull=True).select_related("unit").order_by("pk").first()
        if person
        else None
    )
    return " · ".join(word for word in (str(live.unit), live.post) if word) if live else ""


def _unread(person: Any) -> int:
    return Notice.objects.filter(person=person, read_at__isnull=True).count() if person else 0
