"""What a proxy says of the caller is believed only from this machine."""

import ipaddress
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SAID = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


class ProxyMiddleware:
    """From the proxy on this machine: the caller's address becomes REMOTE_ADDR, the last one it named, which it saw itself. From
    anybody else: the headers are dropped, so that nobody passes as another address or as https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR", "")
        if not _is_here(address):
            for name in SAID:
                request.META.pop(name, None)
        elif forwarded := request.META.pop("HTTP_X_FORWARDED_FOR", ""):
            request.META["REMOTE_ADDR"] = forwarded.rpartition(",")[2].strip()
        return self.get_response(request)


def _is_here(address: str) -> bool:
    """Loopback, or a socket file, which has no address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return not address
