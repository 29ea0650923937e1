"""Makes the pictures of the README from a fresh demo office, in a folder of its own: `python tools/screenshots.py`."""

import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/pictures"
GONGJIAN = ROOT / ".venv/bin/gongjian"
PASSWORD = "gongjian-demo-2026"
LARGEST = 250_000  # bytes
PATIENCE = 180  # seconds for the demo office to be made and served
DESK = (1440, 900)
TALL = 1250  # down to why it is due when it is due
PHONE = (390, 844)
TOLD = "井盖破了一个大口子，晚上看不见，已经有老人绊倒。就在小区东门外人行道上，旁边是报刊亭。"

# One open report of the department head with a long history, and a finished one whose reporter was unhappy once.
CHOOSE = """
import json
from django.db.models import Count
from gongjian.modules.reports.follow import token_of
from gongjian.modules.reports.models import Report
known = Report.objects.annotate(steps=Count("item__steps")).order_by("-steps", "pk")
mine = known.filter(item__handler__username="head", item__closed_at__isnull=True).first()
ended = known.filter(item__state="closed", item__reopened__gt=0, item__attachments__isnull=False).first()
print(json.dumps({"detail": mine.pk, "token": token_of(ended)}))
"""


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo office that is being served."""

    address: str
    detail: int
    token: str

    def at(self, path: str) -> str:
        return f"{self.address}{path}"


def main() -> int:
    """Make all pictures anew; names those that came out larger than they should."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    folder = tempfile.TemporaryDirectory(prefix="gongjian-pictures-")
    with folder as home, serving(home) as demo, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=flags)
        take_all(browser, demo)
        browser.close()
    large = [path.name for path in PICTURES.glob("*.png") if path.stat().st_size > LARGEST]
    if large:
        sys.stderr.write(f"Larger than {LARGEST // 1000} kB: {', '.join(large)}\n")
    return int(bool(large))


def take_all(browser: Browser, demo: Demo) -> None:
    """Each picture as the person who works with that page sees it."""
    head = signed_in(browser, demo, "head")
    keep(head, demo.at("/desk/"), "inbox")
    head.set_viewport_size({"width": DESK[0], "height": TALL})
    keep(head, demo.at(f"/desk/reports/{demo.detail}/"), "detail")
    head.context.close()
    desk = signed_in(browser, demo, "dispatcher")
    keep(desk, demo.at("/desk/reports/sort/"), "sorting")
    keep(desk, demo.at("/desk/reports/?view=open&sort=due"), "ledger")
    desk.emulate_media(color_scheme="dark")
    keep(desk, demo.at("/desk/reports/?view=open&sort=due"), "ledger-dark")
    desk.context.close()
    phone = page_of(browser, PHONE, scale=2)
    phone.goto(demo.at("/report/"))
    phone.locator("textarea[name=text]").fill(TOLD)
    phone.locator("h1").first.click()
    save(phone, "report-phone")
    keep(phone, demo.at(f"/report/f/{demo.token}/"), "follow-phone")
    phone.context.close()


def signed_in(browser: Browser, demo: Demo, username: str) -> Page:
    page = page_of(browser, DESK, scale=1)
    page.goto(demo.at("/account/sign-in/"))
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(demo.at("/desk/"))
    return page


def page_of(browser: Browser, size: tuple[int, int], *, scale: int) -> Page:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="light",
        reduced_motion="reduce",
    )
    return context.new_page()


def keep(page: Page, address: str, name: str) -> None:
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise SystemExit(
            f"{address} answers {answer.status if answer else 'nothing'}; no picture was made of it."
        )
    save(page, name)


def save(page: Page, name: str) -> None:
    """What stands in the window, in at most 256 colours: text stays sharp and the file small."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(PICTURES / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png {(PICTURES / f'{name}.png').stat().st_size // 1000} kB", flush=True)


@contextmanager
def serving(home: str) -> Iterator[Demo]:
    """A fresh demo office on a free port, stopped afterwards."""
    own = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    own |= {"GONGJIAN_HOME": home, "GONGJIAN_LANGUAGE": "zh-hans"}
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([str(GONGJIAN), "demo", "--port", str(port)], env=own, cwd=ROOT)
    try:
        wait_for(address, server)
        chosen = subprocess.run(
            [str(GONGJIAN), "manage", "shell", "--verbosity", "0", "--command", CHOOSE],
            env=own, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        yield Demo(address, **json.loads(chosen.stdout.strip().splitlines()[-1]))
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise SystemExit("The demo office did not start; its last words are above.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def chromium() -> str:
    found = subprocess.run([str(ROOT / "tools/chromium.sh")], stdout=subprocess.PIPE, text=True, check=True)
    return found.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
