"""Learning categories from the office's own ledger, and suggesting them; never closing or refusing anything."""
