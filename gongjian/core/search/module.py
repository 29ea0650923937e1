"""What search tells the platform about itself."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Job, Module
from gongjian.core.search.upkeep import catch_up

MODULE = Module(
    slug="search",
    label=_("Search"),
    jobs=(Job("search.catch_up", _("Index matters that are not in the search yet"), 3600, catch_up),),
    unaudited_models={"search.searchtext": "derived from the item's texts; can be built anew"},
)
