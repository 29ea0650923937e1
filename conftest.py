"""What every test run shares: where the real data is, the browser, and which tests drive it."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.cast import Cast

ROOT = Path(__file__).resolve().parent

# The browser's driver runs an event loop in the test's own thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}  # nothing is timed in a test
settings.register_profile("same", derandomize=True, **PATIENT)  # the same examples in every run
settings.register_profile("other", **PATIENT)  # HYPOTHESIS_PROFILE=other: new ones each time
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what drives a browser, so that it can be left out of the second database; begin with what takes long."""
    for item in items:
        if {"page", "browser", "context", "new_context"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
    yield
    slow = [item for item in items if "slow" in item.keywords]
    quick = [item for item in items if "slow" not in item.keywords]
    middle = len(quick) // 2  # of two workers, each begins with one half and later takes from the other
    items[:] = [*slow[::2], *quick[:middle], *slow[1::2], *quick[middle:]]


def pytest_collection_finish() -> None:
    """What has been read by now stays to the end: do not look through it again and again for what could be let go."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder with real data of the office; the test is skipped where it is not at hand."""
    folder = Path(os.environ.get("GONGJIAN_TEST_DATA") or ROOT.parent / "shared/data")
    if not folder.is_dir():
        pytest.skip(f"real data is not at {folder}; set GONGJIAN_TEST_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, without a sandbox as tests may run as root, and without calls of its own."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    chromium = os.environ.get("GONGJIAN_CHROMIUM", "/usr/bin/chromium")
    return browser_type_launch_args | {"executable_path": chromium, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A clerk's browser in Zhengzhou."""
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


SERIOUS = """async ({only, without}) => {
  const grave = ['serious', 'critical'];
  const rules = axe._audit.rules
    .filter((one) => grave.includes(one.impact) && one.enabled && !one.tags.includes('experimental'))
    .map((one) => one.id);
  const asked = only ? [only] : rules.filter((one) => one !== without);
  const found = await axe.run({resultTypes: ['violations'], runOnly: asked});
  return found.violations.filter((one) => grave.includes(one.impact)).map((one) =>
    `${one.id}: ${one.help} (${one.nodes.map((node) => node.target.join(' ')).join(', ')})`);
}"""
"""Asks of axe those rules alone that can find a grave fault, and takes out of the page what they found, not what passed."""


@pytest.fixture
def serious_faults() -> Callable[..., list[str]]:
    """Ask axe what keeps somebody from using the page as it stands; each fault with the place it was found at. `only` and
    `without` name rules: in other colours, nothing but the contrast can differ."""
    script = ROOT / "node_modules/axe-core/axe.min.js"
    led: set[Page] = set()

    def ask(page: "Page", *, only: str = "", without: str = "") -> list[str]:
        if page not in led:  # by the driver, which the page's own rules on scripts do not bind
            page.add_init_script(path=script)  # at each of its later addresses
            page.evaluate(script.read_text())
            led.add(page)
        found: list[str] = page.evaluate(SERIOUS, {"only": only, "without": without})
        return found

    return ask


@pytest.fixture
def cast(db: None) -> "Cast":
    """One office, its twin next door, and somebody for each role: see `tests/cast.py`."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Test databases begin as copies of one with all tables."""
    from tests.template import use_template

    use_template()


@pytest.fixture(scope="session", autouse=True)
def _emptying_between_tests() -> Iterator[None]:
    """Transactional tests empty all tables afterwards, the append-only ones too."""
    from tests.lifted import empty_quickly

    undo = empty_quickly()
    yield
    undo()


@pytest.fixture(autouse=True)
def _in_the_default_language() -> None:
    """No test goes on in the language in which the one before answered."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _settings_of_this_test() -> None:
    """No test goes by duties and limits that were entered in the one before."""
    from gongjian.core.kept_rows import forget_all

    forget_all()


@pytest.fixture(scope="session", autouse=True)
def _answers_leave_the_database_open() -> Iterator[None]:
    """The end of a streamed answer closes the database; inside a test's transaction that would end the test."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    def close_outside_transactions(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            closes(self)

    closes = BaseDatabaseWrapper.close_if_unusable_or_obsolete
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", close_outside_transactions)
        yield
