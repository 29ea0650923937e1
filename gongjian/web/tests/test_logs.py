"""Whoever reads the server's log does not learn a resident's private link."""

import logging

from gongjian.config.logs import HidePrivateLinks


def test_a_private_link_does_not_stand_in_the_log() -> None:
    token = "377ed34c164fe8d501f966ccab052aba"
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", f"/report/f/{token}/rate/"), None
    )
    assert HidePrivateLinks().filter(record)
    assert record.getMessage() == "Not Found: /report/f/…/rate/"
