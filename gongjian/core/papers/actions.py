"""Keeping papers: take a form in, its next version, accept proposed marks, retire it, bring it back."""

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.papers.books import write_marks
from gongjian.core.papers.checking import BOOKS, BadForm, ledger_for, read_form, suffix_of
from gongjian.core.papers.models import SET_UP, Paper, PaperState, PaperVersion
from gongjian.core.papers.plan import Plan
from gongjian.core.people.access import Access
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

MOST_PAPERS = 200
MOST_VERSIONS = 100


def add_paper(
    name: str,
    *,
    office: Area,
    ledger: Ledger,
    file_name: str,
    data: bytes,
    actor: "Person | None",
    access: Access,
    now: dt.datetime,
) -> Paper:
    """Take a form in. Without any mark it is kept as a draft that awaits proposals (workbooks only).

    Raises BadForm naming every cell that is wrong, Refused for a bad file, a name that is taken, or no right to do so.
    """
    _may_set_up(access, office)
    suffix = suffix_of(file_name, data)
    plan, _reader = read_form(data, suffix=suffix, about=ledger, office=office, access=access, now=now)
    state = _state_for(plan, suffix)
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=office.pk)
        _check_name(name, office)
        paper = Paper.objects.create(
            office=office, name=name.strip(), ledger=ledger.slug, single=plan.single, suffix=suffix, state=state,
            made_by=actor, made_at=now,
        )  # fmt: skip
        version = _keep(paper, data, file_name=file_name, marks=plan.count, actor=actor, now=now)
        _trail("papers.add_paper", paper, version, actor=actor, now=now)
    return paper


def add_version(
    paper: Paper, *, file_name: str, data: bytes, actor: "Person | None", access: Access, now: dt.datetime
) -> PaperVersion:
    """A newer file for the same paper; older ones stay. Raises BadForm or Refused."""
    _may_set_up(access, paper.office)
    suffix = suffix_of(file_name, data)
    if (suffix in BOOKS) != (paper.suffix in BOOKS):
        raise Refused(_("A workbook is replaced by a workbook, a letter by a letter."), field="file")
    plan, _reader = read_form(
        data, suffix=suffix, about=ledger_for(paper), office=paper.office, access=access, now=now
    )
    state = _state_for(plan, suffix)
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(pk=paper.pk)
        if paper.state == PaperState.RETIRED:
            raise Refused(_("This paper is no longer used. Bring it back first."))
        paper.suffix, paper.single, paper.state = suffix, plan.single, state
        paper.save(update_fields=["suffix", "single", "state"])
        version = _keep(paper, data, file_name=file_name, marks=plan.count, actor=actor, now=now)
        _trail("papers.add_version", paper, version, actor=actor, now=now)
    return version


def accept_marks(
    paper: Paper,
    texts: dict[str, dict[tuple[int, int], str]],
    *,
    actor: "Person | None",
    access: Access,
    now: dt.datetime,
) -> PaperVersion:
    """Write the accepted marks into the form, by sheet and cell, as its next version. Raises BadForm or Refused."""
    if not any(texts.values()):
        raise Refused(_("No mark was chosen, so there is nothing to fill yet."))
    version = paper.current
    marked = write_marks(bytes(version.data), texts, suffix=paper.suffix)
    return add_version(paper, file_name=version.file_name, data=marked, actor=actor, access=access, now=now)


@transaction.atomic
def retire_paper(paper: Paper, *, actor: "Person", now: dt.datetime) -> None:
    """Nobody fills it any more; its versions stay readable."""
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.state == PaperState.RETIRED:
        return
    paper.state = PaperState.RETIRED
    paper.save(update_fields=["state"])
    _trail("papers.retire_paper", paper, paper.current, actor=actor, now=now)


@transaction.atomic
def bring_back_paper(paper: Paper, *, actor: "Person", now: dt.datetime) -> None:
    """Use a retired paper again. Raises Refused when another bears its name now."""
    Area.objects.select_for_update().get(pk=paper.office_id)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.state != PaperState.RETIRED:
        return
    _check_name(paper.name, paper.office)
    version = paper.current
    paper.state = PaperState.READY if version.marks else PaperState.DRAFT
    paper.save(update_fields=["state"])
    _trail("papers.bring_back_paper", paper, version, actor=actor, now=now)


def _state_for(plan: Plan, suffix: str) -> str:
    if plan.problems:
        raise BadForm(plan)
    if plan.count:
        return PaperState.READY
    if suffix not in BOOKS:
        raise Refused(_("There is no mark in this letter, so nothing would be filled in."), field="file")
    return PaperState.DRAFT


def _keep(
    paper: Paper, data: bytes, *, file_name: str, marks: int, actor: "Person | None", now: dt.datetime
) -> PaperVersion:
    number = paper.versions.count() + 1
    if number > MOST_VERSIONS:
        raise Refused(_("This paper has a hundred versions. Retire it and begin a new one."))
    return PaperVersion.objects.create(
        paper=paper, number=number, file_name=file_name[-120:], sha256=hashlib.sha256(data).hexdigest(),
        size=len(data), marks=marks, data=data, by=actor, at=now,
    )  # fmt: skip


def _check_name(name: str, office: Area) -> None:
    if not name.strip():
        raise Refused(_("Give the paper a name."), field="name")
    live = Paper.objects.filter(office=office).exclude(state=PaperState.RETIRED)
    if live.filter(name=name.strip()).exists():
        raise Refused(
            _("There is a paper of this name already. Bring a new version of it, or take another name."),
            field="name",
        )
    if live.count() >= MOST_PAPERS:
        raise Refused(_("An office keeps at most 200 papers. Retire one that is not used."))


def _may_set_up(access: Access, office: Area) -> None:
    if access.person_id is not None and not access.may(SET_UP, office.path):
        raise Refused(_("You may not set up papers for this office."), code="not_allowed")


def _trail(
    act: str, paper: Paper, version: PaperVersion, *, actor: "Person | None", now: dt.datetime
) -> None:
    changes = {
        "version": version.number,
        "sha256": version.sha256,
        "marks": version.marks,
        "ledger": paper.ledger,
    }
    record(act, actor=actor, obj=paper, office=paper.office, label=paper.name, changes=changes, now=now)
