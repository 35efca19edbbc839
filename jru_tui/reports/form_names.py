"""The forms that pages are written in, and the ends of their files' names."""

from collections.abc import Mapping

SUFFIXES: Mapping[str, str] = {
    "text": "txt",
    "csv": "csv",
    "json": "json",
    "markdown": "md",
    "html": "html",
}
