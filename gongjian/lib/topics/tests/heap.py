"""An invented heap of messages: two estates with the same complaint, one told in many words, and a hundred strangers."""

import datetime as dt
import random

from gongjian.lib.topics import Message

BEGIN = dt.datetime(2026, 3, 1, 8, 0)
LAKE = (
    (
        "翠湖花园附近工地夜间施工扰民",
        "我住在翠湖花园三栋，对面工地每天施工到凌晨两点，打桩机响个不停，老人孩子睡不好。",
    ),
    ("翠湖花园小区旁工地半夜还在施工", "翠湖花园北门外的工地半夜施工，机器声音很大，请管一管。"),
    ("投诉翠湖花园对面深夜施工噪音", "连续一周深夜施工，翠湖花园的住户都被吵醒，希望限定施工时间。"),
    ("施工噪音何时休", "翠湖花园业主，窗外工地通宵施工，噪音太大，打过电话没有人来。"),
    ("凌晨一点打桩，翠湖花园居民无法入睡", "工地凌晨施工打桩，翠湖花园临街几栋最吵，孩子要上学。"),
)
HILL = (
    ("松山雅苑旁工地夜间施工扰民", "松山雅苑西侧的工地每天施工到凌晨，渣土车来来往往，吵得睡不着。"),
    ("松山雅苑半夜施工噪音大", "工地半夜施工，松山雅苑的居民投诉多次没有用。"),
    ("请管管松山雅苑门前的夜间施工", "松山雅苑门前深夜施工，机器轰鸣，请执法人员来看。"),
)
PARKING = (
    ("翠湖花园车位强制捆绑销售", "买翠湖花园的房子必须搭一个车位，车位十万一个，不买就不签合同。"),
    ("翠湖花园开发商捆绑车位", "翠湖花园二期捆绑销售车位，不合理，请查处。"),
    ("车位捆绑销售合法吗", "翠湖花园售楼处说不买车位不能买房，捆绑销售。"),
)
_SUBJECTS = (
    "图书馆借书证",
    "老年卡年审",
    "驾驶证换证",
    "公园长椅",
    "菜市场秤",
    "自行车道",
    "健身步道",
    "快递柜",
    "报刊亭",
    "河道漂浮物",
)
_VERBS = (
    "如何办理",
    "没有人管",
    "希望增加",
    "收费是否合理",
    "什么时候修好",
    "可以延长时间吗",
    "标识看不清",
    "能不能网上办",
)


def heap(*, crowd: int = 100, seed: int = 5) -> list[Message]:
    """Keys: LAKE from 100, HILL from 200, PARKING from 300, strangers from 1000; every message from another person."""
    rng = random.Random(seed)
    found = [
        Message(
            first + at, title, text, f"p{first + at}", BEGIN + dt.timedelta(days=at, hours=first // 100), at
        )
        for first, group in ((100, LAKE), (200, HILL), (300, PARKING))
        for at, (title, text) in enumerate(group)
    ]
    for at in range(crowd):
        subject, verb = rng.choice(_SUBJECTS), rng.choice(_VERBS)
        mark = "".join(chr(0x4E00 + rng.randrange(4000)) for _ in range(14))
        moment = BEGIN + dt.timedelta(hours=rng.randrange(700))
        found.append(
            Message(
                1000 + at, f"{subject}{verb}", f"{mark[:7]}，{subject}{verb}，{mark[7:]}。", f"q{at}", moment
            )
        )
    return found
