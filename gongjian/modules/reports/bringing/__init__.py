"""Bringing in messages that reached the office elsewhere: `gongjian import reports FILE`."""

from gongjian.modules.reports.bringing.importer import OPTIONS, run

__all__ = ["OPTIONS", "run"]
