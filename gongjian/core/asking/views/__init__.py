"""The desk's pages of draws, calls and questionnaires."""
