"""Reading an uploaded form or letter for somebody: what kind of file it is, and everything its marks ask for."""

import datetime as dt

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.papers.books import look_at
from gongjian.core.papers.letters import SUFFIX as LETTER
from gongjian.core.papers.letters import plan_of_letter
from gongjian.core.papers.lexicon import ledger_of
from gongjian.core.papers.meaning import Reader
from gongjian.core.papers.models import Paper
from gongjian.core.papers.plan import Plan, plan_of_book
from gongjian.core.people.access import Access
from gongjian.core.refusal import Refused

LARGEST = 5 * 1024 * 1024
BOOKS = (".xlsx", ".xlsm")
SUFFIXES = (*BOOKS, LETTER)


class BadForm(Refused):
    """A form whose marks are not all right; `plan.problems` names each with its cell."""

    def __init__(self, plan: Plan) -> None:
        told = " ".join(str(problem) for problem in plan.problems[:5])
        more = len(plan.problems) - 5
        if more > 0:
            told += " " + _("And %(number)d more.") % {"number": more}
        super().__init__(told, field="file", code="bad_marks")
        self.plan = plan


def suffix_of(file_name: str, data: bytes) -> str:
    """The kind of the file by its name. Raises Refused for what is neither a workbook nor a letter, and for large ones."""
    suffix = next((one for one in SUFFIXES if file_name.lower().endswith(one)), "")
    if not suffix:
        raise Refused(_("A form is an Excel workbook (.xlsx) or a Word document (.docx)."), field="file")
    if not data:
        raise Refused(_("The file is empty."), field="file")
    if len(data) > LARGEST:
        raise Refused(_("The file is larger than 5 MB; that is no form."), field="file")
    return suffix


def read_form(
    data: bytes, *, suffix: str, about: Ledger, office: Area, access: Access, now: dt.datetime
) -> tuple[Plan, Reader]:
    """What the marks ask for, problems included, and the reader that read them. Raises Refused for a bad file."""
    reader = Reader(access, now, about, office)
    if suffix == LETTER:
        return plan_of_letter(data, reader), reader
    return plan_of_book(look_at(data, suffix=suffix), reader), reader


def ledger_for(paper: Paper) -> Ledger:
    """The ledger that a paper is about. Raises Refused when its module was taken out."""
    try:
        return ledger_of(paper.ledger)
    except KeyError:
        raise Refused(_("The list that this paper is about is not installed any more.")) from None
