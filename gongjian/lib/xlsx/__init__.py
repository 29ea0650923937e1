"""Editing an Excel workbook without losing anything: parts that are not touched are copied byte by byte."""

from gongjian.lib.xlsx.bad import BadWorkbook
from gongjian.lib.xlsx.keep import keep_rows

__all__ = ["BadWorkbook", "keep_rows"]
