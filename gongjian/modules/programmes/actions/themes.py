"""The theme of a quarter: publishing it asks every community."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.opening import open_item
from gongjian.core.items.verbs import evening, line, save_once
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.modules.programmes.actions.common import trail
from gongjian.modules.programmes.flows import ANSWER
from gongjian.modules.programmes.models import QuarterTheme, ThemeAnswer
from gongjian.modules.programmes.policy import must_lead


@transaction.atomic
def publish_theme(
    office: Area, *, year: int, quarter: int, title: str, answer_by: dt.date, actor: Person, now: dt.datetime,
    text: str = "", is_demo: bool = False,
) -> QuarterTheme:  # fmt: skip
    """Publish the theme of a quarter and ask every community of the office to answer it."""
    must_lead(office.path, actor, now=now)
    Area.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if quarter not in (1, 2, 3, 4) or abs(year - timezone.localdate(now).year) > 1:
        raise Refused(_("Choose a quarter of last year, this year or the next."), field="quarter")
    if answer_by < timezone.localdate(now):
        raise Refused(_("The day until which one answers has gone by already."), field="answer_by")
    communities = Unit.objects.of_office(office.pk).filter(kind=UnitKind.COMMUNITY, active=True)
    units = list(communities.select_related("area").order_by("pk"))
    if not units:
        raise Refused(_("This office has no community that could answer. Enter its communities first."))
    theme = QuarterTheme(
        office=office, year=year, quarter=quarter, title=line(title, field="title", most=80), text=text[:2000],
        answer_by=answer_by, published_at=now, is_demo=is_demo,
    )  # fmt: skip
    save_once(theme, _("This quarter has its theme already: there is one for a quarter."), field="quarter")
    trail("publish_theme", theme, office, actor=actor, now=now)
    due_at = evening(answer_by)
    for unit in units:
        name = _("%(unit)s on “%(theme)s”") % {"unit": unit.area.short_name, "theme": theme.title}
        item = open_item(
            ANSWER, office=office, area=unit.area, title=name, actor=actor, now=now, unit=unit, due_at=due_at
        )
        index(item, text_of(ThemeAnswer.objects.create(item=item, theme=theme, is_demo=is_demo)))
    return theme


def text_of(answer: ThemeAnswer) -> str:
    """What an answer can be found by."""
    return " ".join([answer.item.title, *answer.lines.values_list("text", flat=True)])


def search_texts(ids: Sequence[int]) -> dict[int, str]:
    """`text_of` of many."""
    found = ThemeAnswer.objects.filter(pk__in=ids).select_related("item").prefetch_related("lines")
    return {one.pk: " ".join([one.item.title, *(line.text for line in one.lines.all())]) for one in found}
