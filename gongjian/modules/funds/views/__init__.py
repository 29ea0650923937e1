"""The pages of the money."""
