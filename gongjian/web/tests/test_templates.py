"""What holds for every template of the product, whoever wrote it."""

import re
from pathlib import Path

import pytest

from gongjian.core.manifest import flows, manifests
from gongjian.web.icons import icon_paths

PACKAGE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
INLINE = re.compile(r"""<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=["']|javascript:""", re.IGNORECASE)
DRAWN = re.compile(r"""\{%\s*icon\s+["']([a-z]+)["']""")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_carries_script_or_style_that_the_policy_would_stop(path: Path) -> None:
    assert not INLINE.findall(path.read_text())


def test_every_icon_that_a_template_names_can_be_drawn() -> None:
    named = {name for path in TEMPLATES for name in DRAWN.findall(path.read_text())}
    assert named - set(icon_paths()) == set()


def test_every_icon_of_a_menu_or_a_move_can_be_drawn() -> None:
    named = {entry.icon for manifest in manifests() for entry in manifest.menu}
    named |= {move.icon for flow in flows().values() for move in flow.moves}
    assert named - set(icon_paths()) == set()
