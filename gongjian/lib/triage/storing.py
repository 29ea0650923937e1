"""A model as bytes: a zip of plain number arrays and one JSON heading; nothing in it can run."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from gongjian.lib.problem import Problem
from gongjian.lib.triage.counting import WIDTH
from gongjian.lib.triage.model import Model
from gongjian.lib.triage.weighing import Weighing

FORMAT, VERSION = "gongjian-triage", 1
LARGEST_FILE, LARGEST_UNPACKED = 50_000_000, 400_000_000


def to_bytes(model: Model) -> bytes:
    """The model to be kept; numbers at half precision. At most 50 MB."""
    heading = {
        "format": FORMAT,
        "version": VERSION,
        "width": WIDTH,
        "categories": list(model.categories),
        "spread": model.spread,
        "learnt_from": model.learnt_from,
        "longest": model.longest,
        "surest": model.surest,
    }
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        heading=np.frombuffer(json.dumps(heading).encode(), dtype=np.uint8),
        columns=model.weighing.columns.astype(np.int32),
        rarity=model.weighing.rarity.astype(np.float16),
        table=model.table.astype(np.float16),
        offset=model.offset.astype(np.float32),
    )
    return packed.getvalue()


def from_bytes(data: bytes) -> Model:
    """The model that was kept. Raises `Problem`, saying why, for anything that `to_bytes` of this version did not make."""
    try:
        arrays = _arrays(data)
        heading = json.loads(arrays["heading"].tobytes())
        known = heading["format"] == FORMAT
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise Problem("no_model", "This file holds no model for proposing categories.") from error
    if not known:
        raise Problem("no_model", "This file holds no model for proposing categories.")
    if (heading.get("version"), heading.get("width")) != (VERSION, WIDTH):
        sentence = "This model is of version {version}; this program reads version {known}. Train it anew."
        raise Problem("other_version", sentence, version=heading.get("version"), known=VERSION)
    try:
        return _model(heading, arrays)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Problem("broken_model", "This model is damaged. Train it anew.") from error


def save(model: Model, path: Path) -> None:
    """Write the model to a file."""
    path.write_bytes(to_bytes(model))


def load(path: Path) -> Model:
    """Read a model from a file; raises `Problem` as `from_bytes` does, OSError where there is no such file."""
    if path.stat().st_size > LARGEST_FILE:
        raise Problem("no_model", "This file holds no model for proposing categories.")
    return from_bytes(path.read_bytes())


def _arrays(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
            raise ValueError("too large")
    with np.load(io.BytesIO(data), allow_pickle=False) as opened:
        return {name: opened[name] for name in ("heading", "columns", "rarity", "table", "offset")}


def _model(heading: dict[str, Any], arrays: dict[str, Any]) -> Model:
    categories = tuple(map(str, heading["categories"]))
    columns, table = arrays["columns"].astype(np.int32), arrays["table"].astype(np.float32)
    whole = all(np.isfinite(arrays[name]).all() for name in ("rarity", "table", "offset"))
    sorted_ = bool((np.diff(columns) > 0).all()) and (
        not len(columns) or 0 <= columns[0] <= columns[-1] < WIDTH
    )
    fits = table.shape == (len(columns), len(categories)) and arrays["offset"].shape == (len(categories),)
    if not (whole and sorted_ and fits and arrays["rarity"].shape == columns.shape):
        raise ValueError("arrays do not fit together")
    return Model(
        categories,
        Weighing(columns, arrays["rarity"].astype(np.float32)),
        table,
        arrays["offset"].astype(np.float32),
        spread=max(1e-3, float(heading["spread"])),
        learnt_from=int(heading["learnt_from"]),
        longest=int(heading["longest"]),
        surest=float(heading["surest"]),
    )
