"""What makes a workbook unusable for editing: a code each, and an English sentence."""

from gongjian.lib.problem import Problem

SENTENCES = {
    "not_xlsx": "This file is no Excel workbook of the new kind; save it as .xlsx and send it again.",
    "old_xls": "This is an .xls or password-protected workbook; save it without a password as .xlsx and send it again.",
    "broken": "The workbook is broken or was not sent whole ({part}); open it in Excel, save it anew and send it again.",
    "too_large": "The workbook unpacks to more than {limit} MB; take out pictures or sheets that are not needed.",
    "bomb": "The workbook is packed far more densely than any real one; it was not opened.",
    "unsafe": "The workbook holds a document type declaration, which no spreadsheet writes; it was not opened.",
    "no_sheet": "The workbook has no sheet called “{sheet}”.",
    "too_wide": "The sheet is filled to its last column; there is no room for a further one.",
    "too_long": "The sheet would hold more than {limit} rows.",
}


class BadWorkbook(Problem):
    """A workbook that is not edited; `code` is a key of `SENTENCES`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, SENTENCES[code], **values)
