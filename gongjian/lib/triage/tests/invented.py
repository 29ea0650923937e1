"""Invented messages of three kinds, as many as a test needs."""

import random

PARTS = {
    "环境卫生": (
        ["楼下垃圾桶", "后院垃圾", "河边污水", "餐馆油烟", "工地扬尘", "下水道"],
        ["臭气很大", "没人清运", "满地都是", "味道呛人", "天天往外流", "污染了小院"],
    ),
    "停车与道路": (
        ["小区门口车辆", "消防通道上的车", "人行道路面", "路口红绿灯", "公交站台", "停车位"],
        ["乱停乱放", "坑坑洼洼", "坏了一个月", "堵得过不去", "没有划线", "总被占用"],
    ),
    "学校教育": (
        ["小学放学时", "幼儿园", "孩子转学", "初中补课", "学区划分", "课后托管"],
        ["老师不管", "收费太高", "学位不够", "手续难办", "作业太多", "家长等不到"],
    ),
}
OPENINGS = ("您好，", "我想反映：", "请问，", "各位领导好，", "")
ENDINGS = ("希望尽快解决。", "请派人来看看。", "谢谢。", "已经说过两次了。", "")


def messages(number: int, *, seed: int = 1) -> list[tuple[str, str, str]]:
    """(category, title, text), the categories in turn."""
    rng = random.Random(seed)
    found = []
    for turn in range(number):
        category = list(PARTS)[turn % len(PARTS)]
        things, troubles = PARTS[category]
        said = f"{rng.choice(things)}{rng.choice(troubles)}，{rng.choice(things)}也{rng.choice(troubles)}"
        place = f"{rng.choice('东西南北')}{rng.choice('一二三四五六')}巷{rng.randint(1, 99)}号附近"
        text = f"{rng.choice(OPENINGS)}{place}{said}。{rng.choice(ENDINGS)}"
        found.append((category, rng.choice((said[:10], "")), text))
    return found
