"""Texts of separated values: encodings, separators, quotation marks, and lines that are wrong."""

import random

from gongjian.lib.sheets.tests.corpus.case import Case
from gongjian.lib.sheets.tests.corpus.makers import plain

TEXT = "编号,姓名,事项\n1,张三,路灯不亮\n2,李四,井盖松动\n"
READ = {(1, 1): "编号", (2, 2): "张三", (3, 3): "井盖松动"}
MANY = "编号,姓名,事项,社区\n" + "".join(f"{n},张三,路灯不亮请尽快维修,文化路社区\n" for n in range(1, 60))


def said(text: str, encoding: str = "utf-8", *, before: bytes = b"") -> bytes:
    return before + text.encode(encoding, "surrogatepass" if "16" in encoding else "strict")


def _case(name: str, data: bytes | str, **how: object) -> Case:
    made = data.encode() if isinstance(data, str) else data
    return Case(name, lambda: made, **how)  # type: ignore[arg-type]


def _noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


CASES = (
    _case("utf8.csv", TEXT, cells=READ),
    _case("utf8带签名.csv", said(TEXT, before=b"\xef\xbb\xbf"), cells=READ),
    _case("两个签名.csv", said(TEXT, before=b"\xef\xbb\xbf" * 2), cells=READ),
    _case("utf16小端.csv", said(TEXT, "utf-16-le", before=b"\xff\xfe"), cells=READ, notes=("encoding",)),
    _case("utf16大端.csv", said(TEXT, "utf-16-be", before=b"\xfe\xff"), cells=READ, notes=("encoding",)),
    _case("utf16无签名小端.csv", said(TEXT, "utf-16-le"), cells=READ, notes=("encoding_guessed",)),
    _case("utf16无签名大端.csv", said(TEXT, "utf-16-be"), cells=READ, notes=("encoding_guessed",)),
    _case("utf32.csv", said(TEXT, "utf-32-le", before=b"\xff\xfe\x00\x00"), cells=READ, notes=("encoding",)),
    _case("gb18030.csv", said(TEXT, "gb18030"), cells=READ, notes=("encoding",)),
    _case("gb18030四字节.csv", said("编号,姓名\n1,𠮷䶮㐂\n", "gb18030"), cells={(2, 2): "𠮷䶮㐂"}),
    _case(
        "big5.csv",
        said("編號,姓名,事項\n1,張三,路燈不亮\n2,李四,井蓋鬆動需要維修\n", "big5"),
        cells={(3, 3): "井蓋鬆動需要維修"},
        notes=("encoding_guessed",),
    ),
    _case("latin1.csv", "id,name\n1,Café\n".encode("latin-1"), notes=("encoding_guessed",)),
    _case("半个字结尾.csv", said(MANY)[:-2], cells={(2, 2): "张三"}),
    _case(
        "混合编码.csv",
        said(MANY * 3) + said("9,王五,噪音,东风路\n", "gb18030"),
        cells={(2, 2): "张三"},
        notes=("lost_characters",),
    ),
    _case("空字节.csv", b"id,name\n1,a\x00b\n2,c\n", cells={(2, 2): "ab"}, notes=("control_characters",)),
    _case("控制字符.csv", "编号,姓名\n1,张\x01\x02三\n", cells={(2, 1): "1"}),
    _case("换行混用.csv", "a,b\r\n1,2\n3,4\r5,6\r\n", cells={(2, 2): "2", (3, 2): "4", (4, 1): "5"}),
    _case("只有回车.csv", "a,b\r1,2\r3,4\r", cells={(3, 1): "3"}),
    _case(
        "引号里换行.csv",
        '编号,内容\n1,"第一行\n第二行,还是它"\n2,完\n',
        cells={(2, 2): "第一行\n第二行,还是它", (3, 2): "完"},
    ),
    _case(
        "引号没关.csv",
        '编号,内容\n1,"路灯不亮\n2,井盖\n3,噪音\n',
        cells={(3, 2): "井盖", (4, 2): "噪音"},
        flaws={2: "quote_open"},
    ),
    _case(
        "每行引号没关.csv", "编号,内容\n" + '1,"路灯\n' * 3000, cells={(3, 1): "1"}, flaws={2: "quote_open"}
    ),
    _case(
        "引号后有字.csv",
        '编号,内容\n1,"路灯"不亮,x\n2,井盖\n',
        cells={(3, 2): "井盖"},
        flaws={2: "quote_inside"},
    ),
    _case("引号炸弹.csv", '"' * 1_000_001, codes=("", "only_empty")),
    _case("引号在中间.csv", '规格,数量\n5"水管,3\n', cells={(2, 1): '5"水管', (2, 2): "3"}),
    _case(
        "多一格.csv",
        MANY + "60,李四,井,盖,文化路社区\n",
        cells={(2, 4): "文化路社区"},
        flaws={61: "long_row"},
    ),
    _case(
        "少一格.csv",
        MANY + "60,李四,井盖\n61,王五,噪音,东风路\n",
        cells={(62, 2): "王五"},
        flaws={61: "short_row"},
    ),
    _case("长短不齐.csv", "a,b,c\n1\n1,2\n1,2,3,4\n", cells={(4, 4): "4"}),
    _case("sep行.csv", "sep=;\n编号;内容\n1;a,b\n", cells={(1, 1): "编号", (2, 2): "a,b"}),
    _case("分号.csv", "编号;内容\n1;a,b\n2;c\n", cells={(2, 2): "a,b"}, notes=("separator",)),
    _case("制表符.tsv", "编号\t内容\n1\ta,b,c\n", cells={(2, 2): "a,b,c"}, notes=("separator",)),
    _case("竖线.txt", "编号|内容\n1|甲\n", cells={(2, 2): "甲"}, notes=("separator",)),
    _case("一列.txt", "事项\n路灯不亮\n井盖松动\n", cells={(3, 1): "井盖松动"}),
    _case("空行.csv", "\n\n编号,内容\n\n1,甲\n\n", cells={(3, 1): "编号", (5, 2): "甲"}),
    _case("空文件.csv", b"", code="empty_file"),
    _case("只有换行.csv", "\n\n\n", code="only_empty"),
    _case("只有签名.csv", b"\xef\xbb\xbf", code="only_empty"),
    _case("只有空格.csv", "   \n  \n", code="only_empty"),
    _case("只有逗号.csv", ",,,\n,,,\n", code="only_empty"),
    _case(
        "十万列.csv",
        ",".join(str(n) for n in range(100_000)) + "\n",
        cells={(1, 500): "499"},
        notes=("columns_cut",),
    ),
    _case("一兆的格.csv", "编号,内容\n1," + "长" * 350_000 + "\n2,短\n", cells={(3, 2): "短"}),
    _case("一行到底.csv", "x" * 5_000_000),
    _case("五兆空行.csv", "\n" * 5_000_000, code="only_empty"),
    _case(
        "等号包着.csv",
        '编号,电话\n="0012","=""13800138000"""\n',
        cells={(2, 1): "0012", (2, 2): "13800138000"},
    ),
    _case(
        "公式注入.csv",
        "编号,内容\n1,=cmd|' /C calc'!A0\n2,@SUM(1)\n3,+1-1\n",
        cells={(2, 2): "=cmd|' /C calc'!A0", (3, 2): "@SUM(1)"},
    ),
    _case(
        "超链接注入.csv",
        '编号,内容\n1,"=HYPERLINK(""http://x.test"",""点我"")"\n',
        cells={(2, 2): '=HYPERLINK("http://x.test","点我")'},
    ),
    _case("从右到左.csv", "编号,姓名\n1,\u202e三张\u202c\n", cells={(2, 2): "\u202e三张\u202c"}),
    _case("表情.csv", "编号,内容\n1,👨‍👩‍👧很满意👍🏽\n", cells={(2, 2): "👨‍👩‍👧很满意👍🏽"}),
    _case(
        "孤立代理.csv",
        said("编号,内容\n1,坏\ud800字\n", "utf-16-le", before=b"\xff\xfe"),
        cells={(2, 1): "1"},
        notes=("lost_characters",),
    ),
    _case("结尾控Z.csv", "编号,内容\n1,甲\n\x1a", cells={(2, 2): "甲"}),
    _case("全角逗号.csv", "编号，内容\n1，甲\n", cells={(1, 1): "编号，内容"}),
    _case("二十万行.csv", "编号\n" + "1\n" * 200_100, notes=("rows_cut",)),
    _case("随机甲.csv", _noise(1, 5000), code="not_a_workbook"),
    _case("随机乙.xlsx", _noise(2, 5000), code="not_a_workbook"),
    _case("随机丙.xls", _noise(3, 100_000), code="not_a_workbook"),
    _case("图片.csv", b"\xff\xd8\xff\xe0" + _noise(4, 3000), code="not_a_workbook"),
    _case("图片.xlsx", b"\x89PNG\r\n\x1a\n" + _noise(5, 3000), code="not_a_workbook"),
    _case("PDF.xlsx", b"%PDF-1.7\n" + _noise(6, 3000), code="not_a_workbook"),
    _case("富文本.xls", rb"{\rtf1\ansi hello}", code="not_a_workbook"),
    _case("程序.xlsx", b"MZ\x90\x00" + _noise(7, 3000), code="not_a_workbook"),
    _case("压缩包.rar.xlsx", b"Rar!\x1a\x07\x01\x00" + _noise(8, 3000), code="archive"),
    _case("压缩包.7z.xlsx", b"7z\xbc\xaf\x27\x1c" + _noise(9, 3000), code="archive"),
    _case("压缩包.gz", b"\x1f\x8b\x08\x00" + _noise(10, 3000), code="archive"),
    _case("数据库.xlsx", b"SQLite format 3\x00" + bytes(3000), code="not_a_workbook"),
    _case("一个字节.xlsx", b"P", cells={(1, 1): "P"}),
    _case("全是零.xlsx", bytes(5000), codes=("only_empty", "not_a_workbook")),
    Case("太大.csv", lambda: b"1,2\n" * 5_300_000, "too_large"),
    Case("其实是新版.csv", plain, cells={(1, 1): "编号", (2, 1): 1}, notes=("mislabelled",)),
    _case("其实是文本.xlsx", TEXT, cells=READ, notes=("mislabelled",)),
    _case("其实是文本.xls", said(TEXT.replace(",", "\t"), "gb18030"), cells=READ, notes=("mislabelled",)),
)
