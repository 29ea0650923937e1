"""Pages of one's own account, and the administrator's pages about people."""
