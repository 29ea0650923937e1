"""The columns of 资源清单 and 需求清单, by all the headings that offices use."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.intake.spec import FieldKind, Intake, IntakeField
from gongjian.modules.exchange.models import Origin, Per
from gongjian.modules.exchange.models.asking import Urgency
from gongjian.modules.exchange.taking import NeedTaker, ResourceTaker, categories_of

PER = [(str(value), label) for value, label in Per.choices]
URGENCY = [(str(value), label) for value, label in Urgency.choices]

CATEGORY = IntakeField(
    name="category", label=_("Category of the exchange"), kind=FieldKind.CHOICE, choices=categories_of, required=True,
    synonyms=("类别", "资源类别", "需求类别", "服务类别", "分类", "category"),
)  # fmt: skip
MEASURE = IntakeField(
    name="measure",
    label=_("Unit of measure"),
    longest=12,
    required=True,
    synonyms=("单位", "计量单位", "量词"),
)
AREA = IntakeField(
    name="area", label=_("Area"), kind=FieldKind.AREA, synonyms=("社区", "所属社区", "所在社区", "区域")
)


def _need_example() -> dict[str, object]:
    return {
        "title": "暑期托管缺少辅导老师", "category": "教育科普", "quantity": 6, "measure": "场", "whose": "辖区双职工家庭",
        "households": 32, "people": 40, "wanted_by": timezone.localdate() + dt.timedelta(days=40), "urgency": "2",
        "origin": Origin.VISIT,
    }  # fmt: skip


RESOURCES_IN = Intake(
    permission="exchange.arrange",
    taker=ResourceTaker(),
    fields=(
        IntakeField(name="unit", label=_("Giving unit"), kind=FieldKind.UNIT, required=True,
                    synonyms=("单位名称", "提供单位", "资源单位", "共建单位", "责任单位")),
        IntakeField(name="title", label=_("Resource"), required=True, longest=120,
                    synonyms=("资源名称", "资源", "可提供资源", "服务内容", "资源项目")),
        CATEGORY,
        IntakeField(name="text", label=_("Description"), longest=2000, synonyms=("资源说明", "说明", "内容", "简介")),
        IntakeField(name="capacity", label=_("Capacity"), kind=FieldKind.WHOLE, required=True,
                    synonyms=("数量", "可提供数量", "容量", "次数")),
        MEASURE,
        IntakeField(name="per", label=pgettext_lazy("capacity", "Period"), kind=FieldKind.CHOICE, choices=PER,
                    synonyms=("周期", "频次", "提供周期"), help=_("Left empty: per month.")),
        IntakeField(name="windows", label=_("Hours"), longest=300, synonyms=("开放时间", "可用时间", "服务时间", "时间")),
        IntakeField(name="since", label=_("First day"), kind=FieldKind.DATE, synonyms=("开始日期", "起始日期")),
        IntakeField(name="until", label=_("Last day"), kind=FieldKind.DATE, synonyms=("结束日期", "截止日期")),
        AREA,
        IntakeField(name="place", label=_("Place"), synonyms=("地点", "地址", "服务地点")),
        IntakeField(name="who", label=_("Who may use it"), synonyms=("服务对象", "适用对象", "面向人群")),
        IntakeField(name="conditions", label=_("Conditions"), longest=300, synonyms=("使用条件", "条件", "备注")),
        IntakeField(name="contact", label=_("Contact at the unit"), longest=80, personal=True,
                    synonyms=("联系人", "联系方式", "联系人及电话")),
    ),
    example=({
        "unit": "农科所", "title": "阳台种植公开课", "category": "教育科普", "capacity": 4, "measure": "场", "per": Per.MONTH,
        "windows": "周六 09:00-11:30", "place": "社区活动室", "who": "辖区居民", "conditions": "每场 15 人以上",
    },),
    exported={name: name for name in (
        "unit", "title", "category", "text", "capacity", "measure", "per", "windows", "since", "until", "area", "place",
        "who", "conditions",
    )},
)  # fmt: skip

NEEDS_IN = Intake(
    permission="exchange.ask",
    taker=NeedTaker(),
    fields=(
        IntakeField(name="title", label=pgettext_lazy("kind", "Need"), required=True,
                    synonyms=("需求", "需求名称", "需求内容", "需求事项", "群众需求")),
        CATEGORY,
        IntakeField(name="text", label=_("Description"), longest=2000, synonyms=("需求说明", "说明", "具体情况")),
        IntakeField(name="quantity", label=pgettext_lazy("exchange", "Quantity"), kind=FieldKind.WHOLE, required=True,
                    synonyms=("数量", "需求数量")),
        MEASURE,
        IntakeField(name="whose", label=_("Whose need"), longest=80, synonyms=("需求主体", "需求对象", "谁的需求")),
        IntakeField(name="households", label=_("Households"), kind=FieldKind.WHOLE, synonyms=("户数", "涉及户数")),
        IntakeField(name="people", label=pgettext_lazy("exchange", "Persons"), kind=FieldKind.WHOLE, synonyms=("人数", "涉及人数")),
        AREA,
        IntakeField(name="unit", label=_("Unit that needs it"), kind=FieldKind.UNIT, synonyms=("需求单位", "提出单位")),
        IntakeField(name="place", label=_("Place"), synonyms=("地点", "地址")),
        IntakeField(name="wanted_by", label=pgettext_lazy("clock", "Needed by"), kind=FieldKind.DATE,
                    synonyms=("期望时间", "截止日期", "期望完成时间", "完成时限")),
        IntakeField(name="urgency", label=_("Urgency"), kind=FieldKind.CHOICE, choices=URGENCY,
                    synonyms=("紧急程度", "紧迫程度", "缓急")),
        IntakeField(name="origin", label=_("Learned from"), kind=FieldKind.CHOICE, choices=list(Origin.choices),
                    synonyms=("来源", "需求来源", "收集渠道")),
    ),
    example=(_need_example(),),
    exported={name: name for name in (
        "title", "category", "text", "quantity", "measure", "whose", "households", "people", "area", "place", "wanted_by",
        "urgency", "origin",
    )},
)  # fmt: skip
