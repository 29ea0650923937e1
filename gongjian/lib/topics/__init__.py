"""Hot topics: the same matter at the same place, told by many people."""
