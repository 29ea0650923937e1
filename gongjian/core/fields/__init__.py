"""Fields that an office adds to a kind of matter: made by the office, filled on the matter, listed like any column."""
