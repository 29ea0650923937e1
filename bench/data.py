"""Invented rows, the same for every run: hotline orders of eight columns, as an office would get them in Excel."""

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

HEADING = ("工单编号", "受理时间", "诉求标题", "诉求内容", "事发地址", "一级分类", "姓名", "联系电话")
PER_FILE = 100_000  # a file of more would pass the upload limit of 20 MB
_ROADS = [
    "经五路",
    "纬三路",
    "文化路",
    "东风路",
    "红专路",
    "农业路",
    "花园路",
    "黄河路",
    "丰产路",
    "优胜路",
    "政七街",
    "健康路",
]
_THINGS = [
    "路灯",
    "井盖",
    "垃圾桶",
    "健身器材",
    "下水道",
    "围墙",
    "树枝",
    "指示牌",
    "楼道灯",
    "雨棚",
    "非机动车",
    "充电桩",
    "广告牌",
    "护栏",
]
_WRONGS = [
    "不亮了",
    "坏了",
    "没有人清理",
    "掉下来了",
    "堵住了",
    "挡住了路",
    "晃得厉害",
    "半夜很吵",
    "缺了一块",
    "漏水",
]
_WISHES = [
    "请派人来看看。",
    "希望尽快处理。",
    "老人孩子走过去不安全。",
    "已经好几天了。",
    "邻居们都有意见。",
    "之前反映过一次。",
]
_CATEGORIES = ["道路", "路灯", "环境卫生", "违法建设", "噪声", "物业", "停车", "其他"]
_SURNAMES, _NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂芳"
BEGIN = dt.datetime(2024, 1, 1, 8, 0)


def report_rows(count: int, *, seed: int = 2026, first: int = 1) -> Iterator[tuple[object, ...]]:
    """`count` rows under HEADING, numbered from `first`; times rise over two years."""
    rng = random.Random(seed + first)
    for number in range(first, first + count):
        road, thing, wrong = rng.choice(_ROADS), rng.choice(_THINGS), rng.choice(_WRONGS)
        door = rng.randint(1, 200)
        text = f"{road}{door}号附近{thing}{wrong}，" + "".join(rng.sample(_WISHES, rng.randint(1, 4)))
        phone = f"1{rng.choice('3578')}{rng.randint(0, 999_999_999):09}"
        if rng.random() < 0.1:
            text += f"联系{phone}。"
        at = BEGIN + dt.timedelta(minutes=10 * (number % 100_000), seconds=rng.randint(0, 599))
        name = rng.choice(_SURNAMES) + rng.choice(_NAMES)
        yield (f"HX{number:08}", at, f"{thing}{wrong}", text, f"{road}{door}号", rng.choice(_CATEGORIES), name, phone)  # fmt: skip


def workbooks(folder: Path, count: int, *, per_file: int = PER_FILE) -> list[Path]:
    """The rows as .xlsx files of at most `per_file` rows."""
    paths = []
    for first in range(1, count + 1, per_file):
        path = folder / f"orders-{first:07}.xlsx"
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        sheet = book.add_worksheet("工单")
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, HEADING)
        for line, row in enumerate(report_rows(min(per_file, count - first + 1), first=first), start=1):
            for place, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(line, place, value, stamp)
                else:
                    sheet.write_string(line, place, str(value))
        book.close()
        paths.append(path)
    return paths


def office() -> "tuple[object, object]":
    """An office with its people in the empty database: (the cast of `tests/cast.py`, its dispatcher)."""
    from gongjian.modules.reports.models import Category
    from tests.cast import make_cast

    cast = make_cast()
    for place, name in enumerate(_CATEGORIES):
        Category.objects.create(
            office=cast.office, code=f"c{place}", name=name, order=place, since=dt.date(2020, 1, 1)
        )
    return cast, cast.dispatcher
