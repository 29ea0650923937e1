"""The columns of 共建单位名册, by all the headings that offices use."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.intake.spec import FieldKind, Intake, IntakeField
from gongjian.modules.network.models import PartnerKind
from gongjian.modules.network.taking import PartnerTaker

PARTNERS_IN = Intake(
    permission="network.confirm",
    taker=PartnerTaker(),
    fields=(
        IntakeField(name="name", label=_("Full name of the unit"), required=True, longest=80,
                    synonyms=("单位名称", "共建单位", "单位全称", "成员单位", "联建单位", "单位", "名称")),
        IntakeField(name="kind", label=_("Kind"), kind=FieldKind.CHOICE, choices=list(PartnerKind.choices), required=True,
                    synonyms=("单位类型", "单位性质", "类型", "性质", "类别")),
        IntakeField(name="address", label=_("Address"), longest=120, synonyms=("地址", "单位地址", "详细地址", "办公地址")),
        IntakeField(name="gives", label=_("What it can give"), longest=500,
                    synonyms=("可提供资源", "可提供的资源", "资源", "共建资源", "服务内容")),
        IntakeField(name="since", label=pgettext_lazy("in the alliance", "Member since"), kind=FieldKind.DATE,
                    synonyms=("加入日期", "加入时间", "入盟时间", "签约时间"), help=_("Left empty: today.")),
        IntakeField(name="contact", label=_("Contact"), longest=40, personal=True,
                    synonyms=("联系人", "联络员", "联系人姓名", "负责人")),
        IntakeField(name="phone", label=_("Telephone"), kind=FieldKind.PHONE, personal=True,
                    synonyms=("联系电话", "电话", "手机", "手机号码", "联系方式")),
    ),
    example=({
        "name": "清溪路小学", "kind": PartnerKind.SCHOOL, "address": "清溪路12号", "gives": "操场周末开放，教师志愿辅导",
    },),
    exported={"name": "name", "kind": "kind", "gives": "gives", "since": "since"},
    lasting=("since",),
)  # fmt: skip
