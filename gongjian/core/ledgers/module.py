"""What lists bring to the platform beside the lists themselves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.jobs.kinds import TaskKind
from gongjian.core.ledgers.later import run_export, sweep_exports
from gongjian.core.manifest import Job, Module, Permission

MODULE = Module(
    slug="ledgers",
    label=_("Ledgers"),
    api="gongjian.core.ledgers.api.router",
    permissions=(
        Permission(
            "ledgers.share_views",
            _("Share saved views with the office"),
            ("secretary", "department_head", "dispatcher"),
        ),
    ),
    tasks=(TaskKind("ledgers.export", pgettext_lazy("a task", "Export a ledger"), run_export),),
    jobs=(
        Job("ledgers.sweep_exports", _("Take away exports that are older than a week"), 3600, sweep_exports),
    ),
    acts={
        "share_view": _("Shared a view"),
        "rename_view": _("Renamed a shared view"),
        "remove_view": _("Took a shared view away"),
        "bring_back_view": _("Brought a shared view back"),
    },
    unaudited_models={
        "ledgers.LedgerFile": "the export itself stands in the trail with its filters and its count",
        "ledgers.LedgerView": "one's own views concern nobody else; shared ones leave a row",
        "ledgers.LedgerChoice": "a person's own choice of columns, which concerns nobody else",
    },
)
