"""How meetings stand in threads and are found by search."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gongjian.core.people.access import Access
from gongjian.core.search.source import Hit
from gongjian.modules.meetings.models import Meeting


def meetings_for(access: Access) -> Any:
    """The meetings that the person may read, ready to be shown."""
    return Meeting.objects.visible_to(access).select_related("area")


def page_of_meeting(meeting: Meeting) -> str:
    """The meeting's page."""
    return reverse("meetings:meeting", args=[meeting.pk])


def hint_of(meeting: Meeting) -> str:
    """When, and of which kind."""
    return f"{timezone.localtime(meeting.starts_at):%Y-%m-%d} · {meeting.get_kind_display()}"


def find_meetings(q: str, access: Access, limit: int) -> Sequence[Hit]:
    """Meetings whose title or place holds the words, the newest first."""
    rows = (
        meetings_for(access)
        .filter(Q(title__icontains=q) | Q(place__icontains=q))
        .order_by("-starts_at", "-pk")
    )
    return [Hit(row.title, page_of_meeting(row), hint_of(row)) for row in rows[:limit]]
