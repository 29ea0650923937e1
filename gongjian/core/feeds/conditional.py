"""What many programs fetch again and again is sent only when it has changed."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response


def answer_if_changed(request: HttpRequest, body: bytes, *, content_type: str, public: bool) -> HttpResponse:
    """The body with a tag made of it, or 304. A private one is kept by no cache between."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type=content_type)
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "public, max-age=600" if public else "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex" if not public else "all"
    found: HttpResponse = get_conditional_response(request, etag=tag, response=answer)  # type: ignore[assignment]
    return found
