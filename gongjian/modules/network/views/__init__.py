"""Pages of the alliance."""
