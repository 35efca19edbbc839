"""The command line of the board: typed commands, parsed and completed."""
