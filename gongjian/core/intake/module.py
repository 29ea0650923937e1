"""What importing tells the platform about itself."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.intake.steps import run
from gongjian.core.intake.sweeping import sweep
from gongjian.core.jobs.kinds import TaskKind
from gongjian.core.manifest import Job, Module, PersonalField

MODULE = Module(
    slug="intake",
    label=_("Imports"),
    api="gongjian.core.intake.api.router",
    api_prefix="ledgers",
    tasks=(TaskKind("intake.run", pgettext_lazy("a task", "Import a workbook"), run),),
    jobs=(Job("intake.sweep", _("Take away workbooks of old imports"), 3600, sweep),),
    personal_fields=(
        PersonalField(
            "intake.Batch",
            "file_name",
            _(
                "The workbook that was brought lies beside it, so that rows which stayed out can be mended and brought again."
            ),
            30,
            "sealed under the field key; taken away after 30 days, after a day when nothing came in",
        ),
    ),
    acts={
        "begun": _("Began an import"),
        "stopped": _("Stopped an import"),
        "went_on": _("Went on with an import"),
        "finished": _("Finished an import"),
        "taking_back": _("Began to take an import back"),
        "took_back": _("Took an import back"),
    },
    unaudited_models={
        "intake.BatchRow": "What became of a row: the row of the list has its own trail, the batch's names the counts.",
        "intake.SavedMapping": "A habit of one office: which heading meant which field.",
        "intake.Replaced": "What a changed row said before; the change and the way back are in the row's own trail.",
        "intake.Kept": "Why a row stayed when its import was taken back; the batch's trail names the count.",
        "intake.Gate": "A lock that holds no facts.",
    },
)
