"""The loop's pages: inbox, one item, the form of a move or an act."""
