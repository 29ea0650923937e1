"""What differs between SQLite and PostgreSQL: a state of the database that stands still, and putting one back."""

from gongjian.core.backup.databases.snapshot import Snapshot, take_snapshot

__all__ = ["Snapshot", "take_snapshot"]
