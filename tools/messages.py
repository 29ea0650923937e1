"""Bring every app's catalogue up to date with its code and templates; `--check` only says what is not in order."""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "gongjian"
CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"
KEYWORDS = {
    "_": None,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CALL = re.compile(r"\b(_|n?p?gettext)\(\s*((?:u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")\s*,?\s*)+)")
LITERAL = re.compile(r"u?('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*(?:[:!.][^{}]*)?\}|%[sd]")


@dataclass
class Message:
    """A text found in the code, and the files it was found in."""

    singular: str
    plural: str = ""
    context: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.singular


def owners() -> list[Path]:
    """Folders with a catalogue of their own: each core package, each module, the web, the command line, the API."""
    children = [
        path
        for group in ("core", "modules")
        for path in (PACKAGE / group).iterdir()
        if (path / "__init__.py").exists()
    ]
    return sorted([PACKAGE / "web", PACKAGE / "cli", PACKAGE / "api", *children])


def sources(owner: Path) -> Iterator[Path]:
    """Python files and templates of an owner; the web's catalogue also takes what stands in nobody's folder."""
    roots = [owner.rglob("*")]
    if owner.name == "web":
        roots += [PACKAGE.glob("*.py"), (PACKAGE / "core").glob("*.py"), (PACKAGE / "config").glob("*.py")]
    for path in sorted(found for root in roots for found in root):
        inside = path.relative_to(PACKAGE).parts
        if path.suffix in {".py", ".html", ".txt"} and not {"tests", "migrations", "locale", "static"} & set(
            inside
        ):
            yield path


def messages_in(path: Path) -> Iterator[Message]:
    """The texts marked for translation in one file."""
    if path.suffix == ".py":
        with path.open("rb") as file:
            for _line, words, _comments, context in extract("python", file, keywords=KEYWORDS):
                yield from _message(words if isinstance(words, tuple) else (words,), context)
        return
    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        words = tuple(ast.literal_eval(literal) for literal in LITERAL.findall(call[2]))
        yield from (
            _message(words[1:], words[0]) if "p" in call[1].replace("gettext", "") else _message(words, None)
        )


def _message(words: tuple[str, ...], context: str | None) -> Iterator[Message]:
    if words and words[0]:
        yield Message(words[0], words[1] if len(words) > 1 else "", context)


def wanted(owner: Path) -> dict[tuple[str | None, str], Message]:
    """All texts of an owner by context and text."""
    found: dict[tuple[str | None, str], Message] = {}
    for path in sources(owner):
        for message in messages_in(path):
            kept = found.setdefault(message.key, message)
            kept.plural = kept.plural or message.plural
            kept.files.add(str(path.relative_to(ROOT)))
    return found


def read(owner: Path) -> polib.POFile:
    """The owner's catalogue, or an empty one."""
    path = owner / CATALOGUE
    if path.exists():
        return polib.pofile(str(path), encoding="utf-8")
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def update(owner: Path) -> None:
    """Add new texts untranslated, put unused ones aside, keep every translation."""
    texts, catalogue = wanted(owner), read(owner)
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    if not texts and not entries:
        return
    for key, entry in entries.items():
        entry.obsolete = key not in texts
    for key, message in sorted(
        texts.items(), key=lambda pair: (min(pair[1].files), pair[0][1], pair[0][0] or "")
    ):
        if key not in entries:
            catalogue.append(_new_entry(message))
        elif message.plural and not entries[key].msgid_plural:
            entry = entries[key]
            entry.msgid_plural, entry.msgstr_plural, entry.msgstr = message.plural, {0: entry.msgstr}, ""
    path = owner / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.wrapwidth = 110
    if not path.exists() or str(catalogue) != path.read_text(encoding="utf-8").rstrip("\n"):
        catalogue.save(str(path))


def _new_entry(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.singular, msgctxt=message.context)
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: ""}
    return entry


def complaints(owner: Path) -> Iterator[str]:
    """What is not in order in an owner's catalogue, one sentence each."""
    texts, catalogue = wanted(owner), read(owner)
    place = owner.relative_to(ROOT) / CATALOGUE
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for key, message in texts.items():
        if key not in entries:
            yield f"{place}: missing “{message.singular}” ({min(message.files)})"
    for key, entry in entries.items():
        if key not in texts:
            yield f"{place}: unused “{entry.msgid}”"
        elif problem := _problem(entry, texts[key]):
            yield f"{place}: {problem} “{entry.msgid}”"


def _problem(entry: polib.POEntry, message: Message) -> str:
    translation = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
    if entry.fuzzy:
        return "fuzzy"
    if not translation.strip():
        return "not translated"
    if message.plural and not entry.msgid_plural:
        return "no plural"
    return "" if _same_places(entry, translation) else "other placeholders in"


def _same_places(entry: polib.POEntry, translation: str) -> bool:
    """A translation fills the same blanks; of a plural pair, those of either form."""
    blanks = set(PLACEHOLDER.findall(translation))
    forms = [set(PLACEHOLDER.findall(form)) for form in (entry.msgid, entry.msgid_plural) if form]
    return blanks in forms or blanks == set().union(*forms)


def conflicts(folders: list[Path]) -> Iterator[str]:
    """Texts with two translations: Django merges all catalogues, so only one of them would ever be shown."""
    first: dict[tuple[str | None, str], tuple[str, Path]] = {}
    for owner in folders:
        if owner.name == "cli":
            continue
        for entry in read(owner):
            if entry.obsolete or not entry.msgstr:
                continue
            text, other = first.setdefault((entry.msgctxt, entry.msgid), (entry.msgstr, owner))
            if text != entry.msgstr:
                where = f"“{text}” in {other.name} and “{entry.msgstr}” in {owner.name}"
                yield f"“{entry.msgid}” is {where}: give one a context"


def main() -> int:
    """Update, or check with exit code 1 for anything missing, fuzzy, unused or contradictory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("apps", nargs="*", help="names of apps, for example reports; all without")
    chosen = parser.parse_args()
    settings.configure(USE_I18N=True)
    folders = [owner for owner in owners() if not chosen.apps or owner.name in chosen.apps]
    if not chosen.check:
        for owner in folders:
            update(owner)
    found = [line for owner in folders for line in complaints(owner)] + list(conflicts(folders))
    for line in found:
        print(line)
    print(f"{len(found)} texts are not in order" if found else "every text is translated")
    return int(bool(found) and chosen.check)


if __name__ == "__main__":
    sys.exit(main())
