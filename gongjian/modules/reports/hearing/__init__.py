"""Hearing what many say: hot topics out of the ledger, and what people decide about them."""
