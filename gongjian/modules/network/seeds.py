"""The demo alliances: 95 units with 53 signed agreements in one office, 91 paired units in another. Invented."""

import datetime as dt
import random

from django.db.models import Model
from django.utils import timezone

from gongjian.core.areas.additions import areas_by_code
from gongjian.core.areas.models import Area
from gongjian.core.areas.seeds import OFFICE, SECOND_OFFICE
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.orgs.posting import add_post, appoint, begin_term
from gongjian.modules.network import actions
from gongjian.modules.network.actions.confirming import ask
from gongjian.modules.network.actions.joining import Facts
from gongjian.modules.network.models import Joining, PartnerKind
from gongjian.modules.network.offers import offer_named, offers_of

MEMBERS, PAIRED, SIGNED = 95, 91, 53
PLACES = (
    "春和",
    "文汇",
    "丰庆",
    "经三",
    "政七",
    "金桂",
    "东明",
    "花园",
    "农科",
    "国基",
    "云鹤",
    "清溪",
    "瑞宁",
)
SORTS = (
    (PartnerKind.FIRM, "物业服务公司", "保安和维修人员，节假日值守"),
    (PartnerKind.SCHOOL, "小学", "操场周末开放，教师志愿辅导"),
    (PartnerKind.HOSPITAL, "社区医院", "每月一次义诊，健康讲座"),
    (PartnerKind.SOCIETY, "社工服务中心", "专业社工，困难家庭陪伴"),
    (PartnerKind.STATE_FIRM, "银行支行", "防诈骗宣讲，便民服务点"),
    (PartnerKind.SHOP, "便民超市", "老年人送货上门，爱心物资"),
    (PartnerKind.INSTITUTE, "设计研究院", "楼院改造方案，技术人员"),
    (PartnerKind.AGENCY, "税务所", "政策咨询，会议室"),
)
GIVES = ("每季度开展一次便民服务", "开放会议室供居民议事", "选派志愿者参加楼院清洁", "为困难家庭提供帮扶")
CONTACTS = (
    "周文静",
    "陈建国",
    "刘晓燕",
    "赵志强",
    "孙丽萍",
    "马永刚",
    "胡雅琴",
    "郭海涛",
    "何玉梅",
    "高明远",
    "罗秀兰",
)
CHAIRS = (
    "梁国栋", "宋慧敏", "韩卫东", "冯春霞", "曹立新", "彭玉洁", "董长青", "袁淑芬", "潘志远", "田红梅",
    "姜海波", "范晓红", "石永军", "白雪莲",
)  # fmt: skip
EXISTING = ("省农业科学研究所（演示）", "惠民便利超市（演示）")


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write both alliances once."""
    offices = areas_by_code([OFFICE, SECOND_OFFICE])
    home, other = offices[OFFICE], offices[SECOND_OFFICE]
    if Joining.objects.filter(office=home).exists():
        return
    members = _members(home, MEMBERS, EXISTING, now=now)
    _agreements(members, home, now=now, rng=rng)
    _standing(home, members, now=now)
    _committees(home, members, now=now)
    _pairings(members[:20], home, now=now)
    _pairings(_members(other, PAIRED, EXISTING, now=now), other, now=now)


def _members(office: Area, number: int, first: tuple[str, ...], *, now: dt.datetime) -> list[Unit]:
    names = [(PartnerKind.INSTITUTE, name, "场地和专业人员") for name in first]
    names += [(kind, f"{place}{tail}（演示）", gives) for place in PLACES for kind, tail, gives in SORTS]
    since = timezone.localdate(now) - dt.timedelta(days=400)
    rows = [
        (
            Facts(
                name=name,
                kind=kind,
                gives=gives,
                address=f"{office.short_name}{n + 1}号",
                contact=CONTACTS[n % len(CONTACTS)],
            ),
            since,
        )
        for n, (kind, name, gives) in enumerate(names[:number])
    ]
    actions.bring_in(office, rows, actor=None, now=now, is_demo=True)
    return [
        row.unit
        for row in Joining.objects.filter(office=office)
        .select_related("unit__office", "unit__area")
        .order_by("pk")
        if row.unit
    ]


def _agreements(members: list[Unit], office: Area, *, now: dt.datetime, rng: random.Random) -> None:
    sides = list(
        Unit.objects.filter(office=office, kind=UnitKind.COMMUNITY_PARTY)
        .select_related("area", "office")
        .order_by("pk")
    )
    matters = list(
        Item.objects.filter(office=office, kind="report", closed_at__isnull=False).order_by("pk")[:20]
    )
    then, today = now - dt.timedelta(days=300), timezone.localdate(now)
    for number, unit in enumerate(members[: SIGNED + 2]):
        side = sides[number % len(sides)]
        until = today + dt.timedelta(days=rng.choice((5, 25, 55, 120, 200, 300)))
        row = actions.draft_agreement(
            unit, side=side, title=f"{side.short_name or side.name}与{unit.name}联建", since=timezone.localdate(then),
            until=until, actor=None, now=then,
        )  # fmt: skip
        offer, given = _offer_of(unit), rng.choice(GIVES)
        ours = actions.add_term(
            row, giver=unit, what="" if offer else given, quantity=rng.randint(1, 4), measure="次", offer=offer,
            actor=None, now=then,
        )  # fmt: skip
        if number == SIGNED:
            continue
        make_move(row.pk, "send", now=then)
        if number > SIGNED:
            continue
        make_move(row.pk, "sign", now=then, note="双方已在纸质协议上签字。")
        make_move(row.pk, "begin", now=then)
        if number < len(matters):
            actions.note_delivery(ours, matter=matters[number], actor=None, now=now)


def _offer_of(unit: Unit) -> Model | None:
    """Something that the unit has in a list already."""
    codes = [code for _label, choices in offers_of([unit.pk]) for code, _title in choices]
    return offer_named(codes[0], [unit.pk]) if codes else None


def _standing(office: Area, members: list[Unit], *, now: dt.datetime) -> None:
    year = timezone.localdate(now).year
    rows = (
        Joining.objects.filter(unit__in=members)
        .select_related("office", "unit__office", "unit__area")
        .order_by("pk")
    )
    for number, row in enumerate(rows[:12]):
        confirmation = ask(row, year=year, now=now)
        if number < 8:
            actions.answer_confirmation(confirmation, goes_on=True, now=now)
    facts = Facts(name="晨光幼儿园（演示）", kind=PartnerKind.SCHOOL, gives="亲子活动场地", contact="许静怡")
    actions.apply_to_join(office, facts=facts, now=now, is_demo=True)


def _committees(office: Area, members: list[Unit], *, now: dt.datetime) -> None:
    today = timezone.localdate(now)
    kinds = (UnitKind.SECTOR_COMMITTEE, UnitKind.SPECIAL_COMMITTEE)
    committees = (
        Unit.objects.filter(office=office, kind__in=kinds).select_related("area", "office").order_by("pk")
    )
    for number, unit in enumerate(committees):
        since = today - dt.timedelta(days=300)
        until = today + dt.timedelta(days=40 if number == 0 else 800)
        post = add_post(
            unit, title="书记" if unit.kind == UnitKind.SECTOR_COMMITTEE else "主任", actor=None, now=now
        )
        begin_term(
            post,
            kind="elected",
            since=since,
            until=until,
            name=CHAIRS[number % len(CHAIRS)],
            actor=None,
            now=now,
        )
        for place in range(3):
            member = members[(number * 3 + place) % len(members)]
            appoint(unit, unit=member, kind="member_unit", since=since, until=until, actor=None, now=now)


def _pairings(members: list[Unit], office: Area, *, now: dt.datetime) -> None:
    others = list(
        Unit.objects.filter(office=office, kind=UnitKind.COMMUNITY)
        .select_related("area", "office")
        .order_by("pk")
    )
    since = timezone.localdate(now) - dt.timedelta(days=200)
    for number, unit in enumerate(members):
        other = others[number % len(others)]
        actions.pair(unit, other=other, purpose="结对共建，服务楼院居民", since=since, actor=None, now=now)
