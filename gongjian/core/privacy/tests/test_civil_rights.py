"""What this product must never be able to keep, held by its own schema."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

FORBIDDEN = re.compile(
    r"(^|_)(religio\w*|faith|belief|politic\w*|party_member\w*|ethnic\w*|race|emotion\w*|mood|sentiment|attitude|"
    r"risk|risk_score|risk_level|score|credit|credit_score|key_person|watch_?list|black_?list|suspicio\w*|suspect\w*|"
    r"trust_score|loyal\w*|stability|extremis\w*|troublemaker|petitioner_level|face|face_id|fingerprint|biometric\w*|"
    r"gait|voice_print|track|tracking|movement|whereabouts)($|_)"
)
NO_PERSONAL_DATUM = {("asking.sample", "seed")}  # the seed of a draw, sealed until it is told
APART = ("visit", "quiz", "subsid", "exchange", "volunteer")
PETITION = ("petition", "complaint", "xinfang")


def own_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("gongjian.") and ".tests." not in model.__module__:
            yield model


def forbidden_names(found: type[models.Model]) -> list[str]:
    names = [found.__name__, *(field.name for field in found._meta.get_fields())]
    spaced = [re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for name in names]
    return [name for name in spaced if FORBIDDEN.search(name)]


def forbidden_links(found: type[models.Model]) -> list[str]:
    """Foreign keys, either way, between what people do freely and a petition."""
    pairs = [
        (found._meta.label_lower, field.related_model._meta.label_lower)
        for field in found._meta.get_fields()
        if isinstance(field.related_model, type)
    ]
    return [
        f"{source} → {target}"
        for source, target in pairs
        if any(free in one for free in APART for one in (source, target))
        and any(word in one for word in PETITION for one in (source, target))
    ]


def test_no_table_can_hold_creed_opinion_mood_or_a_score_of_a_person() -> None:
    assert len(list(own_models())) > 20
    assert {found._meta.label: names for found in own_models() if (names := forbidden_names(found))} == {}


def test_no_visit_quiz_or_subsidy_points_to_a_petition() -> None:
    assert [link for found in own_models() for link in forbidden_links(found)] == []


@pytest.mark.parametrize(
    "name", ["religion", "political_status", "risk_score", "is_key_person", "emotion", "face_id"]
)
def test_the_look_at_the_schema_would_see_such_a_field(name: str) -> None:
    assert FORBIDDEN.search(name)


@pytest.mark.parametrize("name", ["surface", "underscore_at", "interface", "tracked_file_size", "moderator"])
def test_harmless_names_are_left_alone(name: str) -> None:
    assert not FORBIDDEN.search(name)


def test_every_sealed_column_is_declared_with_its_purpose_and_time() -> None:
    from gongjian.core.manifest import manifests

    declared = {
        (field.model, field.field.removesuffix("_sealed"))
        for found in manifests()
        for field in found.personal_fields
    }
    sealed = {
        (found._meta.label_lower, field.name.removesuffix("_sealed"))
        for found in own_models()
        for field in found._meta.fields
        if field.name.endswith("_sealed")
    }
    assert sealed - {(model.lower(), name) for model, name in declared} == NO_PERSONAL_DATUM
