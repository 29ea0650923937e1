"""What a row of messages or hotline orders can say, and the headings by which offices call it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.intake.spec import FieldKind, IntakeField

LONGEST = 20_000

FIELDS = (
    IntakeField(
        name="number", label=_("Number elsewhere"), longest=60,
        synonyms=("留言编号", "工单编号", "工单号", "受理编号", "受理号", "诉求编号", "登记编号", "案件编号", "编号", "单号", "number",
                  "id", "case id"),
        help=_("By it the same matter is known again when it comes a second time."),
    ),
    IntakeField(
        name="here", label=_("Number here"), longest=24, synonyms=("本系统编号", "number here"),
        help=_("As this list exports it: by it a matter that came from nowhere else is known again."),
    ),
    IntakeField(
        name="opened", label=_("Time of receipt"), kind=FieldKind.MOMENT, required=True,
        synonyms=("留言时间", "来电时间", "受理时间", "反映时间", "登记时间", "提交时间", "创建时间", "诉求时间", "上报时间", "接收时间",
                  "来信时间", "来访时间", "时间", "日期", "time", "opened", "received"),
    ),
    IntakeField(
        name="title", label=pgettext_lazy("of a report", "Subject"), longest=LONGEST,
        synonyms=("留言主题", "主题", "诉求标题", "工单标题", "标题", "事项", "诉求事项", "反映事项", "问题", "title", "subject"),
    ),
    IntakeField(
        name="body", label=pgettext_lazy("of a report", "Text"), longest=LONGEST,
        synonyms=("留言详情", "留言内容", "诉求内容", "反映内容", "工单内容", "来电内容", "问题描述", "诉求描述", "事件描述", "情况说明",
                  "主要内容", "详情", "内容", "描述", "text", "description"),
        help=_("Subject or text must be there; the other may be missing."),
    ),
    IntakeField(
        name="area", label=_("Area"), kind=FieldKind.AREA,
        synonyms=("社区", "所属社区", "事发社区", "村社区", "社区村", "网格", "所属网格", "责任社区"),
        help=_("A community or grid of this office. Without one the place is the office."),
    ),
    IntakeField(
        name="place", label=pgettext_lazy("of a report", "Place"), longest=2000,
        synonyms=("地点", "地址", "事发地址", "事发地点", "发生地点", "诉求地址", "问题地址", "详细地址", "位置", "place", "address"),
    ),
    IntakeField(
        name="category", label=_("Category"), longest=200,
        synonyms=("一级标签", "一级分类", "类别", "分类", "诉求类别", "诉求类型", "问题分类", "问题类型", "事件类型",
                  "事项类别", "category"),
        help=_("By its name. A category that this office does not have stays empty, for the desk to sort."),
    ),
    IntakeField(
        name="source", label=pgettext_lazy("column", "How it came"), longest=200,
        synonyms=("来源", "诉求来源", "受理渠道", "来源渠道", "反映渠道", "渠道", "受理方式", "来电方式", "source", "channel"),
    ),
    IntakeField(
        name="name", label=_("Reporter's name"), longest=40, personal=True,
        synonyms=("姓名", "来电人", "联系人", "反映人", "诉求人", "投诉人", "市民姓名", "来访人", "name"),
    ),
    IntakeField(
        name="phone", label=_("Reporter's number"), kind=FieldKind.PHONE, personal=True,
        synonyms=("联系电话", "手机号", "手机号码", "来电号码", "联系方式", "电话", "手机", "phone"),
    ),
    IntakeField(
        name="user", label=_("User name elsewhere"), longest=200, personal=True,
        synonyms=("留言用户", "用户", "网友", "用户名", "昵称", "user"),
    ),
    IntakeField(
        name="target", label=pgettext_lazy("of a report", "To be done by"), kind=FieldKind.MOMENT, day_only="target_day_only",
        synonyms=("办理时限", "办结时限", "处理时限", "截止时间", "截止日期", "到期时间", "要求办结时间", "限办时间",
                  "应办结时间", "期限", "due", "target"),
        help=_("A day without an hour counts until its end."),
    ),
    IntakeField(
        name="closed", label=_("Closed on"), kind=FieldKind.MOMENT, day_only="closed_day_only",
        synonyms=("办结时间", "办结日期", "办理完成时间", "结案时间", "完成时间", "关闭时间", "closed"),
    ),
    IntakeField(
        name="answer", label=pgettext_lazy("of a report", "Answer"), longest=LONGEST,
        synonyms=("答复意见", "答复内容", "回复内容", "回复意见", "答复", "回复", "办理结果", "处理结果", "处理意见",
                  "办理情况", "办结意见", "answer", "closing reason"),
    ),
    IntakeField(
        name="answered", label=_("Answered on"), kind=FieldKind.MOMENT, day_only="answered_day_only",
        synonyms=("答复时间", "回复时间", "答复日期", "回复日期", "反馈时间", "answered at"),
    ),
    IntakeField(name="urgent", label=_("Urgent"), kind=FieldKind.YES_NO, synonyms=("是否紧急", "紧急", "加急", "urgent")),
    IntakeField(name="likes", label=_("Likes"), kind=FieldKind.WHOLE, synonyms=("点赞数", "点赞", "支持数", "likes")),
    IntakeField(name="dislikes", label=_("Dislikes"), kind=FieldKind.WHOLE, synonyms=("反对数", "反对", "dislikes")),
    IntakeField(name="lat", label=_("Latitude"), kind=FieldKind.NUMBER, synonyms=("纬度", "latitude", "lat")),
    IntakeField(name="lon", label=_("Longitude"), kind=FieldKind.NUMBER, synonyms=("经度", "longitude", "lon", "lng")),
)  # fmt: skip

EXAMPLE = (
    {
        "number": "HX20260305001", "opened": "2026-03-05 09:20", "title": "路灯不亮",
        "body": "经五路17号院门口的路灯三天没亮了，晚上看不见路。", "place": "经五路17号院门口", "category": "路灯",
        "name": "张三", "phone": "138 0000 0000", "target": "2026-03-12 18:00",
    },
)  # fmt: skip
