"""Bars and points drawn as SVG, to stand inside an HTML page: no script, no outside reference.

The plotting library is imported when a chart is drawn. What it would add to a page of its own (a
script for tooltips, styles for the whole document, comments with its address) is taken out.
"""

import sys
from typing import Any
from xml.etree.ElementTree import Element

from jru_tui.reports.pages.page import Chart, Scatter
from jru_tui.reports.pages.page_text import scatter_end

_LETTERS_PX = 13
_ROW, _ROUND = 28, 60
_WIDTH = 760
_SQUARE = 520
_LONGEST = 32
_TAKEN_OUT = ("script", "style", "desc", "title", "defs")


def as_svg(chart: Chart) -> str:
    """Draw a chart as an `svg` element; its colours and letters are the page's."""
    pygal = _library()
    bars = pygal.HorizontalBar(
        js=(),
        # The page sets the letters; their size is told here as well, to make room for them.
        style=pygal.style.Style(label_font_size=_LETTERS_PX, value_font_size=_LETTERS_PX),
        classes=("chart",),
        disable_xml_declaration=True,
        no_prefix=True,
        show_legend=False,
        print_values=True,
        show_x_labels=False,
        show_x_guides=False,
        margin=4,
        # A chart is as tall as it has bars.
        width=_WIDTH,
        height=_ROUND + _ROW * len(chart.bars),
        value_formatter=lambda value: f"{value:,g}" if value else "",
    )
    # The library counts its bars from below.
    bars.x_labels = [_short(label) for label, _ in reversed(chart.bars)]
    bars.add(chart.title, [figure for _, figure in reversed(chart.bars)])
    bars.add_xml_filter(lambda root: _bare(root, chart.title))
    return str(bars.render(is_unicode=True))


def scatter_svg(scatter: Scatter) -> str:
    """Draw points as an `svg` element, over axes of one length, with the line of equals."""
    pygal = _library()
    most = scatter_end(scatter)
    drawn = pygal.XY(
        js=(),
        style=pygal.style.Style(label_font_size=_LETTERS_PX, title_font_size=_LETTERS_PX),
        classes=("chart", "scatter"),
        disable_xml_declaration=True,
        no_prefix=True,
        show_legend=False,
        margin=4,
        width=_WIDTH,
        height=_SQUARE,
        xrange=(0, most),
        range=(0, most),
        dots_size=3,
        x_title=scatter.across,
        y_title=scatter.up,
    )
    drawn.add(scatter.title, list(scatter.points), stroke=False)
    drawn.add("", [(0, 0), (most, most)], show_dots=False)
    drawn.add_xml_filter(lambda root: _bare(root, scatter.title))
    return str(drawn.render(is_unicode=True))


def _library() -> Any:
    """The plotting library, without the hook into every import that it leaves behind.

    The hook is for plug-ins with maps, and of a kind that Python itself warns of since 3.10.
    """
    hooks = list(sys.meta_path)
    import pygal  # noqa: PLC0415 - only an HTML report draws
    import pygal.style  # noqa: PLC0415 - as above

    sys.meta_path[:] = hooks
    return pygal


def _short(label: str) -> str:
    """A label that leaves room for its bar; the table beside the chart has it in full."""
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _bare(root: Element, title: str) -> Element:
    """The drawing alone, named for those who cannot see it."""
    for parent in list(root.iter()):
        for child in list(parent):
            # A comment has a function where an element has its name.
            tag: object = child.tag
            if not isinstance(tag, str) or tag.rpartition("}")[2] in _TAKEN_OUT:
                parent.remove(child)
    del root.attrib["id"]
    root.set("role", "img")
    root.set("aria-label", title)
    return root
