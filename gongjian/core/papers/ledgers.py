"""The list of an office's papers."""

from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.ledgers.filters import ChoiceFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.papers.models import VIEW, Paper, PaperState
from gongjian.core.people.access import Access

LOOKS = {PaperState.READY: ("ok", "ok"), PaperState.DRAFT: ("half", "warn"), PaperState.RETIRED: ("off", "")}


def _papers(access: Access) -> Any:
    rows = Paper.objects.visible_to(access).select_related("office", "made_by")
    return rows.annotate(newest=Max("versions__number"), changed=Max("versions__at"))


def _about(paper: Paper) -> Any:
    from gongjian.core.papers.lexicon import ledgers

    return next((ledger.title for ledger in ledgers() if ledger.slug == paper.ledger), paper.ledger)


def _state(paper: Paper) -> tuple[Any, str, str]:
    return (paper.get_state_display(), *LOOKS[PaperState(paper.state)])


PAPERS = Ledger(
    slug="papers",
    title=_("Forms and letters"),
    permission=VIEW,
    queryset=_papers,
    columns=(
        Column("name", pgettext_lazy("of a paper", "Name"), "name", sort="name", link=True, phone=True),
        Column("about", _("List"), _about, width=130, phone=True),
        Column("single", _("About one matter"), "single", width=110),
        Column("file", _("File"), "suffix", sort="suffix", width=80),
        Column("state", _("State"), _state, Kind.STATUS, sort="state", width=130, phone=True),
        Column("newest", _("Version"), "newest", Kind.NUMBER, width=70),
        Column("changed", _("Changed on"), "changed", Kind.STAMP, width=132),
        Column("office", _("Office"), "office.short_name", width=110, shown=False),
    ),
    default_sort="name",
    url_name="papers:list",
    filters=(ChoiceFilter("state", _("State"), "state", PaperState.choices),),
    views=(
        SavedView("ready", _("Ready to be filled"), {"state": ["ready"]}),
        SavedView("draft", _("Without marks yet"), {"state": ["draft"]}),
    ),
    row_url=lambda paper: reverse("papers:detail", args=[paper.uid]),
    primary_action=PrimaryAction(_("Take in a form"), "papers:add", permission="papers.set_up"),
    empty_title=_("No forms yet"),
    empty_text=_(
        "Take in the workbook that the district sends each month: it is filled from the lists by itself."
    ),
)
