"""What every page knows: the moment, the looks chosen, and, for people signed in, menu, office and unread notices."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from gongjian.core.compiled import Compiled
from gongjian.core.notices.models import Notice
from gongjian.core.orgs.models import Membership
from gongjian.core.people.models import Person
from gongjian.web.looks import looks_of
from gongjian.web.menu import menu_for

HTML_LANGUAGE = {"zh-hans": "zh-CN"}
HANDHELD = ("Mobile", "MicroMessenger", "Android")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `web/base.html`; nothing is asked of the database until a page uses it."""
    person = getattr(request, "user", None)
    if person is not None and not person.is_authenticated:
        person = None
    facts: Any = SimpleLazyObject(lambda: _FACTS.first(pk=person.pk)) if person else None
    code = get_language() or "zh-hans"
    return {
        "now": timezone.localtime(),
        "html_language": HTML_LANGUAGE.get(code, code),
        "handheld": any(word in request.headers.get("User-Agent", "") for word in HANDHELD),
        "looks": looks_of(request),
        "person": person,
        "office_name": SimpleLazyObject(lambda: _office_name(facts)),
        "menu": SimpleLazyObject(lambda: menu_for(request) if person else []),
        "person_post": SimpleLazyObject(lambda: _post(facts)),
        "unread": SimpleLazyObject(lambda: facts.unread_number if person else 0),
    }


def _facts(pk: int) -> QuerySet[Person]:
    """Office, post and unread notices of whoever is signed in: one query for all of them."""
    live = Membership.objects.filter(person=OuterRef("pk"), until__isnull=True).order_by("pk")
    unread = Notice.objects.filter(person=OuterRef("pk"), read_at__isnull=True).order_by().values("person")
    return (
        Person.objects.select_related("office")
        .annotate(
            unread_number=Coalesce(Subquery(unread.annotate(n=Count("pk")).values("n")), 0),
            unit_name=Subquery(live.values("unit__name")[:1]),
            unit_short=Subquery(live.values("unit__short_name")[:1]),
            post=Subquery(live.values("post")[:1]),
        )
        .filter(pk=pk)
    )


_FACTS = Compiled(_facts, pk=-1)


def _office_name(facts: Any) -> str:
    return facts.office.short_name if facts and facts.office else ""


def _post(facts: Any) -> str:
    """Unit and post as they stand on the door plate; empty for somebody in no unit."""
    if not facts or facts.unit_name is None:
        return ""
    return " · ".join(word for word in (facts.unit_short or facts.unit_name, facts.post) if word)
