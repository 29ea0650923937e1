"""Proposals for the marks of a form that has none: headings matched with columns, labels with what stands beside them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongjian.core.ledgers.ledger import Column, Ledger
from gongjian.core.papers import lexicon
from gongjian.lib.sheets.heading import Column as Head
from gongjian.lib.sheets.heading import Heading
from gongjian.lib.sheets.suggest import FieldHint, suggest
from gongjian.lib.xlsx.look import SheetLook
from gongjian.lib.xlsx.refs import Area, cell_ref

Place = tuple[int, int]
DEEPEST_HEADING = 6
FEWEST = 2
SERIAL = ("序号", "编次", "no.", "no")
TOTALS = ("合计", "总计", "小计", "total")
LABELS = (
    (re.compile(r"^(填报单位|报送单位|单位名称|单位|填表单位)(（盖章）|\(盖章\))?$"), "{{单位}}"),
    (re.compile(r"^(填表人|填报人|制表人|报送人|经办人)(签字|签名)?$"), "{{填表人}}"),
    (
        re.compile(r"^(填表日期|填报日期|填报时间|填表时间|报送时间|报送日期|日期|时间)$"),
        "{{今天 yyyy年m月d日}}",
    ),
    (re.compile(r"^(统计月份|报送月份|月份|所属月份)$"), "{{本月}}"),
)
_LABEL = re.compile(r"^\s*([^：:]{1,14})\s*[：:]\s*([\s_＿年月日　]*)$")
_SEVERAL = re.compile(r"([^：:\s　_]{2,10}\s*[：:])([\s_＿　]*(?:年[\s　]*月[\s　]*日)?)")
_MONTHLY = re.compile(r"[\s_＿　]*年[\s_＿　]*月(?![\s_＿　]*日)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cell, the whole text proposed for it, and why it is thought so. `sure`: 0 to 1."""

    sheet: str
    place: Place
    text: str
    why: str
    sure: float

    @property
    def cell(self) -> str:
        """The cell as it is written: B5."""
        return cell_ref(*self.place)

    @property
    def key(self) -> str:
        """The name of its input on the page."""
        return f"{self.place[0]}.{self.place[1]}"


def propose(looks: Iterable[SheetLook], ledger: Ledger) -> list[Proposal]:
    """Proposals for every visible sheet, at most one per cell."""
    found: list[Proposal] = []
    for look in looks:
        if look.visible:
            of_sheet = {one.place: one for one in [*_labels(look), *_list(look, ledger)]}
            found += [of_sheet[place] for place in sorted(of_sheet)]
    return found


def _labels(look: SheetLook) -> Iterable[Proposal]:
    """Labels such as 填报单位： get their value behind the colon, or in the empty cell to their right."""
    for place, text in look.texts.items():
        if place in look.formulas or "{{" in text:
            continue
        filled = _SEVERAL.sub(_with_mark, text)
        filled = _MONTHLY.sub("{{本月}}", filled, count=1) if filled == text and len(text) < 60 else filled
        if filled != text:
            yield Proposal(look.name, place, filled, _("what the label asks for"), 0.9)
            continue
        mark = _mark_for(text)
        right = _right_of(look, place)
        if mark and right is not None:
            yield Proposal(
                look.name,
                right,
                mark,
                _("the label “%(label)s” to its left") % {"label": text.strip()[:20]},
                0.85,
            )


def _with_mark(found: re.Match[str]) -> str:
    mark = _mark_for(found[1].rstrip(" ：:　"))
    if not mark:
        return found[0]
    tail = "　" if found[2].strip("年月日") and found.end() < len(found.string) else ""
    return found[1] + mark + tail


def _mark_for(label: str) -> str:
    plain = "".join(label.split()).strip("：:")
    return next((mark for pattern, mark in LABELS if pattern.match(plain)), "")


def _right_of(look: SheetLook, place: Place) -> Place | None:
    area = next((one for one in look.merges if one.holds(*place)), Area(*place, *place))
    right = (place[0], area.right + 1)
    return right if right in look.boxed and right not in look.texts else None


def _list(look: SheetLook, ledger: Ledger) -> list[Proposal]:
    """The list of the sheet: the first blank boxed row below a heading whose texts are columns of the ledger."""
    best: tuple[float, list[Proposal]] = (0.0, [])
    for row in sorted({place[0] for place in look.boxed}):
        heads = _heads_above(look, row)
        if len(heads) < FEWEST or _is_held(look, row):
            continue
        found = _columns(look, ledger, row, heads)
        score = sum(one.sure for one in found)
        if score > best[0] + 0.01:
            best = (score, found)
    named = [one for one in best[1] if "." in one.text]
    return [*best[1], *_totals(look, ledger, best[1])] if len(named) >= FEWEST else []


def _is_held(look: SheetLook, row: int) -> bool:
    """Whether the row holds anything but running numbers or formulas, or belongs to cells merged from above."""
    if any(area.top < row <= area.bottom for area in look.merges):
        return True
    return any(
        place[0] == row and place not in look.formulas and not text.strip().isdigit()
        for place, text in look.texts.items()
    )


def _heads_above(look: SheetLook, row: int) -> dict[int, tuple[str, ...]]:
    """Per column the texts above the row, merged cells spread over all they cover, from the top down."""
    if row < 2 or (not any(place[0] == row - 1 for place in look.texts) and not _merged_at(look, row - 1)):
        return {}
    found: dict[int, list[str]] = {}
    for line in range(max(1, row - DEEPEST_HEADING), row):
        texts = _spread(look, line)
        if len(texts) < FEWEST or len(set(texts.values())) < FEWEST:
            found = {} if len(texts) < FEWEST or len(set(texts.values())) == 1 else found
            if not found:
                continue
        for column, text in texts.items():
            levels = found.setdefault(column, [])
            if not levels or levels[-1] != text:
                levels.append(text)
    return {column: tuple(levels) for column, levels in found.items()}


def _merged_at(look: SheetLook, row: int) -> bool:
    return any(area.top <= row <= area.bottom for area in look.merges)


def _spread(look: SheetLook, row: int) -> dict[int, str]:
    found = {
        place[1]: "".join(text.split())
        for place, text in look.texts.items()
        if place[0] == row and text.strip()
    }
    for area in look.merges:
        text = look.texts.get((area.top, area.left), "")
        if area.top <= row <= area.bottom and text.strip():
            found |= dict.fromkeys(range(area.left, area.right + 1), "".join(text.split()))
    return found


def _columns(
    look: SheetLook, ledger: Ledger, row: int, heads: Mapping[int, tuple[str, ...]]
) -> list[Proposal]:
    list_name = str(ledger.title)
    found = []
    for column, levels in heads.items():
        if (row, column) in look.formulas:
            continue
        if lexicon.folded(levels[-1]) in SERIAL:
            found.append(Proposal(look.name, (row, column), "{{序号}}", _("the heading above"), 1.0))
    headings = Heading(
        row - 1,
        row - 1,
        tuple(Head(column, "/".join(levels), levels) for column, levels in heads.items()),
        row,
        row,
    )
    for one in suggest(headings, [], hints(ledger)):
        if one.field and (row, one.column) not in look.formulas:
            label = ledger.column(one.field).label
            why = _("the heading above: “%(heading)s”") % {"heading": heads[one.column][-1][:20]}
            found.append(
                Proposal(look.name, (row, one.column), f"{{{{{list_name}.{label}}}}}", why, one.score)
            )
    return found


def _totals(look: SheetLook, ledger: Ledger, listed: list[Proposal]) -> list[Proposal]:
    """Empty cells of a row of totals below, under columns of numbers."""
    sums = {str(column.label): column for column in lexicon.sums(ledger.columns)}
    found = []
    first = max((one.place[0] for one in listed), default=0)
    rows = {
        place[0] for place, text in look.texts.items() if place[0] > first and lexicon.folded(text) in TOTALS
    }
    for one in listed:
        label = one.text.strip("{}").rpartition(".")[2]
        for row in sorted(rows)[:1]:
            place = (row, one.place[1])
            if label in sums and place in look.boxed and place not in look.texts:
                text = f"{{{{合计 {ledger.title}.{label}}}}}"
                found.append(Proposal(look.name, place, text, _("the row of totals"), 0.8))
    return found


def hints(ledger: Ledger) -> list[FieldHint]:
    """The columns of a ledger as the matching of headings takes them."""
    return [_hint(column, named.names) for named in lexicon.column_names(ledger) for column in [named.thing]]


def _hint(column: Column, names: tuple[str, ...]) -> FieldHint:
    return FieldHint(column.name, str(column.label), (*names, *USUAL.get(column.name, ())))


USUAL = {
    "number": ("诉求编号", "工单编号", "受理编号", "单号", "工单号"),
    "title": ("诉求内容", "反映内容", "问题", "事项名称", "主要内容", "诉求事项", "任务名称"),
    "state": ("办理状态", "办理情况", "进展", "当前状态"),
    "area": ("社区", "所属社区", "村（社区）", "所属区域", "辖区"),
    "unit": ("责任单位", "承办部门", "责任部门", "办理单位"),
    "handler": ("责任人", "办理人", "承办人"),
    "opened": ("受理时间", "受理日期", "登记日期", "接件时间", "来件时间", "反映时间"),
    "due": ("办理期限", "办结时限", "到期时间", "截止时间"),
    "closed": ("办结日期", "办理时间", "完成时间"),
    "result": ("处理结果", "结果", "办理结果"),
    "category": ("问题类别", "诉求类别", "类型", "分类"),
    "channel": ("来源", "诉求来源", "受理渠道", "渠道"),
    "external": ("热线编号", "12345工单号", "来文编号"),
    "light": ("期限状态", "时限"),
}
