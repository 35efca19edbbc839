"""Diagnostics of a feed: what `jru-tui check-feed` reports."""
