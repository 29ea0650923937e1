"""An office's own form, filled, as a PDF that looks as it prints."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongjian.core.papers.books import LIMITS, on_disk, why_bad
from gongjian.core.papers.fonts import named_families
from gongjian.core.papers.letters import SUFFIX, why_no_letter
from gongjian.core.papers.losses import in_sentences
from gongjian.core.papers.pdf import compiled
from gongjian.core.refusal import Refused
from gongjian.lib.typeset import Setting, book_setting, letter_setting
from gongjian.lib.xlsx import BadWorkbook

MOST_CELLS = 30_000


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and what it does not keep of the form in sentences."""

    data: bytes
    notes: tuple[str, ...] = ()


def book_pdf(data: bytes, *, suffix: str, day: str) -> Printed:
    """The workbook's visible sheets as they print. `day` is the date of printing. Raises Refused."""
    with on_disk(data, suffix=suffix) as path:
        try:
            setting = book_setting(path, day=day, limits=LIMITS)
        except BadWorkbook as bad:
            raise Refused(why_bad(bad), code=f"workbook_{bad.code}") from bad
    _demand_some(setting)
    return _set("book.typ", setting)


def letter_pdf(data: bytes) -> Printed:
    """The Word document as it prints. Raises Refused."""
    with on_disk(data, suffix=SUFFIX) as path:
        try:
            setting = letter_setting(path, limits=LIMITS)
        except BadWorkbook as bad:
            raise Refused(why_no_letter(bad), code=f"letter_{bad.code}") from bad
    return _set("word.typ", setting)


def _demand_some(setting: Setting) -> None:
    parts = [part for page in setting.data["pages"] for part in page["parts"]]
    if not parts:
        raise Refused(_("Nothing stands on the sheets that are shown, so there is nothing to print."))
    if sum(len(part["cells"]) for part in parts) > MOST_CELLS:
        told = _("The form is too large for a PDF. Narrow the list, or take the form as it is filled.")
        raise Refused(told, code="large_pdf")


def _set(template: str, setting: Setting) -> Printed:
    families = named_families(_names(setting.data))
    made = compiled(template, {**setting.data, "families": families}, pictures=setting.pictures)
    return Printed(made, tuple(in_sentences(setting.losses)))


def _names(value: object) -> set[str]:
    """The families that the data asks for."""
    if isinstance(value, dict):
        own = {value["family"]} if isinstance(value.get("family"), str) else set()
        return own.union(*map(_names, value.values()))
    if isinstance(value, list):
        return set().union(*map(_names, value))
    return set()
