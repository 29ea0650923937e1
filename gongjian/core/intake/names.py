"""Areas, units and people of one office by the names that stand in workbooks, looked up in memory."""

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.areas.names import tidy
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row", Area, Unit, Person)
TAILS = (
    ("社区", ("社区居民居委会", "社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区")),
    ("村", ("村民委员会", "村委会", "行政村", "村")),
    ("街道", ("街道办事处", "街道办", "办事处", "街道")),
)
"""What kind of place a name's official tail says, so that 文化路社区 is never taken for 文化路街道."""
SHOWN = 4


def folded(text: str) -> str:
    """One form for names that people take for the same: half-width, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", tidy(text)).lower().split())


def bare(text: str) -> tuple[str, str]:
    """A place's name without its official tail, and the kind of place that the tail says ("" where there is none):
    文化路社区居民委员会 and 文化路社区 are both 文化路, 社区."""
    name = folded(text)
    for kind, tails in TAILS:
        for tail in tails:
            if name.endswith(tail) and len(name) > len(tail):
                return name.removesuffix(tail), kind
    return name, ""


def loose_forms(text: str) -> set[str]:
    """The looser forms under which a name is found: its bare name of its kind, and the bare name alone."""
    name, kind = bare(text)
    return {f"{name}|{kind}", f"{name}|"}


class Names(Generic[Row]):
    """Rows by their full names, and by looser forms where the full name is not met.

    A name that fits several rows is refused with the candidates; what was asked once is answered from memory.
    """

    def __init__(self, missing: str) -> None:
        self.missing = missing
        self.forms: list[dict[str, list[Row]]] = [{}, {}]
        self.known: dict[str, Row | str] = {}

    def put(self, row: Row, *, exact: Iterable[str], loose: Iterable[str] = ()) -> None:
        """Let the row be found by these names."""
        for form, names in zip(self.forms, (exact, loose), strict=True):
            for name in {name for name in names if name}:
                form.setdefault(name, []).append(row)

    def find(self, text: str) -> Row:
        """The one row of this name. Raises Refused in words."""
        if text not in self.known:
            self.known[text] = self._look(text)
        found = self.known[text]
        if isinstance(found, str):
            raise Refused(found)
        return found

    def _look(self, text: str) -> "Row | str":
        for form, name in zip(self.forms, (folded(text), "|".join(bare(text))), strict=True):
            rows = list({row.pk: row for row in form.get(name, ())}.values())
            if len(rows) == 1:
                return rows[0]
            if rows:
                names = "、".join(_full(row) for row in rows[:SHOWN])
                return _("“%(name)s” may be any of these: %(names)s. Write the full name.") % {
                    "name": tidy(text)[:40],
                    "names": names,
                }
        return self.missing % {"name": tidy(text)[:40]}


def _full(row: Any) -> str:
    if isinstance(row, Area):
        return str(row.name)
    return f"{row.name} ({row.username})" if isinstance(row, Person) else str(row.name)


def areas_of(office: Area) -> Names[Area]:
    """The office and all areas below it, by name, short name and live official code."""
    found: Names[Area] = Names(_("There is no area “%(name)s” in this office."))
    below = Area.objects.within(office.path).current().prefetch_related("codes")
    for area in below:
        codes = [code.code for code in area.codes.all() if code.until is None]
        exact = {folded(area.name), *codes}
        if (
            bare(area.short_name)[1] == bare(area.name)[1]
        ):  # 红旗村委会 is not the only 红旗 where there is 红旗社区
            exact.add(folded(area.short_name))
        found.put(
            area,
            exact={*exact, *(folded(office.short_name) + name for name in exact)},
            loose=loose_forms(area.name),
        )
    return found


def units_of(office: Area) -> Names[Unit]:
    """Units that work for the office now, by name and short name."""
    found: Names[Unit] = Names(_("There is no unit “%(name)s” in this office."))
    for unit in Unit.objects.of_office(office.pk).filter(active=True):
        found.put(unit, exact={folded(unit.name), folded(unit.short_name)}, loose=loose_forms(unit.name))
    return found


def people_of(office: Area) -> Names[Person]:
    """People with an account in the office, by sign-in name and name."""
    found: Names[Person] = Names(_("Nobody called “%(name)s” has an account in this office."))
    people: QuerySet[Person] = Person.objects.filter(office__path__startswith=office.path, is_active=True)
    for person in people:
        found.put(person, exact={folded(person.name), folded(person.username)})
    return found
