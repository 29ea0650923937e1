"""The pages of the year's work."""
