"""What must not stand in the server's log: the token of a private link, or a key, is all that its holder has."""

import logging
import re

PRIVATE = re.compile(r"(/f/|/notices/confirm/|api_key=)[^/&\s]+")


class HidePrivateLinks(logging.Filter):
    """Takes tokens and keys out of the addresses that Django logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's words, and let it through."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                PRIVATE.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args
            )
        if isinstance(record.msg, str):
            record.msg = PRIVATE.sub(r"\1…", record.msg)
        return True
