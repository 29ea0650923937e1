"""The plan as a tree: themes, sub-themes and their tasks, each heading with the sum of what lies below it."""

import datetime as dt
from dataclasses import dataclass, field

from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.ledgers.items import with_lights
from gongjian.core.people.access import Access
from gongjian.modules.workplan.models import Plan, Task, Theme

NOT_COUNTED = ("dropped", "deferred")


@dataclass(slots=True)
class Node:
    """A theme with the tasks right below it and its sub-themes."""

    theme: Theme | None
    tasks: list[Task] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    now: dt.datetime | None = None

    @property
    def all_tasks(self) -> list[Task]:
        """The tasks of the whole branch."""
        return [*self.tasks, *(task for child in self.children for task in child.all_tasks)]

    @property
    def counted(self) -> list[Task]:
        """The branch without what was dropped or put off."""
        return [task for task in self.all_tasks if task.item.state not in NOT_COUNTED]

    @property
    def done(self) -> int:
        """Tasks confirmed as done."""
        return sum(task.item.state == "done" for task in self.counted)

    @property
    def late(self) -> int:
        """Open tasks past their date."""
        now = self.now
        return sum(bool(now and task.item.due_at and task.item.due_at < now) for task in self.counted)

    @property
    def progress(self) -> int:
        """The mean progress of the branch in per cent, 0 without tasks."""
        counted = self.counted
        return round(sum(task.progress for task in counted) / len(counted)) if counted else 0


def tree_of(plan: Plan, access: Access, *, now: dt.datetime) -> Node:
    """The whole plan with the tasks this person may read: two queries, however large it is."""
    root = Node(None, now=now)
    nodes = {theme.pk: Node(theme, now=now) for theme in plan.themes.select_related("parent")}
    for node in nodes.values():
        parent = nodes.get(node.theme.parent_id or 0, root) if node.theme else root
        parent.children.append(node)
    kept = Task.objects.visible_to(access).filter(theme__plan=plan).exclude(item__state=WITHDRAWN)
    tasks = with_lights(kept)
    for task in tasks.select_related("item__unit", "item__handler").order_by("due_on", "pk"):
        task.item.closed_late = task.closed_late  # type: ignore[attr-defined]
        nodes[task.theme_id].tasks.append(task)
    return root
