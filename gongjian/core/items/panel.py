"""What a module adds to the detail page of another's matter, said in the manifest: `Module(panels=(ItemPanel(…),))`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongjian.core.manifest import manifests

if TYPE_CHECKING:
    from gongjian.core.items.models import Item
    from gongjian.core.people.access import Access


@dataclass(frozen=True, slots=True)
class ItemPanel:
    """A panel on the pages of one kind (a flow's), lowest `order` first.

    `context(item, access)` fills `template`, a `<section class="panel">` that reads it as `panel`; None where there
    is nothing for this person to see. She may read the item; what the panel adds it has to scope itself.
    """

    kind: str
    template: str
    context: "Callable[[Item, Access], dict[str, Any] | None]"
    order: int = 100


def panels_of(item: "Item", access: "Access") -> list[dict[str, Any]]:
    """The panels that this person sees on the matter's page, in order: `template` and its `context`."""
    panels = [panel for manifest in manifests() for panel in manifest.panels if panel.kind == item.kind]
    found = []
    for panel in sorted(panels, key=lambda panel: panel.order):
        context = panel.context(item, access)
        if context is not None:
            found.append({"template": panel.template, "context": context})
    return found
