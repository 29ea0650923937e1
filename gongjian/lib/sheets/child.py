"""The process that parses one file: `python -m gongjian.lib.sheets.child`, a task on its input, an answer on its output."""

import json
import os
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

from gongjian.lib.sheets.bad import BadBook, Note
from gongjian.lib.sheets.binary import inspect_old, scan_binary
from gongjian.lib.sheets.book import Book, Limits, book_facts
from gongjian.lib.sheets.kinds import fits_name, kind_of
from gongjian.lib.sheets.odf import scan_tables
from gongjian.lib.sheets.old_texts import made_latin
from gongjian.lib.sheets.ole import check_old
from gongjian.lib.sheets.ooxml import Scan, scan_sheet, sheet_parts
from gongjian.lib.sheets.trimming import reaches_too_far, trim
from gongjian.lib.sheets.zips import BROKEN, check_parts, check_texts

NO_MEMORY = 3
DISK = (28, 30, 122)  # no space, read-only, over quota


def read_here(path: Path, *, into: Path, name: str, limits: Limits) -> Book:
    """Read the file in this process. Raises BadBook, and MemoryError."""
    try:
        size = path.stat().st_size
    except OSError:
        raise BadBook("missing") from None
    if size > limits.bytes:
        raise BadBook("too_large", limit=limits.bytes // (1024 * 1024))
    kind = kind_of(path)
    book = _read(path, kind, into=into, name=name, limits=limits)
    if fits_name(book.kind, name):
        return book
    told = Note("mislabelled", {"name": Path(name).suffix, "kind": book.kind})
    return Book(book.kind, book.sheets, (told, *book.notes))


def _read(path: Path, kind: str, *, into: Path, name: str, limits: Limits) -> Book:
    if kind == "text":
        from gongjian.lib.sheets.texts import read_text

        return read_text(path, into=into, name=name, limits=limits)
    if kind in ("html", "mhtml"):
        from gongjian.lib.sheets.pages import read_page

        return read_page(path, kind=kind, into=into, name=name, limits=limits)
    if kind == "xml":
        from gongjian.lib.sheets.xml2003 import read_xml

        return read_xml(path, into=into, limits=limits)
    return _read_grids(path, kind, into=into, limits=limits)


def _read_grids(path: Path, kind: str, *, into: Path, limits: Limits) -> Book:
    from gongjian.lib.sheets.grids import read_grids

    ended = into / f"book.{kind}"  # the cell reader chooses its ways by the ending
    ended.unlink(missing_ok=True)
    scans: dict[str, Scan] = {}
    notes: list[Note] = []
    meant = None
    try:
        if kind == "xls":
            check_old(path)
            meant = made_latin(path, ended)
            scans = inspect_old(path, ended, limits)
        else:
            scans, notes = _inspect(path, kind, ended, limits)
        if not ended.exists():
            ended.symlink_to(path.resolve())
        book = read_grids(ended, kind=kind, into=into, scans=scans, limits=limits, meant=meant)
    finally:
        ended.unlink(missing_ok=True)
    return Book(book.kind, book.sheets, (*notes, *book.notes))


def _inspect(path: Path, kind: str, trimmed: Path, limits: Limits) -> tuple[dict[str, Scan], list[Note]]:
    """Look at a zipped workbook's parts before its cells are read; where a sheet reaches too far, `trimmed` becomes a
    copy that does not. Raises BadBook."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_parts(archive, path, limits)
            parts = sheet_parts(archive) if kind in ("xlsx", "xlsm") else {}
            scans = {sheet: scan_sheet(archive, part) for sheet, part in parts.items()}
            check_texts(archive, seen=set(parts.values()))
            names = {name.lower() for name in archive.namelist()}
            if kind == "ods" and _locked(archive):
                raise BadBook("encrypted")
            scans |= scan_tables(archive) if kind == "ods" else {}
            scans |= scan_binary(archive) if kind == "xlsb" else {}
        far = {parts[sheet]: scan for sheet, scan in scans.items() if reaches_too_far(scan, limits)}
        if far:
            trim(path, trimmed, far=far, limits=limits)
    except BadBook:
        raise
    except BROKEN:
        raise BadBook("broken") from None
    notes = [Note("macros")] if any(name.endswith("vbaproject.bin") for name in names) else []
    notes += [Note("external_links")] if any("externallinks/" in name for name in names) else []
    return scans, notes


def _locked(archive: zipfile.ZipFile) -> bool:
    return "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    )


def _bound(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)


def answer(task: dict[str, Any]) -> dict[str, Any]:
    """What the parent is told: the book's facts, or the problem's code and values."""
    try:
        limits = Limits(**task["limits"])
        return book_facts(
            read_here(Path(task["path"]), into=Path(task["into"]), name=task["name"], limits=limits)
        )
    except BadBook as bad:
        return {"problem": bad.code, "values": bad.values}
    except OSError as error:
        return {"problem": "disk" if error.errno in DISK else "unreadable", "values": {}}


def main() -> int:
    """Bound this process, do the task, tell the answer."""
    task = json.load(sys.stdin)
    _bound(Limits(**task["limits"]))
    try:
        told = answer(task)
    except MemoryError:
        return NO_MEMORY
    except Exception:
        told = {"problem": "unreadable", "values": {}}
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what Rust's panics become
            raise
        told = {"problem": "broken", "values": {}}
    sys.stdout.write(json.dumps(told, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
