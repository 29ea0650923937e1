"""The console command `gongjian`."""

from gongjian.cli.command import main

__all__ = ["main"]
