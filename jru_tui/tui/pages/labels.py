"""Labels of values on a page: a column of names, and what each of them is."""

from textual.content import Content

NAME_WIDTH = 11
"""The width of the column of names, in cells."""


def label_value(name: str, value: str | Content) -> Content:
    """Put a value behind its name."""
    return Content.assemble((f"{name:<{NAME_WIDTH}}", "$jru-dim"), value)
