"""The columns of 专家服务目录 and 专家（讲师）名册, by all the headings that offices use."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.intake.spec import FieldKind, Intake, IntakeField
from gongjian.modules.experts.models import Mode
from gongjian.modules.experts.taking import ExpertTaker, ServiceTaker, types_of

SERVICES_IN = Intake(
    permission="experts.arrange",
    taker=ServiceTaker(),
    fields=(
        IntakeField(name="number", label=pgettext_lazy("column", "Number"), longest=30,
                    synonyms=("编号", "服务编号", "项目编号", "目录编号"), help=_("Left empty: the next number.")),
        IntakeField(name="title", label=_("Service"), required=True, longest=120,
                    synonyms=("服务名称", "服务项目", "项目名称", "服务", "课程名称")),
        IntakeField(name="type", label=_("Type of service"), kind=FieldKind.CHOICE, choices=types_of, required=True,
                    synonyms=("服务类型", "类型", "类别", "服务类别")),
        IntakeField(name="unit", label=_("Giving unit"), kind=FieldKind.UNIT, required=True,
                    synonyms=("提供单位", "单位", "单位名称", "服务单位", "所属单位")),
        IntakeField(name="expert", label=pgettext_lazy("noun", "Expert"), longest=40,
                    synonyms=("专家", "专家姓名", "主讲人", "讲师", "服务专家")),
        IntakeField(name="gives", label=_("What it offers"), longest=2000, synonyms=("服务内容", "内容", "简介", "服务说明")),
        IntakeField(name="audience", label=_("Intended for"), synonyms=("服务对象", "面向人群", "适用对象")),
        IntakeField(name="duration", label=_("Duration"), required=True, longest=20,
                    synonyms=("时长", "服务时长", "时长（分钟）", "分钟", "课时"), help=_("For example 90分钟 or 2小时.")),
        IntakeField(name="capacity", label=_("Sessions a month"), kind=FieldKind.WHOLE, required=True,
                    synonyms=("每月场次", "月容量", "每月可提供场次", "每月次数", "场次")),
        IntakeField(name="mode", label=_("Way"), kind=FieldKind.CHOICE, choices=list(Mode.choices),
                    synonyms=("方式", "服务方式", "形式", "线上线下"), help=_("Left empty: on the spot.")),
        IntakeField(name="place", label=_("Venue"), synonyms=("地点", "服务地点", "地址")),
        IntakeField(name="conditions", label=_("Conditions"), longest=300, synonyms=("条件", "预约条件", "要求", "备注")),
    ),
    example=({
        "title": "阳台菜园种植指导", "type": "农技科普", "unit": "农科所", "gives": "选种、配土、病虫害防治，现场示范。",
        "audience": "社区居民", "duration": "90分钟", "capacity": 4, "mode": Mode.PLACE, "conditions": "每场 15 人以上",
    },),
    exported={name: name for name in (
        "number", "title", "type", "unit", "gives", "audience", "duration", "capacity", "mode", "place", "conditions",
    )},
)  # fmt: skip

EXPERTS_IN = Intake(
    permission="experts.arrange",
    taker=ExpertTaker(),
    fields=(
        IntakeField(name="name", label=_("Name"), required=True, longest=40,
                    synonyms=("姓名", "专家姓名", "讲师姓名", "专家", "讲师")),
        IntakeField(name="unit", label=_("Unit of the expert"), kind=FieldKind.UNIT, required=True,
                    synonyms=("单位", "所在单位", "工作单位", "单位名称")),
        IntakeField(name="post", label=_("Title or post"), longest=60, synonyms=("职称", "职务", "职称职务", "职称/职务")),
        IntakeField(name="fields", label=_("Fields of knowledge"), synonyms=("专业领域", "擅长领域", "研究方向", "专业")),
        IntakeField(name="is_lecturer", label=_("Lecturer"), kind=FieldKind.YES_NO,
                    synonyms=("是否讲师", "讲师团成员", "是否党课讲师")),
        IntakeField(name="topics", label=_("Topics of Party lectures"), longest=300,
                    synonyms=("党课题目", "党课主题", "宣讲主题", "授课题目")),
        IntakeField(name="contact", label=_("Contact"), longest=80, personal=True,
                    synonyms=("联系方式", "联系电话", "电话", "联系人及电话")),
    ),
    example=({
        "name": "方一禾", "unit": "农科所", "post": "研究员", "fields": "蔬菜栽培", "is_lecturer": True,
        "topics": "一粒种子里的初心",
    },),
    exported={name: name for name in ("name", "unit", "post", "fields", "is_lecturer", "topics")},
)  # fmt: skip
