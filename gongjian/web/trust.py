"""The page that makes phones and computers of the office trust its own certificate; open without https, as it comes before it."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gongjian.core.people.guard import allow_public
from gongjian.lib.certificates import as_der, ends_at, fingerprint
from gongjian.web.trust_steps import FILE, systems_for


def authority_file() -> Path:
    """The authority's certificate; its key lies in `keys/`."""
    return Path(settings.HOME) / "trust" / "ca.pem"


@allow_public("a certificate is public, and whoever needs the page has no https yet", methods=("GET",))
def trust(request: HttpRequest) -> HttpResponse:
    """How to trust the office's certificate, system by system, the caller's own first."""
    certificate = _certificate()
    context = {
        "systems": systems_for(request.headers.get("User-Agent", "")),
        "fingerprint": _groups(fingerprint(certificate)) if certificate else "",
        "until": _until(certificate) if certificate else None,
        "secure": request.is_secure(),
        "site": settings.SITE,
    }
    return render(request, "web/trust/page.html", context)


@allow_public("a certificate is public", methods=("GET",))
def authority(request: HttpRequest) -> HttpResponse:
    """The certificate as a file that phones know what to do with."""
    certificate = _certificate()
    if certificate is None:
        raise Http404
    answer = HttpResponse(as_der(certificate), content_type="application/x-x509-ca-cert")
    answer["Content-Disposition"] = f'attachment; filename="{FILE}"'
    answer["Cache-Control"] = "no-cache"
    return answer


def _certificate() -> bytes | None:
    try:
        return authority_file().read_bytes()
    except OSError:
        return None


def _until(certificate: bytes) -> dt.date:
    return ends_at(certificate).date()


def _groups(mark: str) -> list[str]:
    """Eight bytes a line, to be compared by eye."""
    pairs = mark.split(":")
    return [" ".join(pairs[start : start + 8]) for start in range(0, len(pairs), 8)]
