"""The words that stand in the headings, totals and signature lines of offices' lists."""

import re
import unicodedata

_COMMON = """
序号 编号 工单编号 工单号 姓名 性别 年龄 民族 出生日期 身份证号 身份证号码 证件号码 电话 联系电话
联系方式 手机 手机号 手机号码 地址 住址 家庭住址 详细地址 地点 位置 区域 所属区域 社区 所属社区 社区名称
村 街道 网格 网格员 楼栋 单元 房号 小区 小区名称 单位 单位名称 责任单位 承办单位 主办单位 协办单位 部门
科室 负责人 责任人 联系人 经办人 填报人 时间 日期 开始时间 结束时间 受理时间 登记时间 上报时间 办结时间
完成时间 完成时限 截止时间 反映时间 来电时间 留言时间 答复时间 内容 主要内容 反映内容 诉求内容 诉求
留言内容 留言详情 事项 事项名称 问题 问题描述 问题类型 类别 类型 分类 一级分类 二级分类 三级分类 状态
办理状态 办理情况 办理结果 处理结果 处理情况 处置情况 进度 进展 进展情况 完成情况 整改情况 整改措施 答复
答复意见 答复内容 回复 满意度 是否满意 是否 备注 说明 名称 项目 项目名称 任务 任务名称 工作任务 目标 指标
数量 金额 合计 单价 总价 面积 户数 人数 户主 与户主关系 来源 渠道 标题 主题 用户 点赞数 反对数 经度 纬度
月份 年份 年度 季度 附件 图片 照片 签字 意见 评分 结果 等级 级别 职务 岗位 工种 学历 政治面貌 籍贯 车牌号
品牌 id no name title date time phone address status category type description subject source number
email
"""
COMMON = frozenset(_COMMON.split())
TOTAL = re.compile(
    r"(?:[本全共总]?(?:合|小|总|共|累)计|(?:本页|本月|全年|全街道|全区)[合小总累]计|总数|sub-?total|grand total|total)"
    r"[:：]?(?:\(.{0,12}\))?",
    re.I,
)
SIGNATURE = re.compile(
    r"(?:填表|填报|制表|编制|审核|审批|审签|批准|复核|负责|经办|经手|统计|报送|签发|校对|录入|联系|核对|主管|单位负责|分管领导|主要领导)"
    r"(?:人|员|领导|单位|时间|日期|人签字|人签名|人员|者|电话)?(?:\((?:签字|签名|盖章|签章|公章)\))?(?:签字|签名|盖章)?[:：]"
    r"|(?:签字|签名|盖章|公章|签章|制表日期|填表日期|填报日期|报送日期|日期|时间|联系电话)\)?[:：]"
    r"|^\(?(?:盖章|公章|签章)\)?$|^\d{4}年\d{1,2}月\d{1,2}日(?:制表|填报)?$|^年月日$"
)
REMARK = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|注意|注释|附注|备\s*注)\d?[:：.、]|(?:注|说明)$|^\d[.、].{20,}|[*※]"
)
UNITS = re.compile(
    r"(?:计量|金额|货币|面积)?单位[:：]?\(?[^,，]{0,12}(?:元|人|个|件|次|户|%|平方米|公里|亩)\)?|(?:第\s*\d+\s*页)|page \d+",
    re.I,
)
SERIAL = frozenset(("序号", "序", "no.", "#", "№", "项次", "行号", "顺序号"))

_BRACKETS = re.compile(r"[(\[【〔《<{].*?[)\]】〕》>}]")
_NOISE = re.compile(r"[\s*·•:：、,，.。;；!！?？\"'“”‘’_\-—–/\\|＊]+")
_MARKED = re.compile(r"[(\[【〔]?\s*(?:必填项?|选填项?|可选|required|optional)\s*[)\]】〕]?", re.I)


def folded(text: str) -> str:
    """Full-width characters made half, lower case, without spaces and line breaks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def essence(text: str) -> str:
    """A heading without brackets and what stands in them, marks of must, punctuation: '联系电话（手机）*必填' → '联系电话'."""
    plain = _MARKED.sub("", unicodedata.normalize("NFKC", text).lower())
    bare = _NOISE.sub("", _BRACKETS.sub("", plain))
    return bare or _NOISE.sub("", plain)


def in_brackets(text: str) -> str:
    """What stands in the brackets of a heading: '金额（万元）' → '万元'."""
    found = re.search(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]", unicodedata.normalize("NFKC", text))
    return found[1].strip() if found else ""
