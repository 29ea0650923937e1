"""What search tells the platform about itself."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import MenuEntry, Module

MODULE = Module(
    slug="search",
    label=_("Search"),
    menu=(MenuEntry(_("Search"), "search:results", "search", _("My work"), order=20),),
    unaudited_models={"search.searchtext": "derived from the item's texts; can be built anew"},
)
