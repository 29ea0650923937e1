"""The documentation is true of the code: nouns, links, commands, excerpts and settings."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from gongjian.cli.checks import checks
from gongjian.cli.command import COMMANDS, run
from gongjian.cli.imports import importers
from gongjian.core.areas.codes import area_of_code
from gongjian.core.areas.models import Area
from gongjian.core.areas.seeds import OFFICE
from gongjian.core.manifest import manifests, modules
from gongjian.core.measures.registry import registry
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from tests.cast import make_area

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
ENVIRONMENT = re.compile(r"environ(?:\.get\(|\.setdefault\(|\[)\"([A-Z_]+)\"|envvar=\"([A-Z_]+)\"")
LANGUAGES_OF_THE_TERMINAL = {"LANG", "LC_ALL"}
OUR_OWN_WAY_TO_DJANGO = {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "HYPOTHESIS_PROFILE", "PATH"}
SHELL = ("export", "apt", "cd", "git")


def as_ids(pages: list[Path]) -> list[object]:
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages]


def blocks(page: Path, language: str) -> Iterator[str]:
    """The fenced blocks of a language."""
    for found, body in FENCE.findall(page.read_text(encoding="utf-8")):
        if found == language:
            yield body


def without_code(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def own_models() -> list[str]:
    """Nouns with a table of their own, without those that a test made up for itself."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("gongjian.")]
    return sorted(model.__name__ for model in ours if ".tests." not in model.__module__)


@pytest.mark.parametrize("name", own_models())
def test_whoever_meets_a_table_finds_its_noun_in_the_glossary(name: str) -> None:
    assert f"| `{name}` |" in GLOSSARY, f"{name} has no row in docs/glossary.md"


@pytest.mark.parametrize("slug", [module.slug for module in modules()])
def test_whoever_meets_a_module_finds_its_name_in_the_glossary(slug: str) -> None:
    assert f"`{slug}`" in GLOSSARY, f"the module {slug} is not in docs/glossary.md"


def test_a_noun_stands_once_in_the_glossary_and_in_chinese_too() -> None:
    rows = [line.split("|")[1:4] for line in GLOSSARY.splitlines() if line.startswith("| `")]
    terms = [term.strip() for term, _chinese, _meaning in rows]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
    assert [row for row in rows if not re.search(r"[\u4e00-\u9fff]", row[1]) or not row[2].strip()] == []


@pytest.mark.parametrize("document", as_ids(PAGES))
def test_a_reader_who_follows_a_link_arrives(document: Path) -> None:
    for target in LINK.findall(without_code(document)):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _hash, heading = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        assert there.exists(), f"{document.relative_to(ROOT)} leads to {target}, which is not there"
        if heading and there.suffix == ".md":
            assert heading in headings(there), f"{document.relative_to(ROOT)}: no heading for {target}"


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    lines = re.findall(r"^#+ (.*)$", without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def test_a_reader_of_the_index_reaches_every_page() -> None:
    """Pages of modules are reached by their manifests, so that a new module need not touch the index."""
    index = DOCS / "README.md"
    reached, waiting = {index}, [index]
    while waiting:
        page = waiting.pop()
        for target in LINK.findall(without_code(page)):
            there = (page.parent / target.partition("#")[0]).resolve()
            if there.suffix == ".md" and there.exists() and there not in reached:
                reached.add(there)
                waiting.append(there)
    reached |= {ROOT / "docs" / module.docs.removeprefix("docs/") for module in modules()}
    lost = [str(page.relative_to(ROOT)) for page in DOCS.rglob("*.md") if page.resolve() not in reached]
    assert not lost, f"no page leads to {lost}"


def commands() -> Iterator[object]:
    for page in PAGES:
        for body in blocks(page, "sh"):
            for line in body.splitlines():
                if line.strip():
                    yield pytest.param(line, id=f"{page.relative_to(ROOT)}: {line[:60]}")


@pytest.mark.parametrize("line", list(commands()))
def test_a_reader_who_types_a_command_is_understood(line: str) -> None:
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
        words.pop(0)
    if not words or words[0] in SHELL:
        return
    program = Path(words[0]).name
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert set(words[1:]) <= set(targets), line
    elif program == "python":
        assert (ROOT / words[-1]).exists() or words[1:3] == ["-m", "pytest"], line
    else:
        assert program == "gongjian", f"unknown program in: {line}"
        understood(words[1:])


def understood(words: list[str]) -> None:
    """A word of a `gongjian` command that does not exist fails."""
    assert words[0] in COMMANDS, words
    named = [word for word in words[1:] if not word.startswith("-") and word.islower()]
    known = {"import": importers, "measure": registry, "doctor": checks}.get(words[0])
    if known is not None and named:
        assert set(named[: None if words[0] == "doctor" else 1]) <= set(known()), words


def excerpts() -> Iterator[object]:
    for page in PAGES:
        for number, body in enumerate(blocks(page, "python"), start=1):
            first, _newline, rest = body.partition("\n")
            if first.startswith("# gongjian/"):
                yield pytest.param(first[2:], rest, id=f"{page.relative_to(ROOT)} {number}")


@pytest.mark.parametrize(("path", "body"), list(excerpts()))
def test_a_reader_of_an_excerpt_reads_the_code_itself(path: str, body: str) -> None:
    """Line breaks may differ, words may not."""
    code = (ROOT / path).read_text(encoding="utf-8")
    assert squeezed(body) in squeezed(code), f"{path} no longer says this"


def squeezed(text: str) -> str:
    return re.sub(r",(?=[)\]}]|$)", "", re.sub(r"\s+", "", text))


def test_every_setting_that_the_product_reads_is_explained() -> None:
    page = (DOCS / "ops/settings.md").read_text(encoding="utf-8")
    product = [path for path in (ROOT / "gongjian").rglob("*.py") if "tests" not in path.parts]
    files = [*product, *(ROOT / "tools").glob("*.py"), ROOT / "conftest.py"]
    read = {name for file in files for pair in ENVIRONMENT.findall(file.read_text()) for name in pair if name}
    missing = {name for name in read if f"`{name}" not in page}
    assert missing <= LANGUAGES_OF_THE_TERMINAL | OUR_OWN_WAY_TO_DJANGO, sorted(missing)


def test_every_check_of_the_doctor_is_explained() -> None:
    page = (DOCS / "ops/doctor.md").read_text(encoding="utf-8")
    assert [name for name in checks() if f"| `{name}` |" not in page] == []


def test_every_field_of_the_manifest_is_explained() -> None:
    page = (DOCS / "shapes/manifest.md").read_text(encoding="utf-8")
    fields = manifests()[0].__dataclass_fields__
    assert [name for name in fields if f"`{name}`" not in page] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["first-hour.md", "first-hour.zh-CN.md"])
def test_the_first_hour_opens_an_office_with_an_administrator(name: str) -> None:
    city = make_area("郑州市", level="city")
    office = make_area(
        "文化路街道", level="subdistrict", parent=make_area("金水区", level="district", parent=city)
    )
    Area.objects.filter(pk=office.pk).update(is_office=False)
    office.codes.create(code=OFFICE, name=office.name, since="2023-01-01", source="test")
    [line] = [
        line
        for body in blocks(DOCS / "start" / name, "sh")
        for line in body.splitlines()
        if line.startswith("gongjian office")
    ]
    with translation.override("en"):
        assert run(shlex.split(line)[1:]) == 0
    assert area_of_code(OFFICE) in Area.objects.offices()
    person = Person.objects.get(office=office)
    assert access_of(person).may("people.manage", office.path)
    assert person.password_given and not person.is_demo
