"""The doctor's look at links: both ends of each must be there."""

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from gongjian.core.finding import Finding
from gongjian.core.links.models import Link


def check_links() -> Finding:
    """Whether a live link leads to a row that is not there; an own query per kind of row."""
    lost = [pk for end in ("source", "target") for pk in _lost(end)]
    if not lost:
        words = _("{count} links, both ends of each are there")
        return Finding("good", words.format(count=Link.objects.live().count()))
    words = _("{count} links lead to something that is not there: {numbers}")
    told = words.format(count=len(lost), numbers=", ".join(str(pk) for pk in lost[:5]))
    return Finding("bad", told, _("Was a backup put back in part? Restore it whole."))


def _lost(end: str) -> list[int]:
    found: list[int] = []
    links = Link.objects.live()
    for name in links.order_by().values_list(f"{end}_model", flat=True).distinct():
        own = links.filter(**{f"{end}_model": name})
        try:
            model = apps.get_model(name)
        except LookupError:
            continue  # a module that was taken out: its links wait for it
        rows = model._default_manager.filter(pk=OuterRef(f"{end}_id"))
        found += own.filter(~Exists(rows)).values_list("pk", flat=True)
    return found
