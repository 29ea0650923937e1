"""In-app notices. `unread_count(person)` is what the bell shows."""

from typing import Any


def unread_count(person: Any) -> int:
    """How many notices the person has not read; 0 for nobody."""
    from gongjian.core.notices.models import Notice

    if not getattr(person, "pk", None):
        return 0
    return Notice.objects.filter(person_id=person.pk, read_at__isnull=True).count()
