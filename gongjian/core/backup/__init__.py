"""Backups of everything an office has: made, looked through, kept, and brought back."""
