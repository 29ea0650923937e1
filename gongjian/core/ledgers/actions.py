"""The writers of kept views and column choices."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.fields.forbidden import check_words
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.models import LedgerChoice, LedgerView
from gongjian.core.people.access import Access, access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text
from gongjian.lib.zh import clean_text

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.models import Person

SHARE = "ledgers.share_views"
MOST_VIEWS = 20
NARROWEST, WIDEST = 60, 600
LEFT_OUT = ("view", "cursor", "export", "columns", "look", "count")


@transaction.atomic
def keep_view(
    ledger: Ledger,
    name: str,
    *,
    given: Mapping[str, Sequence[str]],
    actor: "Person",
    now: dt.datetime,
    office: "Area | None" = None,
    instead_of: int | None = None,
) -> LedgerView:
    """Keep what was asked of the list under a name, for herself or (with an office) for all who read it there; or put
    it in the place of one of her own. `ledger` is the resolved one: what it does not have is not kept. Raises Refused
    for a name that is missing or taken, the twenty-first view, or sharing by somebody who may not."""
    name = _name(name)
    if office is not None:
        _must_share(office, actor, now=now)
    known = {"sort", "q", "per"} | {param for part in ledger.filters for param in part.params()}
    params = {param: [mask_text(value).text for value in values] for param, values in given.items()
              if param in known and param not in LEFT_OUT and any(values)}  # fmt: skip
    columns = [
        column for column in given.get("columns", ()) if column in {one.name for one in ledger.columns}
    ]
    mine = LedgerView.objects.kept().filter(ledger=ledger.slug, person=actor).select_for_update()
    view = mine.filter(pk=instead_of).first() if instead_of else None
    others = (
        LedgerView.objects.kept().filter(ledger=ledger.slug, name=name).exclude(pk=view.pk if view else 0)
    )
    if others.filter(**({"office": office} if office else {"person": actor, "office": None})).exists():
        raise Refused(_("There is a view “%(name)s” already.") % {"name": name}, field="name")
    if view is None:
        if mine.count() >= MOST_VIEWS:
            raise Refused(
                _("You keep at most %(number)d views of a list; take one away first.")
                % {"number": MOST_VIEWS}
            )
        last = mine.aggregate(last=Max("order"))["last"] or 0
        view = LedgerView(ledger=ledger.slug, person=actor, order=last + 1, made_at=now)
    view.name, view.office, view.params, view.columns = name, office, params, columns
    view.save()
    if office is not None:
        _trail(
            "share_view",
            view,
            ledger,
            actor=actor,
            now=now,
            changes={"name": name, "filters": sorted(params)},
        )
    return view


@transaction.atomic
def rename_view(view_id: int, name: str, *, ledger: Ledger, actor: "Person", now: dt.datetime) -> LedgerView:
    """Another name for a view of her own making."""
    view = _own(view_id, actor, now=now)
    before, view.name = view.name, _name(name)
    view.save(update_fields=["name"])
    if view.office_id and before != view.name:
        _trail("rename_view", view, ledger, actor=actor, now=now, changes={"name": [before, view.name]})
    return view


@transaction.atomic
def move_view(view_id: int, *, by: int, actor: "Person", now: dt.datetime) -> None:
    """One place to the front (-1) or the back (1) among those of its kind."""
    view = _own(view_id, actor, now=now)
    same = LedgerView.objects.kept().filter(ledger=view.ledger, office=view.office)
    if view.office_id is None:
        same = same.filter(person=actor)
    row = list(same.order_by("order", "pk"))
    place = row.index(view)
    other = max(0, min(len(row) - 1, place + by))
    row[place], row[other] = row[other], row[place]
    for number, one in enumerate(row, start=1):
        one.order = number
    LedgerView.objects.bulk_update(row, ["order"])


@transaction.atomic
def remove_view(view_id: int, *, ledger: Ledger, actor: "Person", now: dt.datetime) -> LedgerView:
    """Take a view away; `bring_back_view` undoes it."""
    return _set_removed(view_id, now, ledger=ledger, actor=actor, now=now)


@transaction.atomic
def bring_back_view(view_id: int, *, ledger: Ledger, actor: "Person", now: dt.datetime) -> LedgerView:
    """Undo the taking away."""
    return _set_removed(view_id, None, ledger=ledger, actor=actor, now=now)


def _set_removed(
    view_id: int, at: dt.datetime | None, *, ledger: Ledger, actor: "Person", now: dt.datetime
) -> LedgerView:
    view = _own(view_id, actor, now=now)
    view.removed_at = at
    view.save(update_fields=["removed_at"])
    if view.office_id:
        _trail("remove_view" if at else "bring_back_view", view, ledger, actor=actor, now=now)
    return view


@transaction.atomic
def choose_columns(
    ledger: Ledger, names: Sequence[str], *, widths: Mapping[str, int | None], actor: "Person"
) -> LedgerChoice:
    """Which columns she sees, in this order, and how wide (pixels; None as declared). No names: as the list has them."""
    known = {column.name for column in ledger.columns}
    columns = [name for name in dict.fromkeys(names) if name in known]
    kept = {
        name: max(NARROWEST, min(WIDEST, width)) for name, width in widths.items() if name in known and width
    }
    return _chosen(ledger, actor, columns=columns, widths=kept if columns else {})


@transaction.atomic
def open_with(ledger: Ledger, slug: str, *, actor: "Person") -> LedgerChoice:
    """With which view the list opens for her; "" for all rows. Raises Refused for a view that is not there."""
    if slug and ledger.view(slug) is None:
        raise Refused(_("There is no saved view “%(name)s”.") % {"name": slug[:40]})
    return _chosen(ledger, actor, start=slug)


def may_share(access: Access, office: "Area | None") -> bool:
    """Whether she may share views with the office."""
    return office is not None and access.may(SHARE, office.path)


def _chosen(ledger: Ledger, actor: "Person", **values: Any) -> LedgerChoice:
    choice, _made = LedgerChoice.objects.update_or_create(person=actor, ledger=ledger.slug, defaults=values)
    return choice


def _own(view_id: int, actor: "Person", *, now: dt.datetime) -> LedgerView:
    """Her own view, or a shared one of an office in which she shares. Raises Refused."""
    view = (
        LedgerView.objects.select_for_update(of=("self",)).select_related("office").filter(pk=view_id).first()
    )
    if view is None or (view.office is None and view.person_id != actor.pk):
        raise Refused(_("This view is no longer there."), code="not_allowed")
    if view.office is not None:
        _must_share(view.office, actor, now=now)
    return view


def _must_share(office: "Area", actor: "Person", *, now: dt.datetime) -> None:
    if not may_share(access_of(actor, today=timezone.localdate(now)), office):
        raise Refused(_("You do not share views with this office."), field="shared", code="not_allowed")


def _name(text: str) -> str:
    name = " ".join(clean_text(text).split())
    if not 1 <= len(name) <= 20:
        raise Refused(_("A view's name has 1 to 20 characters."), field="name")
    check_words(name, field="name")
    return name


def _trail(
    act: str,
    view: LedgerView,
    ledger: Ledger,
    *,
    actor: "Person",
    now: dt.datetime,
    changes: Mapping[str, Any] | None = None,
) -> None:
    label = f"{ledger.title} · {view.name}"
    if view.office is None:
        raise ValueError("only what is shared leaves a trail")
    record(
        f"ledgers.{act}",
        actor=actor,
        obj=view,
        office=view.office,
        label=label,
        changes=changes or {},
        now=now,
    )
