"""What lists bring to the platform beside the lists themselves."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Module, Permission

MODULE = Module(
    slug="ledgers",
    label=_("Ledgers"),
    permissions=(
        Permission(
            "ledgers.share_views",
            _("Share saved views with the office"),
            ("secretary", "department_head", "dispatcher"),
        ),
    ),
    acts={
        "share_view": _("Shared a view"),
        "rename_view": _("Renamed a shared view"),
        "remove_view": _("Took a shared view away"),
        "bring_back_view": _("Brought a shared view back"),
    },
    unaudited_models={"ledgers.LedgerChoice": "a person's own choice of columns, which concerns nobody else"},
)
