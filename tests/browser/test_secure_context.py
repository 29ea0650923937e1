"""In the office's network, by the office's own certificate, behind nginx: a phone that trusts it gets camera and place."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.template import copy_to

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
CERTUTIL = shutil.which("certutil")
AROUND = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off; include {folder}/out/gongjian.nginx.conf;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
}}
"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not here: apt install nginx-light"),
]


@dataclass
class Site:
    folder: Path
    http: str
    https: str
    environment: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`gongjian serve` behind nginx with the very files that `gongjian https files` writes."""
    folder = tmp_path_factory.mktemp("site")
    home = folder / "home"
    home.mkdir()
    copy_to(home / "gongjian.sqlite3")
    port, http, https = free_port(), free_port(), free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("GONGJIAN_")}
    own |= {
        "GONGJIAN_HOME": str(home),
        "DATABASE_URL": "",
        "GONGJIAN_HTTPS": "1",
        "GONGJIAN_HOSTS": "127.0.0.1",
    }
    own.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    own["DJANGO_SETTINGS_MODULE"] = "gongjian.config.settings"
    command = [sys.executable, "-m", "gongjian.cli"]
    subprocess.run([*command, "https", "make", "127.0.0.1", "gongjian.local"], env=own, cwd=ROOT, check=True)
    ports = ["--port", str(port), "--http-port", str(http), "--https-port", str(https)]
    subprocess.run(
        [*command, "https", "files", "--to", folder / "out", *ports], env=own, cwd=ROOT, check=True
    )
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    proxy = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")])
    server = subprocess.Popen([*command, "serve", "--port", str(port), "--workers", "1"], env=own, cwd=ROOT)
    made = Site(folder, f"http://127.0.0.1:{http}", f"https://127.0.0.1:{https}", own)
    try:
        wait_for(made)
        yield made
    finally:
        for process in (server, proxy):
            process.terminate()
        for process in (server, proxy):
            process.wait(20)


def wait_for(site: Site) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            ask(site, f"{site.https}/account/sign-in/")
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError((site.folder / "error.log").read_text())


def ask(site: Site, address: str) -> Any:
    context = ssl.create_default_context(cafile=str(site.folder / "home/trust/ca.pem"))
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), StayHere())
    return opener.open(address, timeout=10)


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_told: object) -> None:
        return None


def test_cookies_are_for_https_only_and_browsers_are_told_to_stay_there(site: Site) -> None:
    answer = ask(site, f"{site.https}/account/sign-in/")
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie and "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_without_https_only_the_page_on_trust_is_open(site: Site) -> None:
    assert b"gongjian-ca.crt" in ask(site, f"{site.http}/trust/").read()
    assert ask(site, f"{site.http}/trust/gongjian-ca.crt").status == 200
    with pytest.raises(urllib.error.HTTPError) as sent_on:
        ask(site, f"{site.http}/account/sign-in/")
    assert sent_on.value.code == 308 and sent_on.value.headers["Location"].startswith(
        f"{site.https}/account/"
    )


def test_the_settings_pass_djangos_own_check(site: Site) -> None:
    words = [sys.executable, "-m", "gongjian.cli", "manage", "check", "--deploy", "--fail-level", "WARNING"]
    ran = subprocess.run(words, env=site.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.skipif(CERTUTIL is None, reason="certutil is not here: apt install libnss3-tools")
@pytest.mark.parametrize("trusted", [True, False])
def test_a_browser_that_trusts_the_authority_gives_camera_and_place(
    site: Site, playwright: Any, browser_type_launch_args: dict[str, Any], tmp_path: Path, trusted: bool
) -> None:
    store = tmp_path / ".pki/nssdb"
    store.mkdir(parents=True)
    told = [str(CERTUTIL), "-d", f"sql:{store}"]
    subprocess.run([*told, "-N", "--empty-password"], check=True)
    if trusted:
        authority = str(site.folder / "home/trust/ca.pem")
        subprocess.run([*told, "-A", "-t", "C,,", "-n", "office", "-i", authority], check=True)
    browser = playwright.chromium.launch(
        **browser_type_launch_args | {"env": os.environ | {"HOME": str(tmp_path)}}
    )
    try:
        page = browser.new_page()
        if not trusted:
            with pytest.raises(Exception, match="ERR_CERT_AUTHORITY_INVALID"):
                page.goto(f"{site.https}/account/sign-in/")
            return
        page.goto(f"{site.https}/account/sign-in/")
        asked = "[isSecureContext, !!navigator.mediaDevices, 'serviceWorker' in navigator, location.protocol]"
        assert page.evaluate(asked) == [True, True, True, "https:"]
    finally:
        browser.close()
