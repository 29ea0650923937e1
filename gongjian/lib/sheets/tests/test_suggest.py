"""Each column is offered the field that a clerk would choose, once, with the reason."""

from gongjian.lib.sheets import Column, FieldHint, Heading, suggest

FIELDS = [
    FieldHint("number", "编号", ("工单编号", "留言编号")),
    FieldHint("title", "标题", ("主题", "留言主题"), required=True),
    FieldHint("body", "内容", ("留言详情", "诉求内容")),
    FieldHint("opened", "受理时间", ("时间", "留言时间", "来电时间"), kind="moment"),
    FieldHint("answered", "答复时间", kind="moment"),
    FieldHint("name", "姓名", ("来电人", "联系人")),
    FieldHint("phone", "联系电话", ("手机号", "电话"), kind="phone"),
    FieldHint("identity", "身份证号", kind="identity"),
    FieldHint(
        "area",
        "社区",
        ("所属社区",),
        kind="area",
        words=frozenset({"文化路社区", "东风路社区", "北林路社区"}),
    ),
]


def offered(
    *names: str, rows: list[list[object]] | None = None, found: bool = True
) -> dict[str, tuple[str, str]]:
    columns = tuple(Column(place, name, tuple(name.split("/"))) for place, name in enumerate(names, 1))
    heading = Heading(1, 1, columns, 2, 9, found=found)
    told = suggest(heading, rows or [], FIELDS)  # type: ignore[arg-type]
    assert len([one.field for one in told if one.field]) == len({one.field for one in told if one.field})
    assert all(0 <= one.score <= 1 for one in told)
    return {names[one.column - 1]: (one.field, one.reason) for one in told}


def test_names_and_synonyms_are_known():
    assert offered("编号", "留言主题", "来电人") == {
        "编号": ("number", "name"),
        "留言主题": ("title", "synonym"),
        "来电人": ("name", "synonym"),
    }


def test_marks_brackets_breaks_and_full_width_do_not_matter():
    found = offered("＊姓　名（必填）", "联系电话\n(11位)", "【标题】：")

    assert [field for field, _ in found.values()] == ["name", "phone", "title"]


def test_the_last_level_of_a_grouped_name_counts():
    assert offered("基本情况/姓名", "基本情况/联系电话", "诉求/内容")["诉求/内容"][0] == "body"


def test_two_columns_of_time_go_each_to_its_own_field():
    found = offered("时间", "答复时间")

    assert (found["时间"][0], found["答复时间"][0]) == ("opened", "answered")


def test_content_speaks_where_the_name_does_not():
    rows = [
        ["13800138000", "11010519491231002X", "文化路社区"],
        ["13900139000", "11010519491231002X", "东风路社区"],
    ] * 3

    found = offered("甲", "乙", "丙", rows=rows, found=False)

    assert [field for field, _ in found.values()] == ["phone", "identity", "area"]
    assert {reason for _, reason in found.values()} == {"content"}


def test_what_fits_nothing_is_left_alone():
    assert offered("血型", "车牌号") == {"血型": ("", ""), "车牌号": ("", "")}
