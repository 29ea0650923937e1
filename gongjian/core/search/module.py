"""What search tells the platform about itself."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Module

MODULE = Module(
    slug="search",
    label=_("Search"),
    unaudited_models={"search.searchtext": "derived from the item's texts; can be built anew"},
)
