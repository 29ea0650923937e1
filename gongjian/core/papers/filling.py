"""Filling a paper for somebody: through her own access, with a trail row of what left the house; large ones as a task."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.jobs.tasks import Task, Turn, enqueue
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.papers.books import fill_book
from gongjian.core.papers.checking import BadForm, ledger_for, read_form
from gongjian.core.papers.letters import SUFFIX as LETTER
from gongjian.core.papers.letters import fill_letter
from gongjian.core.papers.models import FilledPaper, Paper, PaperState
from gongjian.core.papers.plan import Plan
from gongjian.core.papers.setting import book_pdf, letter_pdf
from gongjian.core.papers.values import Values
from gongjian.core.people.access import Access, access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

AT_ONCE = 2_000
KEPT_FOR = dt.timedelta(days=7)
TASK = "papers.fill"
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled file: its name, its bytes, how many rows of ledgers stand in it."""

    file_name: str
    data: bytes
    rows: int
    notes: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The kind of the file."""
        return "." + self.file_name.rpartition(".")[2]


@dataclass(slots=True)
class Work:
    """One filling, prepared: the paper, its plan, and who asks for what."""

    paper: Paper
    plan: Plan
    values: Values
    person: "Person | None"
    now: dt.datetime
    filters: dict[str, str]

    @property
    def large(self) -> bool:
        """Whether it has so many rows that it is done in the background."""
        counted = 0
        for sheet in self.plan.sheets:
            for pattern in sheet.patterns:
                if pattern.group is None:
                    rows = self.values.rows(pattern.ledger, pattern.rows)
                    counted += rows.order_by().values("pk")[: AT_ONCE + 1].count()
        return counted > AT_ONCE


def prepare(
    paper: Paper,
    *,
    person: "Person | None",
    access: Access,
    now: dt.datetime,
    params: QueryDict | None = None,
    row_id: int | None = None,
) -> Work:
    """Everything for one filling. `params` are the filters of the ledger's page; `row_id` is the id of the one row, for
    a paper about a single matter. Raises Refused, and BadForm where the marks no longer fit what the person may read."""
    if paper.state != PaperState.READY:
        raise Refused(
            _("“%(paper)s” cannot be filled: it has no marks yet, or is no longer used.") % {"paper": paper}
        )
    plan, reader = read_form(
        bytes(paper.current.data),
        suffix=paper.suffix,
        about=ledger_for(paper),
        office=paper.office,
        access=access,
        now=now,
    )
    if plan.problems:
        raise BadForm(plan)
    ledger = reader.about or ledger_for(paper)
    values = Values(reader, person, paper.office, base=plan.base)
    work = Work(paper, plan, values, person, now, {})
    if plan.single:
        values.row = _row(ledger, row_id, access)
        work.filters = {str(_("Matter")): str(values.row)}
    else:
        question = _question(ledger, params, values, now)
        values.given = {ledger.slug: question}
        work.filters = question.in_words()
    return work


def fill(work: Work, *, as_pdf: bool = False) -> Filled:
    """Fill the paper and leave the trail row. Raises Refused."""
    filled = printed(work) if as_pdf else _filled(work)
    hand_over(work, filled)
    return filled


def printed(work: Work) -> Filled:
    """The filled paper as a PDF, with what that does not keep; nothing has left the house yet. Raises Refused."""
    if work.large:
        told = _("A PDF holds at most 2,000 rows. Narrow the list, or take the form as it is filled.")
        raise Refused(told, code="large_pdf")
    filled = _filled(work)
    if work.paper.suffix == LETTER:
        made = letter_pdf(filled.data)
    else:
        made = book_pdf(filled.data, suffix=work.paper.suffix, day=_day(work))
    return Filled(f"{work.paper.name} {_day(work)}.pdf", made.data, filled.rows, made.notes)


def hand_over(work: Work, filled: Filled) -> None:
    """Leave the trail row of a filled paper that goes out."""
    _leave_trail(work, filled)


def _filled(work: Work) -> Filled:
    data = bytes(work.paper.current.data)
    if work.paper.suffix == LETTER:
        made, rows = fill_letter(data, work.plan, work.values)
    else:
        made, rows = fill_book(data, work.plan, work.values, suffix=work.paper.suffix)
    return Filled(f"{work.paper.name} {_day(work)}{work.paper.suffix}", made, rows)


def _day(work: Work) -> str:
    return timezone.localtime(work.now).strftime("%Y-%m-%d")


def begin(
    paper: Paper,
    *,
    person: "Person",
    now: dt.datetime,
    params: QueryDict | None = None,
    row_id: int | None = None,
) -> Task:
    """Put a large filling into the queue, in the caller's transaction; pressing twice gives the same task."""
    asked = params.urlencode() if params else ""
    payload = {"paper": paper.pk, "params": asked, "row": row_id}
    key = hashlib.sha256(f"{paper.pk}:{person.pk}:{row_id or ''}:{asked}".encode()).hexdigest()[:40]
    label = _("Fill “%(paper)s”") % {"paper": paper.name}
    return enqueue(TASK, payload=payload, now=now, key=key, person=person, office=paper.office, label=label)


def run_filling(turn: Turn) -> None:
    """The task: fill with the access that the person has now, and keep the file for her."""
    paper = Paper.objects.select_related("office").get(pk=turn.payload["paper"])
    person = turn.task.person
    if person is None:
        raise Refused(_("Nobody asked for this paper."))
    turn.progress(0, 1)
    work = prepare(
        paper,
        person=person,
        access=access_of(person),
        now=turn.now,
        params=QueryDict(turn.payload["params"]),
        row_id=turn.payload["row"],
    )
    filled = fill(work)
    with turn.chunk():
        kept = FilledPaper.objects.create(
            version=paper.current, person=person, file_name=filled.file_name[-160:], rows=filled.rows,
            data=filled.data, at=turn.now, until=turn.now + KEPT_FOR,
        )  # fmt: skip
        turn.url = reverse("papers:filled", args=[kept.uid])
    turn.progress(1, 1, note=_("%(rows)d rows") % {"rows": filled.rows})


def sweep(now: dt.datetime) -> int:
    """Take away filled papers whose time has passed; returns how many."""
    gone, _kinds = FilledPaper.objects.filter(until__lte=now).delete()
    return gone


def _question(ledger: Ledger, params: QueryDict | None, values: Values, now: dt.datetime) -> Question:
    given = QueryDict(mutable=True)
    for name in params or ():
        if name not in ("cursor", "per", "export", "columns", "once"):
            given.setlist(name, params.getlist(name) if params else [])
    question = read_question(ledger, given, values.reader.asked(ledger))
    if question.problems:
        raise Refused(" ".join(question.problems))
    return question


def _row(ledger: Ledger, row_id: int | None, access: Access) -> Any:
    if row_id is None:
        raise Refused(_("This paper is about one matter: open the matter and fill it from there."))
    row = ledger.queryset(access).filter(pk=row_id).first()
    if row is None:
        raise Refused(_("There is no such matter, or none that you may see."), code="missing")
    return row


@transaction.atomic
def _leave_trail(work: Work, filled: Filled) -> None:
    paper, values = work.paper, work.values
    version = paper.current
    changes: Mapping[str, Any] = {
        "paper": paper.name, "version": version.number, "rows": filled.rows, "filters": work.filters,
        "lists": _lists(work.plan), "kind": filled.suffix,
    }  # fmt: skip
    item = getattr(values.row, "item", None)
    record(
        "papers.fill_paper", actor=work.person, obj=paper, office=paper.office, label=paper.name,
        item=item, changes=changes, now=work.now,
    )  # fmt: skip


def _lists(plan: Plan) -> Sequence[str]:
    return [str(ledger.title) for ledger in plan.used.values()]
