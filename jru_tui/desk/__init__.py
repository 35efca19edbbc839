"""The desk: the one place where feed, commands, journal and board meet."""
