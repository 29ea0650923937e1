"""Compile every django.po into the django.mo beside it, where the .mo is missing or older; no GNU gettext needed."""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]


def compile_catalogues(root: Path) -> list[Path]:
    """Write the .mo files that are behind their .po below `root`; returns those written."""
    written = []
    for source in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(target))
        written.append(target)
    return written


def main() -> int:
    """Compile all; a catalogue that cannot be read is named, and nothing else is left undone."""
    try:
        compile_catalogues(ROOT / "gongjian")
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"A translation catalogue cannot be read: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
