"""Who may plan call-backs, who may call, who may review: never those who are judged."""

from django.db.models import F, Q, QuerySet

from gongjian.core.asking.models import Respondent, ReviewSeat, Sample
from gongjian.core.asking.models.sample import RespondentQuerySet
from gongjian.core.asking.sources import judged_items
from gongjian.core.items.flow import Phase
from gongjian.core.items.models import Helper, Item
from gongjian.core.manifest import manifests
from gongjian.core.orgs.models import Membership
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person


def may_plan(path: str, access: Access) -> bool:
    """Those who plan call-backs and reviews for the area."""
    return access.may("asking.plan", path)


def may_prepare(sample: Sample, person: Person, access: Access) -> bool:
    """Those who list and draw for the area, unless they have a part in what is judged. Two queries."""
    return may_plan(sample.area_path, access) and not judged_in(sample, person)


def may_see_persons(sample: Sample, person: Person, access: Access) -> bool:
    """Who reads the list and who was drawn: whoever lists, draws or calls for the area and has no part in the matter."""
    mine = may_plan(sample.area_path, access) or access.may("asking.call", sample.area_path)
    return mine and (bool(sample.source) or not judged_in(sample, person))


def judged_in(sample: Sample, person: Person) -> bool:
    """Whether the person has a part in the matter on which residents are asked, or in one of them."""
    if sample.source:
        return parts_of(person, judged_items(sample)).exists()
    return sample.item is not None and is_judged(sample.item, person)


def parts_of(person: Person, items: "QuerySet[Item]") -> "QuerySet[Item]":
    """Those of the matters that the person, or a unit of hers, handles, helps with or has handed in: `is_judged` of many."""
    live = Membership.objects.filter(person=person, until__isnull=True)
    units = list(live.values_list("unit_id", flat=True))
    mine = Q(handler=person) | Q(submitted_by=person) | Q(unit__in=units)
    helping = Helper.objects.filter(Q(person=person) | Q(unit__in=units))
    return items.filter(mine | Q(pk__in=helping.values("item")))


def may_call(sample: Sample, person: Person, access: Access) -> bool:
    """Those who call for the area, unless they have a part in what is judged; of a draw over many matters they call all but
    those in which they have one, see `entries_for`. Two queries."""
    return access.may("asking.call", sample.area_path) and (
        bool(sample.source) or not judged_in(sample, person)
    )


def may_call_entry(respondent: Respondent, person: Person, access: Access) -> bool:
    """Whether the person may ask this one: nobody asks about what she or her unit has done."""
    own = (
        bool(respondent.sample.source) and respondent.item is not None and is_judged(respondent.item, person)
    )
    return may_call(respondent.sample, person, access) and not own


def entries_for(sample: Sample, person: Person) -> "RespondentQuerySet":
    """Whom of the list the person may see and ask: of a draw over many matters none in which she has a part."""
    rows = RespondentQuerySet(Respondent).filter(sample=sample)
    return rows.exclude(item__in=parts_of(person, judged_items(sample))) if sample.source else rows


def may_review(item: Item, person: Person, access: Access) -> bool:
    """Whoever was named for the matter, or reviews for the area, and has no part in it."""
    named = ReviewSeat.objects.filter(item=item, reviewer=person, round__closed_at__isnull=True).exists()
    return (named or access.may("asking.review", item.area_path)) and not is_judged(item, person)


def is_judged(item: Item, person: Person) -> bool:
    """Whether the person has a part in the matter: handles it, handed it in (its verdict is no part), belongs to its unit,
    helps, or is named by the matter's own module (`Module(involved=…)`)."""
    if person.pk == item.handler_id or (person.pk == item.submitted_by_id and not _only_judges(item, person)):
        return True
    live = Membership.objects.filter(person=person, until__isnull=True)
    units = set(live.values_list("unit_id", flat=True))
    helpers = item.helpers.values_list("person_id", "unit_id")
    if item.unit_id in units or any(who == person.pk or unit in units for who, unit in helpers):
        return True
    hooks = [manifest.involved[item.kind] for manifest in manifests() if item.kind in manifest.involved]
    return any(person.pk in hook([item.pk]).get(item.pk, ()) for hook in hooks)


def _only_judges(item: Item, person: Person) -> bool:
    """Whether the last of the person's moves into the checking went on from there: a verdict, not a hand-in."""
    checking = [name for name, state in item.flow.states.items() if state.phase is Phase.CHECKING]
    moves = item.steps.filter(actor=person, target__in=checking).exclude(source=F("target"))
    last = moves.order_by("-at", "-pk").first()
    return last is not None and last.source in checking
