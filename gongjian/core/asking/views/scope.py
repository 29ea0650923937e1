"""Which draws and questionnaires a person finds, and as whom."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from gongjian.core.asking import policy
from gongjian.core.asking.models import Sample
from gongjian.core.people.views.forms_page import me


def visible_sample(request: HttpRequest, pk: int) -> Sample:
    """The draw if this person may see it, else 404."""
    rows = Sample.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(rows.with_all().with_counts(), pk=pk)


def sample_to_prepare(request: HttpRequest, pk: int) -> Sample:
    """The draw if this person lists and draws there and has no part in the matter, else 404."""
    sample = visible_sample(request, pk)
    if not policy.may_prepare(sample, me(request), request.access):  # type: ignore[attr-defined]
        raise Http404
    return sample


def sample_with_persons(request: HttpRequest, pk: int) -> Sample:
    """The draw if this person may read who stands on its list, else 404."""
    sample = visible_sample(request, pk)
    if not policy.may_see_persons(sample, me(request), request.access):  # type: ignore[attr-defined]
        raise Http404
    return sample


def sample_to_call(request: HttpRequest, pk: int) -> Sample:
    """The draw if this person calls there and has no part in the matter, and it was made, else 404."""
    sample = visible_sample(request, pk)
    if not sample.is_drawn or not policy.may_call(sample, me(request), request.access):  # type: ignore[attr-defined]
        raise Http404
    return sample
