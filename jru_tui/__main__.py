"""`python -m jru_tui` is the same as `jru-tui`."""

from jru_tui.cli import main

main()
