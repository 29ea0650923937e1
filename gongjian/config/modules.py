"""THE list of modules: a module is part of the product when its folder name stands here."""

MODULES = [
    "reports",
    "workplan",
    "exchange",
    "meetings",
    "network",
    "projects",
    "funds",
    "experts",
    "programmes",
]
