"""``python -m inkdigits``: the command line."""

from inkdigits.cli import main

main()
