"""Files that colleagues of the demo office hang on matters: a note of a call, a table of what was looked at, pictures."""

import io
import random

import xlsxwriter

from gongjian.modules.reports.seeds.sketches import sketch

CALLS = (
    "{day} 与反映人通话：愿意等到周末，请维修人员上门前先打电话。",
    "{day} 与物业经理通话：材料已经订了，三天内到货，到货当天开工。",
    "{day} 与社区书记通话：现场看过，情况属实，已先放了警示锥。",
)
ITEMS = ("现场核实", "责任单位确认", "安全隐患排除", "材料到位", "完工拍照")
STATES = ("已完成", "已完成", "进行中", "未开始")


def papers(scene: str, *, day: str, rng: random.Random) -> list[tuple[str, bytes]]:
    """Names and bytes of what was kept with one matter."""
    found = [("电话记录.txt", rng.choice(CALLS).format(day=day).encode())]
    if rng.random() < 0.7:
        found.append(("现场核查表.xlsx", _checked(day, rng)))
    if rng.random() < 0.5:
        found += [
            (f"现场{number}.jpg", sketch(scene, done=False, rng=rng))
            for number in range(1, rng.randint(3, 8))
        ]
    return found


def _checked(day: str, rng: random.Random) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("核查")
        bold = book.add_format({"bold": True, "border": 1})
        sheet.write_row(0, 0, ("序号", "核查内容", "情况", "日期"), bold)
        for number, what in enumerate(ITEMS, 1):
            sheet.write_row(number, 0, (number, what, rng.choice(STATES), day))
        sheet.set_column(1, 1, 20)
    return out.getvalue()
