"""Which resources suit a need and why, and one proposal for all open needs of a place."""
