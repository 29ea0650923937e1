"""Letters in Word: the reply to a resident, the slip by which a matter is given to a unit, a notice with a list."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

SONG, HEI = "宋体", "黑体"


def reply_letter() -> bytes:
    """答复函: to the reporter of one matter."""
    made = _document()
    _title(made, "关于“{{事项}}”的答复函")
    _line(made, "（{{编号}}）", centred=True)
    _line(made, "尊敬的居民：", indent=False)
    _line(
        made, "您于{{登记时间}}通过“{{来件渠道}}”反映的“{{反映内容}}”收悉。经{{承办单位}}办理，现答复如下："
    )
    _line(made, "{{答复}}")
    _line(made, "如您对办理结果仍有意见，请携本函与我们联系。感谢您对社区治理的支持。")
    _sign(made)
    return _bytes(made)


def dispatch_slip() -> bytes:
    """交办单: one matter, given to a unit with its limit."""
    made = _document()
    _title(made, "群众诉求交办单")
    rows = [
        ("编号", "{{编号}}", "登记时间", "{{登记时间}}"),
        ("事项", "{{事项}}", "类别", "{{类别}}"),
        ("所属区域", "{{区域}}", "具体地点", "{{地点}}"),
        ("承办单位", "{{承办单位}}", "办理期限", "{{到期}}"),
    ]
    table = made.add_table(rows=0, cols=4, style="Table Grid")
    for row in rows:
        _cells(table.add_row().cells, row)
    for label, mark in (
        ("反映内容", "{{反映内容}}"),
        ("办理经过", "{{办理经过}}"),
        ("办理结果", "{{办理结果}}"),
    ):
        cells = table.add_row().cells
        cells[1].merge(cells[3])
        _cells(cells[:2], (label, mark))
    _sign(made)
    return _bytes(made)


def notice() -> bytes:
    """催办通知: the matters of the list that are past their limit."""
    made = _document()
    _title(made, "关于限期办理超期诉求的通知")
    _line(made, "各承办单位：", indent=False)
    _line(
        made,
        "截至{{今天 yyyy年m月d日}}，共有{{计数 诉求: 计时=超期}}件群众诉求已超过办理期限，清单如下，请抓紧办理并按时反馈。",
    )
    table = made.add_table(rows=2, cols=5, style="Table Grid")
    _cells(table.rows[0].cells, ("序号", "编号", "事项", "承办单位", "到期"))
    _cells(
        table.rows[1].cells,
        ("{{#诉求: 计时=超期; 排序=到期}}{{序号}}", "{{编号}}", "{{事项}}", "{{承办单位}}", "{{到期}}"),
    )
    _sign(made)
    return _bytes(made)


def _document() -> Any:
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.8)
    style = made.styles["Normal"]
    style.font.name, style.font.size = SONG, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), SONG)
    return made


def _title(made: Any, text: str) -> None:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = HEI, Pt(20), True
    run._element.rPr.rFonts.set(qn("w:eastAsia"), HEI)


def _line(made: Any, text: str, *, indent: bool = True, centred: bool = False) -> None:
    paragraph = made.add_paragraph(text)
    paragraph.paragraph_format.line_spacing = 1.5
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif indent:
        paragraph.paragraph_format.first_line_indent = Pt(28)


def _sign(made: Any) -> None:
    for text in ("{{单位}}", "{{今天 yyyy年m月d日}}"):
        made.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _cells(cells: Sequence[Any], texts: Sequence[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text


def _bytes(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
