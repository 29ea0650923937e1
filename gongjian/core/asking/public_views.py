"""What everybody can read of a draw: what was committed to, how it was made, what came of it; never a person."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongjian.core.asking.models import Sample
from gongjian.core.asking.showing import rates_of, state_of
from gongjian.core.asking.sources import source_of
from gongjian.core.asking.verifying import repeat
from gongjian.core.people.guard import allow_public
from gongjian.core.publicity.models import Publication


@allow_public("draws on published matters, without persons", methods=("GET",))
def draw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One draw on a published matter, or over a span of days. The seed is told once everybody was asked: before, whoever knows the list
    could work out who was drawn."""
    shown = Exists(Publication.objects.shown().filter(item=OuterRef("item")))
    sample = get_object_or_404(
        Sample.objects.filter(Q(shown) | ~Q(source="")).with_all().with_counts(), uid=uid
    )
    publication = Publication.objects.shown().filter(item=sample.item_id).first() if sample.item_id else None
    context = {
        "sample": sample,
        "state": state_of(sample),
        "source": source_of(sample),
        "publication": publication,
        "told": rates_of(sample) if sample.is_finished else None,
        "repeated": repeat(sample) if sample.is_finished else None,
    }
    return render(request, "asking/public_draw.html", context)
