"""The doctor's look at backups."""

from django.utils import timezone

from gongjian.core.backup.state import findings
from gongjian.core.finding import Finding


def check_backup() -> list[Finding]:
    """Age, whether looked through, folder, free space, same disk, keys apart, drill."""
    return findings(timezone.now())
