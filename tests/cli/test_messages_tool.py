"""The catalogue tool finds every text, keeps what was translated, and names what is not in order."""

import importlib.util
from pathlib import Path
from types import ModuleType

import polib
import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools/messages.py"


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The tool, looking at an invented project with one module."""
    spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "messages_tool", module)
    spec.loader.exec_module(module)
    package = tmp_path / "gongjian"
    for folder in ("core", "web", "cli", "api", "modules/gardens/templates/gardens"):
        (package / folder).mkdir(parents=True)
    (package / "modules/gardens/__init__.py").touch()
    (package / "modules/gardens/words.py").write_text(
        'from django.utils.translation import gettext as _, ngettext, pgettext\nA = _("Plant a tree")\n'
        'B = pgettext("verb", "Close")\nC = ngettext("%(n)d tree", "%(n)d trees", 2)\n'
    )
    (package / "modules/gardens/templates/gardens/page.html").write_text(
        '{% trans "Water it" %}{{ _("Soil")|upper }}'
        "{% blocktranslate with name=x %}Hello {{ name }}{% endblocktranslate %}"
    )
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PACKAGE", package)
    return module


@pytest.fixture
def gardens(tool: ModuleType) -> Path:
    return tool.PACKAGE / "modules/gardens"


def test_texts_of_code_and_templates_are_all_found(tool: ModuleType, gardens: Path) -> None:
    assert set(tool.wanted(gardens)) == {
        (None, "Plant a tree"),
        ("verb", "Close"),
        (None, "%(n)d tree"),
        (None, "Water it"),
        (None, "Hello %(name)s"),
        (None, "Soil"),
    }


def test_an_update_adds_new_texts_and_keeps_translations(tool: ModuleType, gardens: Path) -> None:
    tool.update(gardens)
    path = gardens / tool.CATALOGUE
    catalogue = polib.pofile(str(path))
    catalogue.find("Plant a tree").msgstr = "种一棵树"
    catalogue.save()
    (gardens / "more.py").write_text('_ = str\nD = _("Prune")\n')
    tool.update(gardens)
    kept = polib.pofile(str(path))
    assert kept.find("Plant a tree").msgstr == "种一棵树"
    assert kept.find("Prune").msgstr == ""


def test_a_text_taken_out_is_put_aside_and_comes_back_with_its_translation(
    tool: ModuleType, gardens: Path
) -> None:
    page = gardens / "templates/gardens/page.html"
    before = page.read_text()
    tool.update(gardens)
    path = gardens / tool.CATALOGUE
    catalogue = polib.pofile(str(path))
    catalogue.find("Water it").msgstr = "浇水"
    catalogue.save()
    page.write_text("")
    tool.update(gardens)
    assert polib.pofile(str(path)).find("Water it") is None
    page.write_text(before)
    tool.update(gardens)
    assert polib.pofile(str(path)).find("Water it").msgstr == "浇水"


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        ({"msgstr": ""}, "not translated “Hello %(name)s”"),
        ({"msgstr": "你好"}, "other placeholders in “Hello %(name)s”"),
        ({"flags": ["fuzzy"], "msgstr": "你好 %(name)s"}, "fuzzy “Hello %(name)s”"),
    ],
)
def test_what_is_not_in_order_is_named(
    tool: ModuleType, gardens: Path, edit: dict[str, object], complaint: str
) -> None:
    tool.update(gardens)
    path = gardens / tool.CATALOGUE
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid}
        else:
            entry.msgstr = entry.msgid
    for name, value in edit.items():
        setattr(catalogue.find("Hello %(name)s"), name, value)
    catalogue.save()
    assert [line.partition(": ")[2] for line in tool.complaints(gardens)] == [complaint]


def test_a_missing_and_an_unused_text_are_both_named(tool: ModuleType, gardens: Path) -> None:
    catalogue = tool.read(gardens)
    catalogue.append(polib.POEntry(msgid="Gone", msgstr="没有了"))
    (gardens / tool.CATALOGUE).parent.mkdir(parents=True)
    catalogue.save(str(gardens / tool.CATALOGUE))
    told = "\n".join(tool.complaints(gardens))
    assert "unused “Gone”" in told
    assert "missing “Soil”" in told
