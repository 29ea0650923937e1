"""Every model of a module is named in the trail once its actions have run, or says why it is not."""

import pytest
from django.apps import apps
from django.db.models import Model

from gongjian.core.manifest import Module, manifests, modules
from gongjian.core.trail.models import TrailRow
from tests.conformance.world import World, models_of

MODELS = [
    pytest.param(module, model, id=model._meta.label_lower)
    for module in modules()
    for model in models_of(module)
]


@pytest.mark.parametrize(("module", "model"), MODELS)
def test_a_model_is_named_in_the_trail_or_exempt_with_a_reason(
    world: World, module: Module, model: type[Model]
) -> None:
    label = model._meta.label_lower
    exempt = {name.lower(): reason for name, reason in module.unaudited_models.items()}
    if label in exempt:
        assert len(exempt[label]) > 10, f"{label} is exempt without a reason"
        return
    assert TrailRow.objects.filter(model=label).exists(), (
        f"no action leaves a trail row about {label}; let one do so, or name the model in unaudited_models with the reason"
    )


@pytest.mark.parametrize("module", [pytest.param(one, id=one.slug) for one in manifests()])
def test_exempt_models_exist(module: Module) -> None:
    for name in module.unaudited_models:
        apps.get_model(name)


def test_rows_about_items_name_the_item(world: World) -> None:
    nameless = TrailRow.objects.filter(model="items.item", item__isnull=True)
    assert not nameless.exists()


def test_the_trail_keeps_no_personal_number(world: World) -> None:
    import re

    long_number = re.compile(r"(?<![0-9a-f])(1[3-9]\d{9}|\d{17}[\dXx])(?![0-9a-f])")
    # digits inside a digest, between its letters, are no number of anybody
    for row in TrailRow.objects.values_list("changes", "label", "reason"):
        assert not long_number.search(str(row)), row
