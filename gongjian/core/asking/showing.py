"""What pages show of draws: the state in words, the panel on a matter's page, the part of its public page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.asking.actions.sampling import TOO_LATE
from gongjian.core.asking.models import Sample
from gongjian.core.asking.policy import is_judged, may_plan
from gongjian.core.asking.summary import Summary, summaries_of, summary_of
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person

MOST = 20


def state_of(sample: Sample) -> tuple[str, str, str]:
    """Word, icon and tone; the sample as `with_counts` gives it."""
    if sample.is_called_off:
        return pgettext("state of a draw", "Called off"), "off", ""
    if sample.is_finished:
        return pgettext("state of a draw", "Everybody was asked"), "ok", "ok"
    if sample.is_drawn:
        return pgettext("state of a draw", "Being asked"), "tel", "go"
    if sample.listed:  # type: ignore[attr-defined]
        return pgettext("state of a draw", "Listed"), "table", "go"
    return pgettext("state of a draw", "Announced"), "flag", "go"


def announce_url(item: Item) -> str:
    """Where a draw on the matter is announced."""
    return f"{reverse('asking:announce')}?item={item.pk}"


def panel_of(item: Item, access: Access) -> dict[str, Any] | None:
    """For the panel on a matter's page: its draws, and what whoever plans call-backs has to do next. Never a person."""
    samples = list(Sample.objects.about(item.pk).with_counts()[:MOST])
    plans = may_plan(item.area_path, access) and not item.is_closed
    if not samples and not plans:
        return None
    reads = access.may("asking.view", item.area_path)
    rows = [{"sample": one, "state": state_of(one), "told": _told(one),
             "url": reverse("asking:draw", args=[one.pk]) if reads else ""} for one in samples]  # fmt: skip
    under_way = any(one.closed_at is None for one in samples)
    judged = plans and is_judged(item, Person.objects.get(pk=access.person_id or 0))
    early = item.phase not in TOO_LATE
    return {
        "rows": rows,
        "announce_url": announce_url(item) if plans and early and not under_way and not judged else "",
        "advice": _advice(early=early, under_way=under_way, judged=judged, asked=bool(samples))
        if plans
        else "",
    }


def _told(sample: Sample) -> dict[str, Any] | None:
    return rates_of(sample) if sample.is_finished else None


def _advice(*, early: bool, under_way: bool, judged: bool, asked: bool) -> str:
    if under_way:
        return ""
    if not early:
        return "" if asked else _(
            "No draw was announced before the work was handed in, so residents cannot be asked now. "
            "Send the work back, announce a draw, and have it handed in again."
        )  # fmt: skip
    if judged:
        return _("You have a part in this matter: somebody else announces the draw.")
    return _("Announce a draw before the work is handed in; afterwards is too late.")


def rates_of(sample: Sample) -> dict[str, Any]:
    """The summary with its shares in per cent, for pages; of a list of the product's for each unit too. Two queries."""
    found = summary_of(sample)
    drawn = found.drawn or 1
    words = dict(sample.respondents.model._meta.get_field("outcome").flatchoices)
    units = summaries_of(sample) if sample.source else []
    return {
        **_shares(found),
        "units": [{"name": name or _("without a unit"), **_shares(summary)} for name, summary in units],
        "parts": [{"label": words[name], "count": count, "percent": count * 100 / drawn} for name, count in found.counts.items()],
        "done": found.drawn - found.waiting,
        "progress": (found.drawn - found.waiting) * 100 / drawn,
    }  # fmt: skip


def _shares(found: Summary) -> dict[str, Any]:
    low, high = found.interval if found.answered else (None, None)
    return {
        "summary": found,
        "share": _cent(found.share),
        "margin": _cent(found.margin),
        "low": _cent(low),
        "high": _cent(high),
    }


def _cent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)


def public_of(item: Item) -> dict[str, Any] | None:
    """For the matter's public page: every draw with its commitment, the rate once everybody was asked; never a person."""
    samples = list(Sample.objects.about(item.pk).with_counts()[:MOST])
    rows = [{"sample": one, "state": state_of(one), "told": _told(one)} for one in samples]
    return {"rows": rows} if rows else None
