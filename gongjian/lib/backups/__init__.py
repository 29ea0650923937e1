"""The file format of a backup: a sealed stream of named parts, key files under a passphrase, and which backups to keep."""
