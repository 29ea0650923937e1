"""`gongjian newmodule SLUG`: a small working module to build on, with everything that is demanded of every module."""

import keyword
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

import gongjian
from gongjian.cli.words import _
from gongjian.core.refusal import Refused

ROOT = Path(gongjian.__file__).resolve().parents[1]
SKELETON = Path(__file__).with_name("skeleton")
SLUG = re.compile(r"[a-z][a-z0-9]{2,19}")
NOUN = re.compile(r"[A-Z][A-Za-z0-9]{2,29}")
NOT_FREE = {
    "auth",
    "contenttypes",
    "sessions",
    "messages",
    "staticfiles",
    "csp",
    "web",
    "api",
    "admin",
    "public",
}


@click.command(
    help=_("Make a small working module SLUG: folder, one line in the list of modules, docs page.")
)
@click.argument("slug")
@click.option("--noun", help=_("Name of its one model, such as StreetLamp; made from SLUG without it."))
@click.option("--label", help=_("What it is called in English; made from SLUG without it."))
@click.option("--chinese", help=_("What it is called in Chinese; the same as the label without it."))
def newmodule(slug: str, noun: str | None, label: str | None, chinese: str | None) -> None:
    """Refuses names that cannot be used; writes nothing then."""
    label = label or slug.capitalize()
    words = {"slug": slug, "Noun": noun or _noun_of(slug), "label": label, "chinese": chinese or label}
    words |= {"noun": words["Noun"].lower(), "NOUN": words["Noun"].upper()}
    check_names(words)
    made = make_module(words)
    for path in made:
        click.echo(f"  {path.relative_to(ROOT)}")
    click.echo(_("The module {slug} is there. Try it: make test, then make demo.").format(slug=slug))


def check_names(words: dict[str, str]) -> None:
    """Raise Refused, in words, for a name that is malformed or taken."""
    slug, noun = words["slug"], words["Noun"]
    if not SLUG.fullmatch(slug) or keyword.iskeyword(slug):
        sentence = _("“{slug}” cannot name a module: 3 to 20 small letters and digits, a letter first.")
        raise Refused(sentence.format(slug=slug[:40]), field="slug")
    if slug in _taken_slugs():
        raise Refused(_("The name {slug} is taken already. Choose another.").format(slug=slug), field="slug")
    if not NOUN.fullmatch(noun):
        sentence = _(
            "“{noun}” cannot name a model: 3 to 30 letters and digits, a capital first, such as StreetLamp."
        )
        raise Refused(sentence.format(noun=noun[:40]), field="noun")
    if f"| `{noun}` |" in glossary().read_text(encoding="utf-8"):
        sentence = _("The noun {noun} stands in the glossary already; give another one with --noun.")
        raise Refused(sentence.format(noun=noun), field="noun")
    for name in ("label", "chinese"):
        if not 1 <= len(words[name]) <= 40 or set('"\\|\n{}%@') & set(words[name]):
            sentence = _(
                "“{text}” cannot be shown: 1 to 40 characters, no quotation marks or signs like | % @."
            )
            raise Refused(sentence.format(text=words[name][:40]), field=name)


def make_module(words: dict[str, str]) -> list[Path]:
    """Write all files; returns them. The line in the list comes last, so that half a module is never installed."""
    target = ROOT / "gongjian/modules" / words["slug"]
    made = [
        _write(source, target / _filled(str(source.relative_to(SKELETON / "module")), words), words)
        for source in sorted((SKELETON / "module").rglob("*.txt"))
    ]
    page = SKELETON / "docs/module.md.txt"
    made.append(_write(page, ROOT / "docs/modules" / f"{words['slug']}.md.txt", words))
    _format(target)
    _enter_glossary(_filled((SKELETON / "docs/glossary.txt").read_text(encoding="utf-8"), words))
    _enter_list(words["slug"])
    return [*made, glossary(), ROOT / "gongjian/config/modules.py"]


def glossary() -> Path:
    """The file of all nouns."""
    return ROOT / "docs/glossary.md"


def _taken_slugs() -> set[str]:
    folders = [path.name for group in ("core", "modules") for path in (ROOT / "gongjian" / group).iterdir()]
    return NOT_FREE | set(folders)


def _noun_of(slug: str) -> str:
    return (slug[:-1] if slug.endswith("s") and len(slug) > 4 else slug).capitalize()


def _write(source: Path, target: Path, words: dict[str, str]) -> Path:
    path = target.with_name(target.name.removesuffix(".txt"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_filled(source.read_text(encoding="utf-8"), words), encoding="utf-8")
    return path


def _format(folder: Path) -> None:
    """Names differ in length and lines break elsewhere: let the formatter of the development set-up break them."""
    if find_spec("ruff"):
        subprocess.run(
            [sys.executable, "-m", "ruff", "format", "--quiet", str(folder)], cwd=ROOT, check=False
        )


def _filled(text: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"@{name}@", word)
    return text


def _enter_glossary(row: str) -> None:
    """Put the row where it belongs in the alphabet of the first column."""
    lines = glossary().read_text(encoding="utf-8").splitlines()
    rows = [number for number, line in enumerate(lines) if line.startswith("| `")]
    later = (number for number in rows if lines[number].lower() > row.lower())
    lines.insert(next(later, rows[-1] + 1 if rows else len(lines)), row.strip())
    glossary().write_text("\n".join(lines) + "\n", encoding="utf-8")


def _enter_list(slug: str) -> None:
    path = ROOT / "gongjian/config/modules.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n]", f'\n    "{slug}",\n]', 1), encoding="utf-8")
