"""Numbers and days read in the PDF as they read in the cells of a form."""

import pytest

from gongjian.lib.typeset.numbers import shown

READ = [
    (1234.5, "General", "1234.5"), (12, "General", "12"), (0.1 + 0.2, "General", "0.3"), (1234567.891, "#,##0.00", "1,234,567.89"),
    (0.1256, "0.0%", "12.6%"), (0.125, "0%", "13%"), (-5, "0", "-5"), (-5, "0;(0)", "(5)"), (0, '0;-0;"无"', "无"),
    (5, '0"件"', "5件"), (7, "000", "007"), (1.5, "0.##", "1.5"), (1, "0.##", "1."), (12345678, "#,##0,", "12,346"),
    (0.5, ".00", ".50"), (3, "￥#,##0.00", "￥3.00"), (-3.2, '#,##0.00_ ;[Red]-#,##0.00', "-3.20"), (12345, "0.00E+00", "1.23E+04"),
    (150, "[>=100]0\"多\";0", "150多"), (50, "[>=100]0\"多\";0", "50"), (2026, "[DBNum1]0", "二〇二六"), (12, "", "12"), (8, ";;;", ""),
    (46086, "yyyy-mm-dd", "2026-03-05"), (46086, 'yyyy"年"m"月"d"日"', "2026年3月5日"), (46086, "yyyy/m/d;@", "2026/3/5"),
    (46086.6181, "yyyy-mm-dd hh:mm", "2026-03-05 14:50"), (46086.6181, "h:mm AM/PM", "2:50 PM"), (46086.6181, "上午/下午h:mm", "下午2:50"),
    (46086, "[$-804]aaaa", "星期四"), (1.5, "[h]:mm", "36:00"), (46086, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二六年三月五日"),
    (46086, "m月d日", "3月5日"), (0.5, "mm:ss", "00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "text"), READ)
def test_a_number_reads_as_its_format_says(value, code, text):
    assert shown(value, code)[0] == text


def test_a_negative_number_may_be_red():
    assert shown(-1, "0;[Red]-0") == ("-1", "ff0000") and shown(1, "0;[Red]-0")[1] is None


def test_a_workbook_of_1904_counts_its_days_from_there():
    assert shown(44624, "yyyy-mm-dd", since_1904=True)[0] == "2026-03-05"
