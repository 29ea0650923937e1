"""Finding what somebody is still writing."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from gongjian.modules.reports.models import Draft


def draft_of(uid: UUID) -> Draft:
    """A draft that was not swept; one already sent is still found, so that going back shows where it went."""
    return get_object_or_404(Draft.objects.select_related("area__office", "report"), pk=uid)
