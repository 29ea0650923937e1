"""`gongjian https`: a certificate made on the spot, and the files for a proxy with https in front of the product."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

import click

from gongjian.cli.start import Failed, start_django
from gongjian.cli.words import _

RENEW_DAYS = 30
TEMPLATES = Path(__file__).with_name("proxy")
FILES = (
    "gongjian.nginx.conf",
    "Caddyfile",
    "gongjian.env",
    "gongjian.service",
    "gongjian-renew.service",
    "gongjian-renew.timer",
)
NOT_REACHED = ("127.0.0.1", "localhost", "testserver", "")


@click.group(help=_("Set https up: a certificate of one's own, files for nginx, Caddy and systemd."))
def https() -> None:
    """See `help` above."""


@https.command(
    help=_("Make a certificate for these host names and addresses; the first time an authority too.")
)
@click.argument("names", nargs=-1)
def make(names: tuple[str, ...]) -> None:
    """Without names those of GONGJIAN_HOSTS."""
    start_django()
    from django.conf import settings

    wanted = list(names) or [one for one in settings.ALLOWED_HOSTS if one not in NOT_REACHED]
    if not wanted:
        raise Failed(
            _(
                "Name the addresses under which people reach the product: gongjian https make gongjian.local 192.168.1.10"
            )
        )
    _issue(wanted)


@https.command(help=_("Make the certificate anew when it ends within 30 days; for a daily timer."))
@click.option("--force", is_flag=True, help=_("Whenever it ends."))
def renew(force: bool) -> None:
    """Says what it did; exit code 1 where there is no certificate yet."""
    start_django()
    from django.utils import timezone

    from gongjian.lib.certificates import ends_at, names_of

    file = _folder() / "server.pem"
    if not file.exists():
        raise Failed(_("There is no certificate yet: gongjian https make NAME"))
    certificate = file.read_bytes()
    left = (ends_at(certificate) - timezone.now()).days
    if left > RENEW_DAYS and not force:
        click.echo(_("The certificate is good for {days} more days.").format(days=left))
        return
    _issue(names_of(certificate))


@https.command(
    help=_("Say how people come to trust the certificate: address, signs to compare, a code to scan.")
)
def trust() -> None:
    """To be printed and hung up."""
    start_django()
    import segno

    from gongjian.lib.certificates import fingerprint, names_of
    from gongjian.web.trust import authority_file

    if not authority_file().exists():
        raise Failed(_("There is no certificate yet: gongjian https make NAME"))
    server = (_folder() / "server.pem").read_bytes()
    address = f"http://{_best(names_of(server))}/trust/"
    segno.make(address, error="m").terminal(out=sys.stdout, compact=True)
    click.echo(_("Open {address} on each phone and computer, once.").format(address=address))
    click.echo(
        _("Signs to compare: {signs}").format(
            signs=fingerprint(authority_file().read_bytes()).replace(":", " ")
        )
    )


@https.command(help=_("Write the files for nginx, Caddy and systemd, from the product's settings."))
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help=_("The folder to write them to."),
)
@click.option(
    "--domain", default="", help=_("A public domain name; Caddy then fetches its certificate by itself.")
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help=_("Where gongjian serve listens."),
)
@click.option("--http-port", default=80, show_default=True, type=click.IntRange(1, 65535))
@click.option("--https-port", default=443, show_default=True, type=click.IntRange(1, 65535))
def files(to: Path, domain: str, port: int, http_port: int, https_port: int) -> None:
    """Nothing of the system is changed: what to do with the files is told."""
    start_django()
    from gongjian.lib.certificates import names_of

    server = _folder() / "server.pem"
    if domain:
        names = [domain]
    elif server.exists():
        names = names_of(server.read_bytes())
    else:
        raise Failed(_("There is no certificate yet: gongjian https make NAME"))
    to.mkdir(parents=True, exist_ok=True)
    facts = _facts(names, domain=domain, port=port, http_port=http_port, https_port=https_port)
    for name in FILES:
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        for word, value in facts.items():
            text = text.replace(f"@{word}@", str(value))
        (to / name).write_text(text, encoding="utf-8")
        click.echo(to / name)
    click.echo(_("How to put them in place: docs/ops/https.md"))


def _issue(names: list[str]) -> None:
    from django.utils import timezone

    from gongjian.lib.certificates import Pair, ends_at, fingerprint, make_authority, make_certificate
    from gongjian.lib.problem import Problem
    from gongjian.web.trust import authority_file

    now, key = timezone.now(), _keys() / "ca.key"
    if not (authority_file().exists() and key.exists()):
        made = make_authority(f"Gongjian {secrets.token_hex(2).upper()}", names=names, now=now)
        _write(key, made.key, mode=0o600)
        _write(authority_file(), made.certificate, mode=0o644)
        click.echo(_("An authority was made. Its key is {file}: nobody else may read it.").format(file=key))
    authority = Pair(authority_file().read_bytes(), key.read_bytes())
    try:
        pair = make_certificate(authority, names, now=now)
    except Problem as problem:
        words = _(
            "{name} is no name of the own network, and the authority was not made for it. Move trust/ and keys/ca.key "
            "away to make another one; every device must trust it anew."
        )
        raise Failed(words.format(**problem.values)) from problem
    _write(_keys() / "server.key", pair.key, mode=0o600)
    _write(_folder() / "server.pem", pair.certificate + authority.certificate, mode=0o644)
    told = {"names": ", ".join(names), "day": f"{ends_at(pair.certificate):%Y-%m-%d}"}
    click.echo(_("A certificate for {names} was made, good until {day}.").format(**told))
    click.echo(_("Signs of the authority: {signs}").format(signs=fingerprint(authority.certificate)))


def _facts(names: list[str], *, domain: str, port: int, http_port: int, https_port: int) -> dict[str, Any]:
    from django.conf import settings

    best, tail = domain or _best(names), "" if https_port == 443 else f":{https_port}"
    hosts = sorted({*names, "127.0.0.1", "localhost"})
    program = Path(sys.executable).with_name("gongjian")
    bare = [f"[{one}]" if ":" in one else one for one in names]
    return {
        "NAMES": " ".join(bare),
        "CADDY_NAMES": ", ".join(f"https://{one}{tail}" for one in bare),
        "CADDY_PLAIN": ", ".join(f"http://{one}:{http_port}" for one in bare),
        "CADDY_TLS": "" if domain else "tls /etc/caddy/gongjian.pem /etc/caddy/gongjian.key",
        "PORT": port,
        "HTTP_PORT": http_port,
        "HTTPS_PORT": https_port,
        "TAIL": tail,
        "CERTIFICATE": _folder() / "server.pem"
        if not domain
        else f"/etc/letsencrypt/live/{domain}/fullchain.pem",
        "KEY": _keys() / "server.key" if not domain else f"/etc/letsencrypt/live/{domain}/privkey.pem",
        "HOSTS": ",".join(hosts),
        "SITE": f"https://{best}{tail}",
        "HOME": settings.HOME,
        "PROGRAM": program,
        "FOLDER": settings.ROOT,
        "BODY": "25m",
    }


def _best(names: list[str]) -> str:
    """The address to tell people: a number works on every phone, a .local name not on all."""
    numbers = [one for one in names if one[0].isdigit() and not one.startswith("127.")]
    return [*numbers, *names][0]


def _folder() -> Path:
    from django.conf import settings

    return Path(settings.HOME) / "trust"


def _keys() -> Path:
    from django.conf import settings

    return Path(settings.KEYS)


def _write(path: Path, data: bytes, *, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    draft = path.with_name(f".half-{path.name}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
