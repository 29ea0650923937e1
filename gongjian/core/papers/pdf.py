"""PDFs of the product's own papers: one matter with its timeline, a list as printed, the reply to a resident.

The templates are ours and take words as data only, in a folder of their own: nothing that anybody wrote is read as markup,
and no template reaches a file or the network.
"""

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.ledgers.cells import text_of
from gongjian.core.ledgers.ledger import Column, Ledger
from gongjian.core.ledgers.page import in_order, order_of
from gongjian.core.ledgers.question import Question
from gongjian.core.papers.fonts import FOLDER, demand_signs, families
from gongjian.core.papers.more import more_columns, steps_in_words
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

TEMPLATES = Path(__file__).parent / "typst"
MOST_ROWS = 2_000
NOT_AS_FACTS = ("timeline", "last_note", "light")


def matter_pdf(item: Item, row: Any, ledger: Ledger, *, person: "Person", now: dt.datetime) -> bytes:
    """One matter: every column of its list, what its module adds, its timeline. Raises Refused without a Chinese font."""
    columns = [one for one in (*ledger.columns, *more_columns(ledger)) if one.name not in NOT_AS_FACTS]
    facts = [(str(column.label), text_of(column, column.of(row))) for column in columns]
    made = compiled(
        "matter.typ",
        {
            "title": item.title,
            "subtitle": item.number,
            "facts": [fact for fact in facts if fact[1]],
            "steps_title": _("What was done"),
            "steps": steps_in_words(item),
            **_signed(item.office.name, now),
        },
    )
    _leave_trail("papers.print_matter", item, person=person, now=now)
    return made


def reply_pdf(item: Item, row: Any, ledger: Ledger, *, person: "Person", now: dt.datetime) -> bytes:
    """The reply to whoever told of the matter. Raises Refused while there is no answer."""
    told = {column.name: text_of(column, column.of(row)) for column in more_columns(ledger)}
    if not told.get("answer"):
        raise Refused(_("The matter has not been answered yet, so there is nothing to write in the reply."))
    day = f"{timezone.localtime(item.opened_at):%Y-%m-%d}"
    opening = _("What you told us on %(day)s (%(what)s) has been dealt with. We answer you as follows:")
    made = compiled(
        "letter.typ",
        {
            "title": _("Reply about “%(title)s”") % {"title": item.title},
            "subtitle": item.number,
            "greeting": _("Dear resident,"),
            "paragraphs": [opening % {"day": day, "what": item.title}, *told["answer"].splitlines()],
            **_signed(item.office.name, now),
        },
    )
    _leave_trail("papers.print_reply", item, person=person, now=now)
    return made


def list_pdf(question: Question, columns: Sequence[Column], *, person: "Person", now: dt.datetime) -> bytes:
    """A list with its filters as printed, at most 2,000 rows. Raises Refused for more."""
    ledger = question.ledger
    rows, path = ledger.sorted_by(question.sort, question.rows())
    order = order_of(rows, path, descending=question.sort.startswith("-"))
    found = list(in_order(rows, order)[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise Refused(
            _("More than 2,000 rows match. Narrow the list before you print it, or export it as Excel.")
        )
    filters = question.in_words()
    told = "；".join(f"{label}：{words}" for label, words in filters.items())
    made = compiled(
        "list.typ",
        {
            "title": str(ledger.title),
            "subtitle": "　".join(part for part in (told, _("%(rows)d rows") % {"rows": len(found)}) if part),
            "heads": [str(column.label) for column in columns],
            "widths": [column.width or 220 for column in columns],
            "rows": [[text_of(column, column.of(row)) for column in columns] for row in found],
            **_signed(person.office.name if person.office else "", now),
        },
    )
    changes = {"list": str(ledger.title), "rows": len(found), "filters": filters}
    with transaction.atomic():
        if person.office:
            record("papers.print_list", actor=person, obj=person, office=person.office, label=ledger.title, changes=changes,
                   now=now)  # fmt: skip
    return made


def compiled(template: str, data: dict[str, Any], *, pictures: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """The template with these words, and these pictures by name. Raises Refused when no font draws them, or when it cannot be set."""
    import typst

    data = {**data, "fonts": list(families())}
    demand_signs(_texts(data))
    with tempfile.TemporaryDirectory(prefix="typst-") as folder:
        place = Path(folder) / "paper.typ"
        place.write_bytes((TEMPLATES / template).read_bytes())
        for name, held in pictures:
            (Path(folder) / name).write_bytes(held)
        try:
            made = typst.compile(
                str(place),
                root=folder,
                font_paths=[str(FOLDER)],
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                package_path=folder,
                package_cache_path=folder,
            )
        except (RuntimeError, ValueError) as error:
            raise Refused(_("The PDF could not be set. Try the Word form instead.")) from error
    return bytes(made or b"")


def _signed(office: str, now: dt.datetime) -> dict[str, str]:
    return {"office": office, "day": f"{timezone.localtime(now):%Y-%m-%d}"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


@transaction.atomic
def _leave_trail(act: str, item: Item, *, person: "Person", now: dt.datetime) -> None:
    record(act, actor=person, obj=item, office=item.office, label=item, item=item, now=now)
