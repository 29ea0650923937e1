"""A workbook that the demo office has imported: most rows came in, two stayed out and wait to be mended."""

import datetime as dt
from io import BytesIO

import xlsxwriter
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.intake.actions import confirm, receive, set_columns
from gongjian.core.intake.models import Batch
from gongjian.core.intake.steps import take_step
from gongjian.core.people.models import Person

NAME = "区里下发补充任务.xlsx"
MAPPING = "区里下发的任务表"
HEADING = ("序号", "重点事项", "分项", "工作任务", "牵头单位", "完成时限", "目标", "佐证材料")
ROWS = (
    ("四项重点", "城市精细管理", "冬季除雪物资备齐", "城市管理办", "12-20", "6 类物资", "清单"),
    ("四项重点", "城市精细管理", "临街门头牌匾安全排查", "城市管理办", "12-25", "全覆盖", "排查表"),
    ("四项重点", "便民服务提质", "困难群众取暖情况走访", "民生服务办", "12-22", "走访率 100%", "走访记录"),
    ("一个稳定", "", "岁末年初安全生产检查", "平安办", "12-28", "九小场所", "检查记录"),
    ("一个保证", "", "年度民主评议会", "党政办", "十二月底", "1 次", "会议记录"),
)


def seed_import(office: Area, *, plan: str, actor: Person, now: dt.datetime) -> None:
    """Import it once, while its days are still to come."""
    year = timezone.localtime(now).year
    if (
        timezone.localdate(now) > dt.date(year, 12, 15)
        or Batch.objects.filter(office=office, file_name=NAME).exists()
    ):
        return
    began = now - dt.timedelta(days=1, hours=3)
    batch, _new = receive(
        "tasks", office=office, name=NAME, chunks=[_workbook(year)], person=actor, now=began
    )
    batch = take_step(batch, now=began)
    mapping = {int(place): name for place, name in batch.mapping.items()} | {1: "theme"}
    batch = set_columns(
        batch,
        mapping=mapping,
        options={"year": str(year), "plan": plan},
        person=actor,
        now=began,
        save_as=MAPPING,
    )
    batch = take_step(batch, now=began)
    batch = confirm(batch, person=actor, now=began + dt.timedelta(minutes=4), queued=False)
    take_step(batch, now=began + dt.timedelta(minutes=5))


def _workbook(year: int) -> bytes:
    held = BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet("补充任务")
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#EFEDE8"})
    sheet.merge_range(0, 0, 0, len(HEADING) - 1, f"{year}年四季度补充任务一览表", title)
    sheet.write_row(1, 0, HEADING, bold)
    for number, (theme, below, task, unit, day, target, proof) in enumerate(ROWS, start=1):
        due = f"{year}-{day}" if day[0].isdigit() else day
        sheet.write_row(number + 1, 0, (number, theme, below, task, unit, due, target, proof))
    sheet.write_row(len(ROWS) + 2, 0, ("填表人：郑远航", "", "", "审核：", "", f"{year}年11月20日"))
    book.close()
    return held.getvalue()
