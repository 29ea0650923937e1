"""An .xlsx or .xlsm as the zip it is: parts are read within limits, and a copy leaves untouched ones byte by byte."""

import posixpath
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from gongjian.lib.xlsx.bad import BadWorkbook
from gongjian.lib.xlsx.xml import Element, as_bytes, child, every, local, parse

MEGABYTE = 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"
OLE = b"\xd0\xcf\x11\xe0"
Writer = Callable[[IO[bytes]], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may be: unpacked bytes in all and in one part read at once, ratio of the packing, parts."""

    unpacked: int = 1024 * MEGABYTE
    in_memory: int = 64 * MEGABYTE
    ratio: int = 100
    parts: int = 5_000


LIMITS = Limits()
SMALL_ENOUGH = 20 * MEGABYTE


class Sheet(NamedTuple):
    """A worksheet: its name, its part in the zip, its place among all sheets, and whether it is shown."""

    name: str
    part: str
    place: int
    visible: bool


class Relation(NamedTuple):
    """One line of a part's relationships; `target` is a part's full name, or an address when `outside`."""

    id: str
    kind: str
    target: str
    outside: bool


class Parts:
    """An opened office file, be it a workbook or a letter. Raises BadWorkbook where it is none, or larger than
    `limits`."""

    def __init__(self, path: Path, *, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.zip = _opened(path)
        try:
            _within(self.zip, limits)
            self.main_part = self._main_part()
        except BaseException:
            self.zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.zip.close()

    def has(self, part: str) -> bool:
        """Whether the zip holds this part."""
        return part in self.zip.NameToInfo

    def read(self, part: str) -> bytes:
        """A part's bytes. Raises BadWorkbook for a missing, damaged or huge one."""
        info = self.zip.NameToInfo.get(part)
        if info is None:
            raise BadWorkbook("broken", part=part)
        if info.file_size > self.limits.in_memory:
            raise BadWorkbook("too_large", limit=self.limits.in_memory // MEGABYTE)
        try:
            return self.zip.read(info)
        except (
            zipfile.BadZipFile,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
            ValueError,
        ) as error:
            raise BadWorkbook("broken", part=part) from error
        except Exception as error:
            if type(error).__module__ == "zlib":
                raise BadWorkbook("broken", part=part) from error
            raise

    def open(self, part: str) -> IO[bytes]:
        """A part as a stream. Raises BadWorkbook."""
        try:
            return self.zip.open(part)
        except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise BadWorkbook("broken", part=part) from error

    def tree(self, part: str) -> Element:
        """A part's root element. Raises BadWorkbook."""
        return parse(self.read(part), part=part)

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to."""
        place = relations_part(part)
        if not self.has(place):
            return []
        found = []
        for one in every(self.tree(place), "Relationship"):
            outside = one.get("TargetMode") == "External"
            target = one.get("Target", "")
            full = target if outside else _full_name(part, target)
            found.append(Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], full, outside))
        return found

    def save(
        self,
        target: Path,
        *,
        changed: Mapping[str, bytes | Writer],
        dropped: frozenset[str] = frozenset(),
        last: frozenset[str] = frozenset(),
    ) -> None:
        """Write a copy to `target`, parts in their old order, those in `changed` with their new content, without those
        in `dropped`; those in `last` wait for all others, and parts that are new in `changed` come after them."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
            for info in sorted(self.zip.infolist(), key=lambda info: info.filename in last):
                if info.filename in dropped or info.is_dir():
                    continue
                self._save_part(out, info, changed.get(info.filename))
            for name in (name for name in changed if not self.has(name)):
                self._save_part(out, zipfile.ZipInfo(name), changed[name])

    def without_parts(self, owner: str, parts: frozenset[str]) -> dict[str, bytes]:
        """The owner's relationships and the list of content types without these parts."""
        place = relations_part(owner)
        links, types = self.tree(place), self.tree(CONTENT_TYPES)
        for one in every(links, "Relationship"):
            if _full_name(owner, one.get("Target", "")) in parts and one.get("TargetMode") != "External":
                one.getparent().remove(one)
        for one in every(types, "Override"):
            if one.get("PartName", "").lstrip("/") in parts:
                one.getparent().remove(one)
        return {place: as_bytes(links), CONTENT_TYPES: as_bytes(types)}

    def _save_part(self, out: zipfile.ZipFile, info: zipfile.ZipInfo, new: bytes | Writer | None) -> None:
        entry = zipfile.ZipInfo(info.filename, info.date_time)
        entry.compress_type = zipfile.ZIP_DEFLATED if new is not None else info.compress_type
        entry.external_attr = info.external_attr
        if isinstance(new, bytes):
            out.writestr(entry, new)
            return
        with out.open(entry, "w", force_zip64=info.file_size > 2**31 or new is not None) as file:
            if new is not None:
                new(file)
                return
            with self.open(info.filename) as source:
                while chunk := source.read(MEGABYTE):
                    file.write(chunk)

    def _main_part(self) -> str:
        for one in self.relations(""):
            if one.kind == "officeDocument":
                return one.target
        raise BadWorkbook("not_xlsx")


class Package(Parts):
    """An opened workbook. Raises BadWorkbook."""

    def __init__(self, path: Path, *, limits: Limits = LIMITS) -> None:
        super().__init__(path, limits=limits)
        try:
            self.workbook_part = self.main_part
            self.workbook = self.tree(self.workbook_part)
            self.sheets = self._sheets()
        except BaseException:
            self.zip.close()
            raise

    def sheet(self, name: str) -> Sheet:
        """The worksheet of this name. Raises BadWorkbook."""
        for one in self.sheets:
            if one.name == name:
                return one
        raise BadWorkbook("no_sheet", sheet=name[:40])

    def without_chain(self) -> tuple[dict[str, bytes], frozenset[str]]:
        """Parts to change and drop so that no stale order of computing is left, and Excel computes anew on opening."""
        chain = [one.target for one in self.relations(self.workbook_part) if one.kind == "calcChain"]
        changed: dict[str, bytes] = {}
        if chain:
            changed |= self.without_parts(self.workbook_part, frozenset(chain))
        compute_anew(self.workbook)
        changed[self.workbook_part] = as_bytes(self.workbook)
        return changed, frozenset(chain)

    def _sheets(self) -> list[Sheet]:
        links = {one.id: one for one in self.relations(self.workbook_part)}
        found = []
        for place, one in enumerate(every(self.workbook, "sheet")):
            ids = [value for name, value in one.attrib.items() if name.endswith("}id")]
            link = links.get(ids[0]) if ids else None
            if link and link.kind == "worksheet" and self.has(link.target):
                found.append(
                    Sheet(one.get("name", ""), link.target, place, one.get("state") in (None, "visible"))
                )
        return found


def relations_part(part: str) -> str:
    """The part that holds another part's relationships; of the package itself for ""."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def compute_anew(workbook: Element) -> None:
    """Tell Excel to compute every formula when the workbook is opened."""
    place = child(workbook, "calcPr")
    if place is None:
        space = workbook.tag.rpartition("}")[0] + "}"
        place = workbook.makeelement(f"{space}calcPr", {})
        before = {"sheets", "functionGroups", "externalReferences", "definedNames", "workbookPr", "bookViews"}
        spots = [spot for spot, one in enumerate(workbook) if local(one) in before]
        workbook.insert((spots[-1] + 1) if spots else 0, place)
    place.set("fullCalcOnLoad", "1")


def _opened(path: Path) -> zipfile.ZipFile:
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLE:
        raise BadWorkbook("old_xls")
    if start[:2] != b"PK":
        raise BadWorkbook("not_xlsx")
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise BadWorkbook("broken", part=CONTENT_TYPES) from error


def _within(packed: zipfile.ZipFile, limits: Limits) -> None:
    infos = packed.infolist()
    unpacked = sum(info.file_size for info in infos)
    stored = max(1, sum(info.compress_size for info in infos))
    if len(infos) > limits.parts or (unpacked > SMALL_ENOUGH and unpacked / stored > limits.ratio):
        raise BadWorkbook("bomb")
    if unpacked > limits.unpacked:
        raise BadWorkbook("too_large", limit=limits.unpacked // MEGABYTE)


def _full_name(part: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
