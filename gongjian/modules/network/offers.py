"""What the parties of an agreement have to give already: rows of any module that says so, and the terms that promise them."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import models

from gongjian.core.links.faces import faces_of, nodes
from gongjian.core.links.models import Link, LinkKind, Name, name_of
from gongjian.core.manifest import manifests
from gongjian.core.people.access import Access
from gongjian.modules.network.models import OPEN_TO_DELIVERY, Agreement, AgreementTerm

PROMISED = LinkKind.PART
"""What is promised is tied to the term as a part of it."""

Groups = list[tuple[str, list[tuple[str, str]]]]


@cache
def delivering() -> frozenset[str]:
    """The kinds of matters that can deliver something out of a list: those of the modules that keep such lists. All others
    are left alone, for thousands of them may be closed at once."""
    keeping = [manifest for manifest in manifests() if any(node.offered for node in manifest.threads)]
    return frozenset(flow.kind for manifest in keeping for flow in manifest.flows)


def offers_of(unit_ids: Iterable[int]) -> Groups:
    """Choices for a form, by kind of row: "app.model:id" and the row's title; one query per kind."""
    ids = [pk for pk in unit_ids if pk]
    found: Groups = []
    for node in nodes().values():
        if node.offered is not None and (rows := list(node.offered(ids)[:200])):
            found.append((str(node.label), [(f"{node.model}:{row.pk}", node.title(row)) for row in rows]))
    return found


def offer_named(code: str, unit_ids: Iterable[int]) -> models.Model | None:
    """The row behind a choice, if one of the units still offers it."""
    model, _colon, pk = code.partition(":")
    node = nodes().get(model)
    if node is None or node.offered is None or not pk.isdecimal():
        return None
    row: models.Model | None = node.offered(list(unit_ids)).filter(pk=int(pk)).first()
    return row


def giver_of(offer: Any) -> int:
    """The unit that has it to give."""
    return int(offer.unit_id)


def title_of(offer: models.Model) -> str:
    """What it is called in the list from which it comes."""
    return nodes()[name_of(offer)[0]].title(offer)


def terms_with_offers(agreement: Agreement, access: Access) -> list[AgreementTerm]:
    """The terms, each with the `face` of what it promises out of a list, if the person may read that; one query for the
    terms, one for the links, one per kind of row."""
    terms = list(agreement.terms.select_related("giver"))
    label = AgreementTerm._meta.label_lower
    links = Link.objects.touching([(label, one.pk) for one in terms]).filter(kind=PROMISED)
    tied = {one.target_id: (one.source_model, one.source_id) for one in links if one.target_model == label}
    faces = faces_of(tied.values(), access)
    for one in terms:
        one.face = faces.get(tied[one.pk]) if one.pk in tied else None  # type: ignore[attr-defined]
    return terms


def promising(names: Iterable[Name], *, office_id: int, area_path: str) -> AgreementTerm | None:
    """The term for which a delivery of one of these rows in that area counts: of an agreement that holds, whose side
    answers for the area; where there are several, the one closest to the place, then the first to end."""
    tied = Link.objects.touching(names).filter(
        kind=PROMISED, target_model=AgreementTerm._meta.label_lower
    ).values("target_id")  # fmt: skip
    terms = AgreementTerm.objects.filter(
        pk__in=tied, agreement__item__office=office_id, agreement__item__state__in=OPEN_TO_DELIVERY
    ).select_related("agreement__item", "agreement__side__area")
    near = [term for term in terms if area_path.startswith(term.agreement.side.area.path)]
    return min(
        near, key=lambda one: (-len(one.agreement.side.area.path), one.agreement.until, one.pk), default=None
    )
