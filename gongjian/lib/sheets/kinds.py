"""What a file really is, by its first bytes and parts, whatever it is called."""

import zipfile
import zlib
from pathlib import Path

from gongjian.lib.sheets.bad import BadBook
from gongjian.lib.sheets.ole import streams_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Word document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"\x00\x01\x00\x00Standard", "a database"),
)
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OLD_EXCEL = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_ENDINGS = {
    "xlsx": {"xlsx", "xltx"},
    "xlsm": {"xlsm", "xltm", "xlam"},
    "xlsb": {"xlsb"},
    "xls": {"xls", "xlt", "et", "ett"},
    "ods": {"ods", "ots"},
    "csv": {"csv", "tsv", "txt", "tab"},
    "html": {"htm", "html", "mht", "mhtml"},
    "xml": {"xml"},
}


def kind_of(path: Path) -> str:
    """xlsx, xlsm, xlsb, xls, ods, html, mhtml, xml or text. Raises BadBook for everything else."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise BadBook("empty_file")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _of_zip(path)
    if head.startswith(OLE):
        return _of_ole(path)
    if head.startswith((OLE[:4], b"PK\x03")):
        raise BadBook("broken")
    if head.startswith(_ARCHIVES):
        raise BadBook("archive")
    if head.startswith(_OLD_EXCEL):
        raise BadBook("not_a_workbook", what="a table of Excel 4 or older")
    for start, what in _OTHERS:
        if head.startswith(start) and not (start == b"BM" and b"," in head[:200]):
            raise BadBook("not_a_workbook", what=what)
    return _of_text(head)


def fits_name(kind: str, name: str) -> bool:
    """Whether the ending of the name is one that files of this kind bear; a name without ending fits."""
    ending = Path(name).suffix.lower().lstrip(".")
    return not ending or ending in _ENDINGS.get(kind, {ending})


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            types = (
                archive.read("[Content_Types].xml")[:200_000]
                if "[Content_Types].xml" in archive.namelist()
                else b""
            )
            mime = archive.read("mimetype")[:200] if "mimetype" in archive.namelist() else b""
    except RuntimeError:  # zipfile's word for a part that wants a password
        raise BadBook("encrypted") from None
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        EOFError,
        KeyError,
        zlib.error,
    ):
        raise BadBook("broken") from None
    return _of_parts(names, types, mime)


def _of_parts(names: set[str], types: bytes, mime: bytes) -> str:
    if "xl/workbook.bin" in names or b"sheet.binary.macroEnabled" in types:
        return "xlsb"
    if b"opendocument.spreadsheet" in mime:
        return "ods"
    if b"opendocument" in mime or "word/document.xml" in names:
        raise BadBook("not_a_workbook", what="a document of text")
    if any(name.startswith("ppt/") for name in names):
        raise BadBook("not_a_workbook", what="a presentation")
    if (
        b"spreadsheetml" in types
        or "xl/workbook.xml" in names
        or any(name.startswith("xl/") for name in names)
    ):
        macros = b"macroEnabled" in types or "xl/vbaproject.bin" in names
        return "xlsm" if macros else "xlsx"
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return "ods"
    raise BadBook("archive" if names else "broken")


def _of_ole(path: Path) -> str:
    names = {name.lower() for name in streams_of(path)}
    if "encryptedpackage" in names:
        raise BadBook("encrypted")
    if names & {"workbook", "book"}:
        return "xls"
    if "worddocument" in names:
        raise BadBook("not_a_workbook", what="a Word document")
    if "powerpoint document" in names:
        raise BadBook("not_a_workbook", what="a presentation")
    if not names:
        raise BadBook("broken")
    raise BadBook("not_a_workbook", what="another kind of Office file")


def _of_text(head: bytes) -> str:
    plain = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")
    lower = plain.lower()
    if lower.startswith(b"mime-version:") and b"multipart/related" in lower:
        return "mhtml"
    if (
        plain.startswith(b"<")
        and b"urn:schemas-microsoft-com:office:spreadsheet" in plain
        and b"<html" not in lower
    ):
        return "xml"
    if plain.startswith(b"<") and any(
        tag in lower for tag in (b"<html", b"<table", b"<head", b"<body", b"<!doctype html")
    ):
        return "html"
    return "text"
