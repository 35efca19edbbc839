"""Sessions of the command line: a live board, a demo, a watch, a typed command, a feed check."""
