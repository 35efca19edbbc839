"""A page to be read, whatever it is printed as: text, Markdown or HTML say the same.

Everything in it is plain text, callers' words included; each form escapes it in its own way.
"""

from collections.abc import Iterable

from msgspec import Struct


class Item(Struct, frozen=True):
    """A line: its subject (an id, a name; may be empty), and what there is to say."""

    about: str
    text: str

    @property
    def line(self) -> str:
        """The whole line."""
        return f"{self.about}: {self.text}" if self.about else self.text


class Table(Struct, frozen=True):
    """Rows under headings. The first column holds words, the others figures."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Chart(Struct, frozen=True):
    """A chart of a table: labels and their figures, for forms that can draw."""

    title: str
    bars: tuple[tuple[str, float], ...]


class Scatter(Struct, frozen=True):
    """Points over two axes of one unit, with the line on which both are equal.

    Attributes:
        title: what is shown.
        across: what stands along the bottom.
        up: what stands up the side.
        points: pairs of figures, none below 0.
    """

    title: str
    across: str
    up: str
    points: tuple[tuple[float, float], ...]


class Section(Struct, frozen=True):
    """A part of a page. `grave`: it is to stand out."""

    heading: str
    items: tuple[Item, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    scatter: Scatter | None = None
    grave: bool = False


class ReportPage(Struct, frozen=True):
    """A whole page; the protective marking stands at its head and foot."""

    marking: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...] = ()


def warning_sections(warnings: Iterable[str]) -> tuple[Section, ...]:
    """The part that says what is wrong with the source of a page; none where nothing is.

    Args:
        warnings: what is wrong, in sentences.
    """
    items = tuple(Item("", warning) for warning in warnings)
    return (Section("Do not rely on this", items, grave=True),) if items else ()
