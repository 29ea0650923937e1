"""All files of a matter as one zip, written while it is sent: memory holds one piece at a time."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.files.models import Attachment
from gongjian.core.files.store import path_of

PIECE = 256 * 1024


class _Outlet(io.RawIOBase):
    """Takes what the zip writes and hands it on; it cannot seek, so sizes follow each file."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self.waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        data, self.waiting = b"".join(self.waiting), []
        return data


def zipped(files: Iterable[Attachment]) -> Iterator[bytes]:
    """The bytes of a zip with these files; what is no longer on the disk is named in a text of its own."""
    outlet = _Outlet()
    used: Counter[str] = Counter()
    missing: list[str] = []
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for kept in files:
            name = _free(kept.name or f"{kept.pk}.jpg", used)
            path = path_of(kept.uid, kind=kept.kind)
            if not path.is_file():
                missing.append(name)
                continue
            about = zipfile.ZipInfo(name, timezone.localtime(kept.at).timetuple()[:6])
            with path.open("rb") as source, archive.open(about, "w") as target:
                while piece := source.read(PIECE):
                    target.write(piece)
                    yield outlet.taken()
        if missing:
            told = _("These files are no longer on the disk:") + "\n" + "\n".join(missing)
            archive.writestr(_("Missing files") + ".txt", told)
    yield outlet.taken()


def _free(name: str, used: Counter[str]) -> str:
    """The name, numbered from its second time on, whatever its capitals."""
    used[name.lower()] += 1
    times = used[name.lower()]
    path = PurePath(name)
    return name if times == 1 else _free(f"{path.stem} ({times}){path.suffix}", used)
