"""Pages of papers: setting them up, and filling them."""
