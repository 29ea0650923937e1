"""What everybody reads of a project: what is done for whom, until when, by whom, how far it is, how it was judged."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.lib.masks import mask_text
from gongjian.modules.projects.course import bars_of, progress_of
from gongjian.modules.projects.models import Project


def public_context(item: Item) -> dict[str, Any]:
    """For `projects/public.html`: units and posts, never a person. Five queries."""
    project = Project.objects.with_all().get(pk=item.pk)
    steps = list(project.milestones.with_all())
    evaluation = project.evaluations.select_related("method").first()
    return {
        "project": project,
        "words": mask_text(project.public_words or item.title).text,
        "state": item.flow.states[item.state].label,
        "partners": project.partners.filter(until__isnull=True).select_related("unit"),
        "bars": bars_of(project, steps, today=timezone.localdate()),
        "milestones": steps,
        "progress": progress_of(steps),
        "evaluation": evaluation,
        "method": evaluation.method if evaluation else None,
    }


def summary(item: Item) -> str:
    """The line on the public list."""
    project = Project.objects.select_related("field", "sponsor").get(pk=item.pk)
    parts = [str(project.field or ""), str(project.sponsor)]
    if project.households:
        parts.append(_("%(homes)d households") % {"homes": project.households})
    return " · ".join(part for part in parts if part)


def lacking(item: Item) -> str:
    """Why it cannot be published yet."""
    project = Project.objects.get(pk=item.pk)
    if item.state in ("proposed", "returned", "refused"):
        return _("A project is published once it is approved.")
    if not project.public_words.strip():
        return _("Write what residents read first: change the project and fill in “What residents read”.")
    return ""


def people_of(ids: Any) -> dict[int, frozenset[int]]:
    """By project, the people who have a part in it and so neither review it nor ask about it: its team, the members of the
    sponsoring organisation, and of the units that take part."""
    from gongjian.core.orgs.models import Membership
    from gongjian.modules.projects.models import ProjectPartner, TeamMember

    found: dict[int, set[int]] = {pk: set() for pk in ids}
    for pk, person in TeamMember.objects.filter(project__in=ids, person__isnull=False).values_list(
        "project_id", "person_id"
    ):
        found[pk].add(person)
    units: dict[int, set[int]] = {}
    for pk, unit in Project.objects.filter(pk__in=ids).values_list("pk", "sponsor_id"):
        units.setdefault(unit, set()).add(pk)
    for pk, unit in ProjectPartner.objects.filter(project__in=ids, until__isnull=True).values_list(
        "project_id", "unit_id"
    ):
        units.setdefault(unit, set()).add(pk)
    members = Membership.objects.filter(unit__in=units, until__isnull=True).values_list(
        "unit_id", "person_id"
    )
    for unit, person in members:
        for pk in units[unit]:
            found[pk].add(person)
    return {pk: frozenset(people) for pk, people in found.items()}


def words_of(ids: Any) -> dict[int, str]:
    """By project, what a thread shows of it."""
    return dict(Project.objects.filter(pk__in=ids).values_list("pk", "public_words"))
