"""The pages of programmes, goals and themes."""
