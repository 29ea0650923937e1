"""An office without a domain name makes its own certificate; it opens its own doors and no others."""

import shutil
import ssl
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.request import HTTPSHandler, build_opener

import pytest
from cryptography import x509
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from gongjian.cli.command import run
from gongjian.lib.certificates import ends_at, fingerprint, make_authority, make_certificate, names_of
from gongjian.lib.problem import Problem
from gongjian.web.proxies import ProxyMiddleware
from tests.answering import answering

NOW = timezone.now()


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    settings.HOME, settings.KEYS = tmp_path, tmp_path / "keys"
    with translation.override("en"):
        yield tmp_path


def made(home: Path, *names: str) -> int:
    return run(["https", "make", *names])


@contextmanager
def serving(home: Path) -> Iterator[int]:
    """A server with the made certificate on this machine; its port."""

    class Hello(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *_told: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(home / "trust/server.pem", home / "keys/server.key")
    with answering(Hello, context=context) as place:
        yield int(place.partition(":")[2])


def ask(address: str, authority: Path | None) -> bytes:
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    with closing(build_opener(HTTPSHandler(context=context)).open(address, timeout=10)) as answer:
        return answer.read()


def test_whoever_trusts_the_authority_gets_in_and_nobody_else_does(home: Path) -> None:
    assert made(home, "gongjian.local", "127.0.0.1") == 0
    with serving(home) as port:
        assert ask(f"https://127.0.0.1:{port}/", home / "trust/ca.pem") == b"hello"
        for address, authority in (
            (f"https://127.0.0.1:{port}/", None),  # not trusted
            (f"https://localhost:{port}/", home / "trust/ca.pem"),  # another name
        ):
            with pytest.raises(OSError, match=r"certificate verify failed|CERTIFICATE_VERIFY_FAILED"):
                ask(address, authority)


def test_keys_are_for_the_owner_only_and_the_certificate_is_short_enough_for_browsers(home: Path) -> None:
    made(home, "gongjian.local", "192.168.1.10")
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((home / "keys" / name).stat().st_mode) == 0o600
    server = (home / "trust/server.pem").read_bytes()
    assert names_of(server) == ["gongjian.local", "192.168.1.10"]
    certificate = x509.load_pem_x509_certificate(server)
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days <= 398


def test_the_authority_vouches_for_no_bank(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(home, "gongjian.local")
    assert made(home, "bank.example.com") == 1
    assert "no name of the own network" in capsys.readouterr().err
    authority = make_authority("x", now=NOW)
    for name in ("bank.example.com", "8.8.8.8", "evillocal"):
        with pytest.raises(Problem):
            make_certificate(authority, [name], now=NOW)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
def test_devices_refuse_what_a_thief_signs_with_the_authoritys_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits stand in the authority's certificate, where devices look at them, not in our check alone."""
    authority = make_authority("Gongjian", now=NOW)
    (tmp_path / "ca.pem").write_bytes(authority.certificate)
    monkeypatch.setattr("gongjian.lib.certificates._permitted", lambda name, issuer: True)
    for name, good in (("gongjian.local", True), ("bank.example.com", False), ("8.8.8.8", False)):
        (tmp_path / "one.pem").write_bytes(make_certificate(authority, [name], now=NOW).certificate)
        words = ["openssl", "verify", "-CAfile", str(tmp_path / "ca.pem"), str(tmp_path / "one.pem")]
        ran = subprocess.run(words, capture_output=True, text=True, check=False)
        assert (ran.returncode == 0) is good, ran.stderr
        assert good or "permitted subtree violation" in ran.stderr


def test_renewing_keeps_names_and_authority_and_comes_in_time(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["https", "renew"]) == 1
    made(home, "gongjian.local", "10.0.0.5")
    authority, first = (home / "trust/ca.pem").read_bytes(), (home / "trust/server.pem").read_bytes()
    assert run(["https", "renew"]) == 0 and (home / "trust/server.pem").read_bytes() == first
    later = ends_at(first) - timezone.timedelta(days=20)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert run(["https", "renew"]) == 0
    second = (home / "trust/server.pem").read_bytes()
    assert ends_at(second) > ends_at(first) and names_of(second) == names_of(first)
    assert (home / "trust/ca.pem").read_bytes() == authority
    capsys.readouterr()


def test_the_page_gives_the_certificate_and_says_how_to_trust_it(home: Path, db: None) -> None:
    client = Client()
    assert "没有自制证书" in client.get("/trust/").content.decode()
    assert client.get("/trust/gongjian-ca.crt").status_code == 404
    made(home, "gongjian.local")
    answer = client.get("/trust/gongjian-ca.crt")
    assert answer["Content-Type"] == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(answer.content).issuer
    text = client.get(
        "/trust/", headers={"user-agent": "Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb"}
    ).content.decode()
    assert text.index("鸿蒙") < text.index("iPhone") and text.count("<details") == 4
    signs = fingerprint((home / "trust/ca.pem").read_bytes()).split(":")
    assert " ".join(signs[:8]) in text and "PRIVATE" not in text


def test_the_page_is_open_before_https_and_everything_else_is_not(
    settings: LazySettings, db: None, home: Path
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get("/trust/").status_code == 200
    assert client.get("/account/sign-in/")["Location"].startswith("https://")


@pytest.mark.parametrize(
    ("peer", "said", "counted", "scheme"),
    [
        ("127.0.0.1", "9.9.9.9, 192.168.1.77", "192.168.1.77", "https"),
        ("192.168.1.66", "10.1.1.1", "192.168.1.66", None),
        ("127.0.0.1", "", "127.0.0.1", "https"),
    ],
)
def test_only_the_proxy_on_this_machine_is_believed(
    peer: str, said: str, counted: str, scheme: str | None
) -> None:
    seen = {}
    more = {"HTTP_X_FORWARDED_FOR": said} if said else {}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https", **more)
    ProxyMiddleware(lambda asked: seen.update(asked.META))(request)  # type: ignore[arg-type, func-returns-value]
    assert seen["REMOTE_ADDR"] == counted and seen.get("HTTP_X_FORWARDED_PROTO") == scheme


def test_the_files_name_what_the_settings_say(home: Path, tmp_path: Path) -> None:
    made(home, "gongjian.local", "192.168.1.10")
    assert run(["https", "files", "--to", str(tmp_path / "out")]) == 0
    for file in (tmp_path / "out").iterdir():
        assert "@" not in file.read_text().replace("@early", ""), file.name
    assert "https://192.168.1.10" in (tmp_path / "out/gongjian.env").read_text()
    assert str(home / "keys/server.key") in (tmp_path / "out/gongjian.nginx.conf").read_text()
    assert run(["https", "files", "--to", str(tmp_path / "public"), "--domain", "gongjian.example.cn"]) == 0
    assert "https://gongjian.example.cn {" in (tmp_path / "public/Caddyfile").read_text()
