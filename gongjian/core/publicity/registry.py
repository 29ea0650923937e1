"""All kinds that can be published, and the parts of their pages, from the manifests."""

from typing import Any

from gongjian.core.items.models import Item
from gongjian.core.manifest import manifests
from gongjian.core.publicity.kind import PublicKind


def public_kinds() -> dict[str, PublicKind]:
    """By the flow's kind."""
    return {kind.kind: kind for manifest in manifests() for kind in manifest.publications}


def kind_by_slug(slug: str) -> PublicKind | None:
    """The kind whose public list stands under this word of the address."""
    return next((kind for kind in public_kinds().values() if kind.slug == slug), None)


def parts_of(item: Item) -> list[dict[str, Any]]:
    """Everything that the page of a matter shows, in order: `template` and its `context`."""
    kind = public_kinds()[item.kind]
    found = [{"template": kind.template, "context": kind.context(item)}]
    parts = [part for manifest in manifests() for part in manifest.public_parts if part.kind == item.kind]
    for part in sorted(parts, key=lambda part: part.order):
        context = part.context(item)
        if context is not None:
            found.append({"template": part.template, "context": context})
    return found
