"""The sentences for what a mark names and the product does not know."""

from typing import NoReturn

from django.utils.translation import gettext as _

from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.papers.marks import BadMark
from gongjian.core.refusal import Refused


def meant(near: str) -> str:
    """The end of a sentence that offers the nearest word."""
    return _("Perhaps “%(near)s” is meant.") % {"near": near} if near else ""


def no_ledger(word: str, near: str) -> str:
    """No such list."""
    return _("There is no list “%(word)s”. %(near)s") % {"word": word[:40], "near": meant(near)}


def no_column(ledger: Ledger, word: str, near: str) -> str:
    """No such column in the list."""
    values = {"list": ledger.title, "word": word[:40], "near": meant(near)}
    return _("The list “%(list)s” has no column “%(word)s”. %(near)s") % values


def no_filter(ledger: Ledger, word: str, near: str) -> str:
    """The list is not filtered by this."""
    values = {"list": ledger.title, "word": word[:40], "near": meant(near)}
    return _("The list “%(list)s” cannot be filtered by “%(word)s”. %(near)s") % values


def no_view(word: str, near: str) -> str:
    """No such saved view."""
    return _("There is no saved view “%(word)s”. %(near)s") % {"word": word[:40], "near": meant(near)}


def no_value(word: str, near: str) -> str:
    """The filter does not allow this value."""
    return _("“%(word)s” is not among the values to choose from. %(near)s") % {
        "word": word[:40],
        "near": meant(near),
    }


def no_measure(word: str, near: str) -> str:
    """No such measure."""
    return _("There is no measure “%(word)s”. %(near)s") % {"word": word[:40], "near": meant(near)}


def no_day(word: str) -> NoReturn:
    """What was written is no day. Raises Refused."""
    raise Refused(_("“%(word)s” is no day; write 本月, 本月初, 今天 or 2026-03-05.") % {"word": word[:40]})


def why_unread(bad: BadMark) -> str:
    """The sentence for a mark that cannot even be read."""
    match bad.code:
        case "empty":
            return _("There is nothing between the braces.")
        case "long":
            return _("A mark has at most 300 characters.")
        case "open":
            return _("A mark was begun with “{{” and not ended with “}}”.")
    return _("“%(text)s” is no condition; write it like 状态=已办结 or 登记时间 从 本月初 到 今天.") % {
        "text": bad.about
    }
