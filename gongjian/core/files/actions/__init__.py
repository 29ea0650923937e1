"""Verbs on files, by what is kept."""

from gongjian.core.files.actions.disk import ORPHAN_AGE, sweep
from gongjian.core.files.actions.documents import PER_ITEM, Prepared, keep_file, prepare
from gongjian.core.files.actions.pictures import (
    MAX_BYTES,
    PER_STEP,
    adopt_pictures,
    draw_anew,
    drop_pictures,
    keep_picture,
    set_public,
)
from gongjian.core.files.actions.space import recount
from gongjian.core.files.actions.withdrawing import withdraw_file

__all__ = [
    "MAX_BYTES",
    "ORPHAN_AGE",
    "PER_ITEM",
    "PER_STEP",
    "Prepared",
    "adopt_pictures",
    "draw_anew",
    "drop_pictures",
    "keep_file",
    "keep_picture",
    "prepare",
    "recount",
    "set_public",
    "sweep",
    "withdraw_file",
]
