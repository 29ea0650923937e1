"""Editing an Excel workbook without losing anything: parts that are not touched are copied byte by byte."""

from gongjian.lib.xlsx.bad import BadWorkbook
from gongjian.lib.xlsx.fill import Filling, Repeated, fill
from gongjian.lib.xlsx.keep import keep_rows
from gongjian.lib.xlsx.look import SheetLook, look

__all__ = ["BadWorkbook", "Filling", "Repeated", "SheetLook", "fill", "keep_rows", "look"]
