"""A made file as an answer: always as a download, with its Chinese name."""

from urllib.parse import quote

from django.http import HttpResponse

from gongjian.core.papers.filling import TYPES


def send(data: bytes, file_name: str, *, suffix: str) -> HttpResponse:
    """The file, to be saved and never to be shown as a page."""
    answer = HttpResponse(data, content_type=TYPES.get(suffix, "application/octet-stream"))
    answer["Content-Disposition"] = (
        f"attachment; filename=\"paper{suffix}\"; filename*=UTF-8''{quote(file_name)}"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
