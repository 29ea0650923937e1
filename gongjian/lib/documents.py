"""Tells by their content what files are that an office keeps: documents, tables, texts; programs and archives are not."""

import io
import re
import zipfile
from pathlib import PurePath
from typing import NamedTuple

from gongjian.lib.problem import Problem
from gongjian.lib.sheets.encodings import decode
from gongjian.lib.sheets.ole import streams_in
from gongjian.lib.zh import clean_text

MAX_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 120

SENTENCES = {
    "empty": "The file is empty (0 bytes); choose it again.",
    "too_large": "The file is larger than {limit} MB; make it smaller or split it.",
    "picture": "This is a picture; it is kept as one.",
    "archive": "This is a compressed archive; unpack it and send the files inside.",
    "program": "This is a program or a web page; such files are not kept.",
    "macros": "The file holds macros; save it without them (.docx, .xlsx) and send that.",
    "locked": "The file is locked with a password, so nobody could read it here; save it without one.",
    "broken": "The file is damaged or was not sent whole; save it anew and send it again.",
    "unknown": "Files of this kind are not kept: send pictures, PDF, OFD, Word, Excel, PowerPoint, WPS or text.",
}
_ENDINGS: dict[str, tuple[str, ...]] = {
    "pdf": ("pdf",),
    "ofd": ("ofd",),
    "docx": ("docx", "dotx"),
    "xlsx": ("xlsx", "xltx"),
    "xlsb": ("xlsb",),
    "pptx": ("pptx", "ppsx"),
    "doc": ("doc", "wps", "dot"),
    "xls": ("xls", "et"),
    "ppt": ("ppt", "dps", "pps"),
    "odt": ("odt",),
    "ods": ("ods",),
    "odp": ("odp",),
    "csv": ("csv", "tsv"),
    "txt": ("txt", "md", "log"),
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
MIMES = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"L\x00\x00\x00\x01\x14\x02\x00")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|body|iframe|\?xml|\?php)", re.I)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


class BadDocument(Problem):
    """A file that is not kept; `code` is a key of `SENTENCES`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, SENTENCES[code], **values)


class Document(NamedTuple):
    """What a file is: its kind (a key of `MIMES`), and the name under which it may be given out."""

    kind: str
    name: str


def document_of(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> Document:
    """What the bytes are, whatever the name says. Raises `BadDocument` (a ValueError)."""
    if not data:
        raise BadDocument("empty")
    if len(data) > max_bytes:
        raise BadDocument("too_large", limit=max(max_bytes // 1_048_576, 1))
    kind = _kind(data, name)
    return Document(kind, safe_name(name, kind))


def is_picture(data: bytes) -> bool:
    """Whether the bytes begin as a picture does, one that can be kept or one that must be refused as a picture."""
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return data.startswith(_PICTURES) or webp or (data[4:8] == b"ftyp" and data[8:12] in _HEIC)


def safe_name(name: str, kind: str) -> str:
    """The last part of the name without what any system forbids, with an ending that its kind bears."""
    bare = (
        clean_text(_UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]))
        .replace("\n", " ")
        .strip(" .")
    )
    stem, ending = PurePath(bare).stem, PurePath(bare).suffix.lower().lstrip(".")
    if ending not in _ENDINGS[kind]:
        stem, ending = bare, _ENDINGS[kind][0]
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip() or 'file'}.{ending}"


def _kind(data: bytes, name: str) -> str:
    if is_picture(data):
        raise BadDocument("picture")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _of_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _of_ole(data)
    if data.startswith(_ARCHIVES):
        raise BadDocument("archive")
    if data.startswith(_PROGRAMS) or _MARKUP.match(data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")):
        raise BadDocument("program")
    return _of_text(data, name)


def _of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {one.replace("\\", "/").lower() for one in archive.namelist()}
            locked = any(part.flag_bits & 1 for part in archive.infolist())
            mime = archive.open("mimetype").read(200) if "mimetype" in archive.namelist() else b""
    except RuntimeError:
        raise BadDocument("locked") from None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise BadDocument("broken") from None
    if locked:
        raise BadDocument("locked")
    if any(one.endswith("vbaproject.bin") for one in names):
        raise BadDocument("macros")
    return _of_parts(names, mime)


def _of_parts(names: set[str], mime: bytes) -> str:
    marks = {
        "word/document.xml": "docx",
        "xl/workbook.xml": "xlsx",
        "xl/workbook.bin": "xlsb",
        "ppt/presentation.xml": "pptx",
        "ofd.xml": "ofd",
    }
    found = next((kind for part, kind in marks.items() if part in names), "")
    for word, kind in (
        (b"opendocument.text", "odt"),
        (b"opendocument.spreadsheet", "ods"),
        (b"opendocument.presentation", "odp"),
    ):
        found = found or (kind if word in mime else "")
    if not found:
        raise BadDocument("archive")
    return found


def _of_ole(data: bytes) -> str:
    names = {one.lower() for one in streams_in(data)}
    if "encryptedpackage" in names:
        raise BadDocument("locked")
    if names & {"_vba_project", "_vba_project_cur"}:
        raise BadDocument("macros")
    for stream, kind in (
        ("workbook", "xls"),
        ("book", "xls"),
        ("worddocument", "doc"),
        ("powerpoint document", "ppt"),
    ):
        if stream in names:
            return kind
    raise BadDocument("unknown" if names else "broken")


def _of_text(data: bytes, name: str) -> str:
    text = decode(data[:200_000]).text
    odd = sum(char < " " and char not in "\t\n\r\f\x1a" for char in text) + text.count("\ufffd")
    if odd > 0.02 * len(text) + 2:
        raise BadDocument("unknown")
    return "csv" if PurePath(name).suffix.lower() in (".csv", ".tsv") else "txt"
