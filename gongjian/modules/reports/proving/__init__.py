"""Proof that closed means done: residents called back by lot, and sites seen again by people who had no part in the work."""
