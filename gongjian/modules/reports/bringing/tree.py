"""A tree of categories out of a workbook: one row per category, its place in the tree in as many columns as it is deep."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.intake.spec import Entry, FieldKind, Intake, IntakeField, Key, Known, Place
from gongjian.core.intake.trying import each, refused_of
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions.setting_up import save_category
from gongjian.modules.reports.models import Category, Report

LEVELS = ("level1", "level2", "level3")
SAID = ("hint", "public_name", "lead")


class CategoryTaker:
    """A category is known by the names from the top of the tree down to it."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """The names, as many as there are."""
        return tuple(name for level in LEVELS if (name := str(values.get(level, "")).strip()))

    def check(self, entry: Entry, place: Place) -> None:
        """No level is left out above another."""
        if len(entry.key) < 3 and entry.values.get(LEVELS[len(entry.key)]):
            raise Refused(_("a level above it is left empty"))

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """The office's categories in use, by their place in the tree: one query."""
        wanted = set(keys)
        return {
            key: Known(one.pk, one.path_text, _values(one))
            for key, one in _tree(place.office).items()
            if key in wanted
        }

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """Each below those above it, which are made where they are not there yet."""
        tree = _tree(place.office)
        return each(entries, lambda one: _placed(one, tree, place).pk)

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """Hint, words for the public, lead unit."""
        self.put_back(known.id, {name: entry.values[name] for name in names if name in SAID}, place)

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Taken out of use, the deepest first; what reports stand under stays."""
        held = Category.objects.filter(pk__in=ids, office=place.office, until__isnull=True).with_paths()
        rows = {row.pk: row for row in sorted(held, key=lambda one: -len(one.line()))}
        return refused_of(rows, lambda pk: _end(rows[pk], place))

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """What it said before."""
        _save(Category.objects.with_paths().get(pk=pk), values, place)


def _tree(office: Area) -> dict[Key, Category]:
    rows = Category.objects.filter(office=office, until__isnull=True).with_paths()
    return {tuple(one.name for one in row.line()): row for row in rows}


def _values(row: Category) -> dict[str, Any]:
    return {"hint": row.hint, "public_name": row.public_name, "lead": row.lead_unit}


def _placed(entry: Entry, tree: dict[Key, Category], place: Place) -> Category:
    """The category of a row, and those above it; a row that is refused leaves none of them in the tree."""
    seen = dict(tree)
    made = _added(entry.key, entry.values, seen, place)
    tree.update(seen)
    return made


def _end(row: Category, place: Place) -> None:
    if Report.objects.filter(category=row).exists():
        raise Refused(_("reports stand under it"))
    _save(row, {}, place, ended=True)


def _added(key: Key, values: Mapping[str, Any], tree: dict[Key, Category], place: Place) -> Category:
    if (there := tree.get(key)) is not None:
        _save(there, values, place)
        return there
    parent = (tree.get(key[:-1]) or _added(key[:-1], {}, tree, place)) if len(key) > 1 else None
    made = save_category(
        office=place.office, code=_free_code(place.office, parent), name=key[-1], parent=parent, lead_unit=values.get("lead"),
        hint=values.get("hint", ""), public_name=values.get("public_name", ""), actor=place.actor, now=place.now,
    )  # fmt: skip
    tree[key] = made
    return made


def _free_code(office: Area, parent: Category | None) -> str:
    """The next two digits behind the code above it: c01, c01-02, c01-02-03. Codes that were ever used stay theirs."""
    stem = f"{parent.code}-" if parent else "c"
    used = set(Category.objects.filter(office=office, code__startswith=stem).values_list("code", flat=True))
    number = Category.objects.filter(office=office, parent=parent, code__startswith=stem).count() + 1
    while (code := f"{stem}{number:02}") in used:
        number += 1
    return code


def _save(row: Category, values: Mapping[str, Any], place: Place, *, ended: bool = False) -> None:
    said = _values(row) | dict(values)
    save_category(
        office=place.office, code=row.code, name=row.name, parent=row.parent, lead_unit=said["lead"], hint=said["hint"],
        public_name=said["public_name"], order=row.order, helpers=list(row.helpers.all()), ended=ended,
        actor=place.actor, now=place.now,
    )  # fmt: skip


CATEGORIES_IN = Intake(
    permission="reports.set_up",
    taker=CategoryTaker(),
    fields=(
        IntakeField(name="level1", label=gettext_lazy("First level"), required=True, longest=40,
                    synonyms=("一级分类", "一级类别", "大类", "类别", "分类")),
        IntakeField(name="level2", label=gettext_lazy("Second level"), longest=40,
                    synonyms=("二级分类", "二级类别", "小类", "子类")),
        IntakeField(name="level3", label=gettext_lazy("Third level"), longest=40,
                    synonyms=("三级分类", "三级类别", "细类", "事项")),
        IntakeField(name="lead", label=gettext_lazy("Lead unit"), kind=FieldKind.UNIT,
                    synonyms=("主办单位", "牵头单位", "主责部门", "责任单位", "牵头科室")),
        IntakeField(name="public_name", label=gettext_lazy("What residents read"), longest=40,
                    synonyms=("公开名称", "对外名称", "通俗说法")),
        IntakeField(name="hint", label=gettext_lazy("What belongs to it"), longest=120,
                    synonyms=("说明", "包含内容", "范围", "备注")),
    ),
    example=({"level1": "市容环境", "level2": "垃圾清运", "level3": "大件垃圾", "public_name": "旧家具没人收"},),
    exported={"hint": "hint", "lead": "lead"},
)  # fmt: skip
