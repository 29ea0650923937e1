"""The 105 matters from a visit campaign that could not be fixed at once: what residents said at their doors."""

import datetime as dt
import itertools

from gongjian.core.areas.models import Area, Level
from gongjian.core.people.models import Person
from gongjian.modules.reports.actions.bringing_in import Brought, bring_in
from gongjian.modules.reports.models import Channel, Report

MATTERS, UNDECIDED = 105, 4
KEY = "走访-{:03}"
FIELDS = (
    ("供暖", "集中供暖没有接到楼里，冬天只能用电暖气", "接通集中供暖"),
    ("供电", "线路老化，夏天一开空调就跳闸", "老旧线路改造"),
    ("照明", "楼道和院里的灯不亮，老人晚上不敢下楼", "楼道亮灯"),
    ("排水", "下水道一下大雨就倒灌到一楼", "雨污管网疏通改造"),
    ("道路", "院里路面坑洼，轮椅和婴儿车推不过去", "院内路面翻修"),
    ("停车", "车位不够，消防通道被占", "停车位划线与错时停车"),
    ("加装电梯", "六楼的老人下楼难，想加装电梯", "加装电梯协调"),
    ("环境卫生", "垃圾投放点离楼太近，夏天味道大", "垃圾投放点改造"),
    ("绿化", "树长得太高挡住阳光，虫子掉到晾的衣服上", "院落绿化修整"),
    ("充电", "电动车没地方充电，有人从楼上拉线", "集中充电桩安装"),
    ("文体活动", "没有活动的地方，下棋只能坐在路边", "居民活动场地改造"),
    ("养老服务", "独居老人做饭难，盼着有个吃饭的地方", "老年助餐点"),
    ("儿童看护", "放学到下班这两个小时孩子没人看", "课后托管班"),
    ("物业管理", "院子没有物业，大门坏了没人修", "无主管楼院托管"),
    ("安全防范", "单元门锁坏了很久，陌生人随便进出", "单元门更换"),
)
ESTATES = ("春晖家园", "梧桐苑", "文博小区", "丰和花园", "银杏里", "康宁小区", "学府家属院")


def estate_of(number: int) -> str:
    """Where the matter of this number (from 0) was told: the fields come round in turn, at another estate each time."""
    return ESTATES[number // len(FIELDS)]


def seed_visits(office: Area, *, now: dt.datetime) -> int:
    """Bring the visits' matters into an office, once; says how many. All but the last four became projects and are
    answered so; those four are not decided yet."""
    if Report.objects.filter(office=office, external_id=KEY.format(1)).exists():
        return 0
    communities = list(Area.objects.current().filter(office=office, level=Level.COMMUNITY).order_by("path"))
    clerk = Person.objects.filter(office=office, username="clerk", is_demo=True).first()
    told = [
        _brought(number, area, now=now)
        for number, area in zip(range(MATTERS), itertools.cycle(communities), strict=False)
    ]
    made = [pk for pk in bring_in(told, office=office, actor=clerk, now=now) if isinstance(pk, int)]
    Report.objects.filter(pk__in=made).update(is_demo=True)
    return len(made)


def _brought(number: int, area: Area, *, now: dt.datetime) -> Brought:
    _field, words, plan = FIELDS[number % len(FIELDS)]
    estate, at = estate_of(number), now - dt.timedelta(days=330 - number)
    decided = number < MATTERS - UNDECIDED
    answer = f"一时解决不了，已立项“{estate}{plan}”，进展会公示。" if decided else ""
    return Brought(
        key=KEY.format(number + 1), opened_at=at, body=f"入户走访时说：{estate}{words}。", title=f"{estate}{words}"[:40],
        area=area, place=estate, channel=Channel.VISIT, closed_at=at + dt.timedelta(days=6) if decided else None,
        answer=answer, answered_at=at + dt.timedelta(days=6) if decided else None,
    )  # fmt: skip
