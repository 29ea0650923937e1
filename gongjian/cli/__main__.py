"""`python -m gongjian.cli` is the same as `gongjian`."""

from gongjian.cli.command import main

main()
