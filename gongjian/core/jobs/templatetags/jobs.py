"""How a task looks, for pages of other packages that show its progress."""

from django import template

from gongjian.core.jobs.models import Task
from gongjian.core.jobs.reading import TaskLine
from gongjian.core.jobs.reading import task_line as line_of

register = template.Library()


@register.simple_tag
def task_line(task: Task) -> TaskLine:
    """Kind, icon and tone of the task."""
    return line_of(task)
