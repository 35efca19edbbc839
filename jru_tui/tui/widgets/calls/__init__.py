"""Widgets of calls: the list, the rows in it, and the selected call beside it."""
