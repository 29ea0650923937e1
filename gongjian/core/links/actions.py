"""The writers of links: tying two rows together, and taking a link off again."""

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.events import emit
from gongjian.core.items.models import Item
from gongjian.core.links.events import LinkChanged
from gongjian.core.links.models import ITEM, Link, LinkKind, Name, name_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

LONGEST_NOTE = 200


@transaction.atomic
def link(
    source: models.Model,
    *,
    to: models.Model,
    kind: LinkKind,
    by: "Person | None",
    now: dt.datetime,
    note: str = "",
) -> Link:
    """Tie two rows of one office together; a link that is there already is returned as it is.

    Raises Refused for a row linked with itself, for one of another office, for a kind that is not known.
    """
    start, end = name_of(source), name_of(to)
    if start == end:
        raise Refused(_("A matter cannot be linked with itself. Choose another one."), field="to")
    if kind not in LinkKind.values:
        raise Refused(_("There is no such kind of link."), field="kind")
    office = _office_of(source)
    if _office_of(to).pk != office.pk:
        raise Refused(_("Both must belong to the same office."), field="to")
    found, made = _get_or_make(start, end, kind=kind, by=by, now=now, note=note.strip()[:LONGEST_NOTE])
    if made:
        _record("links.link", found, office=office, named=(source, to), by=by, now=now)
        emit(LinkChanged(found))
    return found


@transaction.atomic
def unlink(found: Link, *, reason: str, by: "Person | None", now: dt.datetime) -> Link:
    """Take a link off; who tied it and why it went stays readable. Raises Refused without a reason, or the second time."""
    found = Link.objects.select_for_update().get(pk=found.pk)
    if found.ended_at:
        raise Refused(_("The link was taken off already."))
    if not reason.strip():
        raise Refused(_("Say why the link is taken off."), field="reason")
    source, to = row_of(found.source), row_of(found.target)
    found.ended_at, found.ended_by, found.end_reason = now, by, reason.strip()[:LONGEST_NOTE]
    found.save(update_fields=["ended_at", "ended_by", "end_reason"])
    office = _office_of(source or to or _missing(found))
    _record("links.unlink", found, office=office, named=(source, to), by=by, now=now, reason=found.end_reason)
    emit(LinkChanged(found))
    return found


def row_of(name: Name) -> models.Model | None:
    """The row of a name, or None when it is not there (any more)."""
    try:
        model = apps.get_model(name[0])
    except LookupError:
        return None
    found: models.Model | None = model._default_manager.filter(pk=name[1]).first()
    return found


def _get_or_make(start: Name, end: Name, **values: Any) -> tuple[Link, bool]:
    """The live link, made if it is not there; a parallel maker's is waited for and taken."""
    ends = {
        "source_model": start[0], "source_id": start[1], "target_model": end[0], "target_id": end[1],
        "kind": values.pop("kind"),
    }  # fmt: skip
    if found := Link.objects.live().filter(**ends).first():
        return found, False
    try:
        with transaction.atomic():
            return Link.objects.create(**ends, at=values.pop("now"), **values), True
    except IntegrityError:
        return Link.objects.live().get(**ends), False


def _office_of(row: models.Model) -> Area:
    """The office to which a row belongs: its own, or that of what it hangs on."""
    for name in ("office", "item", "unit", "owner", "area"):
        held = getattr(row, name, None)
        if isinstance(held, Area):
            return held if name == "office" else held.office or held
        if isinstance(held, models.Model):
            return _office_of(held)
    raise TypeError(f"{row._meta.label} says of no office that it belongs to it")


def _missing(found: Link) -> models.Model:
    raise Refused(_("What was linked is not there any more; the doctor names such links."))


def _record(
    action: str,
    found: Link,
    *,
    office: Area,
    named: tuple[models.Model | None, models.Model | None],
    by: "Person | None",
    now: dt.datetime,
    reason: str = "",
) -> None:
    item = Item.objects.filter(pk=found.source_id).first() if found.source_model == ITEM else None
    source, to = named
    label = f"{source} · {LinkKind(found.kind).label} · {to}"
    changes = {"kind": [None, found.kind], "to": [None, f"{found.target_model} {found.target_id}"]}
    if found.ended_at:
        changes = {name: [after, before] for name, (before, after) in changes.items()}
    record(
        action, actor=by, obj=cast(models.Model, found), office=office, label=label, now=now, changes=changes,
        reason=reason, item=item,
    )  # fmt: skip
