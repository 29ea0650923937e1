"""Who may plan call-backs, who may call, who may review: never those who are judged."""

from django.db.models import F

from gongjian.core.asking.models import ReviewSeat, Sample
from gongjian.core.items.flow import Phase
from gongjian.core.items.models import Item
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
    return mine and not judged_in(sample, person)


def judged_in(sample: Sample, person: Person) -> bool:
    """Whether the person has a part in the matter on which residents are asked."""
    return sample.item is not None and is_judged(sample.item, person)


def may_call(sample: Sample, person: Person, access: Access) -> bool:
    """Those who call for the area, unless they have a part in what is judged. Two queries."""
    return access.may("asking.call", sample.area_path) and not judged_in(sample, person)


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
