"""Bars drawn as SVG, to stand inside an HTML page: no script, no style, no outside reference.

The plotting library is imported when a chart is drawn. What it would add to a page of its own (a
script for tooltips, styles for the whole document, comments with its address) is taken out.
"""

from xml.etree.ElementTree import Element

from jru_tui.reports.page import Chart

_LETTERS_PX = 13
_ROW, _ROUND = 28, 60
_WIDTH = 760
_LONGEST = 32
_TAKEN_OUT = ("script", "style", "desc", "title", "defs")


def as_svg(chart: Chart) -> str:
    """One chart as an `svg` element; its colours and letters are the page's."""
    import pygal  # noqa: PLC0415 - only an HTML report draws
    from pygal.style import Style  # noqa: PLC0415 - as above

    bars = pygal.HorizontalBar(
        js=(),
        # The page sets the letters; their size is told here as well, to make room for them.
        style=Style(label_font_size=_LETTERS_PX, value_font_size=_LETTERS_PX),
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
