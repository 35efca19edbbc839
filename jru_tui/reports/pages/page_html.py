"""A page as one HTML file that prints on A4: no script, nothing fetched, callers' words escaped.

Its charts are bars and points as SVG. The plotting library is imported when one is drawn. What it
would add to a page of its own (a script for tooltips, styles for the whole document, comments with
its address) is taken out.
"""

import sys
from collections.abc import Iterator
from html import escape
from typing import Any
from xml.etree.ElementTree import Element

from jru_tui.reports.pages.page import Chart, Item, ReportPage, Scatter, Section, Table
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
    import pygal  # noqa: PLC0415 - only an HTML report draws
    import pygal.style  # noqa: PLC0415 - as above

    # What else came with it stays: another hook finds the metadata of packages from then on.
    sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook).__module__ != "pygal"]
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


# Should a byte of somebody's ever get through as markup, it still could not run or fetch anything.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_STYLE = """\
:root { color-scheme: light; --ink: #111; --rule: #999; --bar: #a8cbee; --grave: #a40000; }
@page { size: A4; margin: 16mm 14mm; }
body { font: 15px/1.4 system-ui, sans-serif; color: var(--ink); background: #fff;
  max-width: 48rem; margin: 1rem auto; padding: 0 1rem; }
.sheet > * > tr > td { text-align: left; padding: 0; border: 0; }
.sheet > thead { display: table-header-group; }
.sheet > tfoot { display: table-footer-group; }
.marking { font-weight: 700; text-align: center; letter-spacing: .04em; }
h1 { font-size: 1.5rem; margin: .5rem 0; }
h2 { font-size: 1.1rem; margin: 1.1rem 0 .3rem; border-bottom: 1px solid var(--rule); }
h2.grave { color: var(--grave); border-color: var(--grave); }
h2.grave::before { content: "! "; }
ul { list-style: none; margin: 0; padding: 0; }
li { margin: .15rem 0; break-inside: avoid; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .15rem .4rem; border-bottom: 1px solid #ddd; }
th.text, td.text { text-align: left; overflow-wrap: anywhere; }
tr.blank > * { height: 8mm; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
section { break-inside: avoid; }
section:has(tr.blank) { break-inside: auto; }
footer { margin-top: 1.2rem; font-size: .85rem; overflow-wrap: anywhere; }
.chart { display: block; width: 100%; height: auto; margin-top: .4rem; }
.chart .background { fill: none; }
.chart .bar rect { fill: var(--bar); }
.chart text { fill: var(--ink); font-size: 13px; }
.chart .title { font-weight: 600; text-anchor: middle; }
.chart .axis path { stroke: none; fill: none; }
.chart .axis.y text { text-anchor: end; }
.chart .text-overlay text { font-weight: 600; }
.chart .tooltip { display: none; }
.scatter .color-0 .dot { fill: var(--ink); fill-opacity: .45; stroke: none; }
.scatter .color-1 .line { stroke: var(--rule); fill: none; }
.scatter .axis .guides path { stroke: #ddd; }
.scatter .text-overlay { display: none; }
"""


def as_html(page: ReportPage) -> str:
    """The page as a whole HTML document."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: ReportPage) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en-GB">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(page.title)}</title>"
    yield f"<style>\n{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    if page.marking:
        # The head and the foot of a table are what every browser prints on every sheet.
        marked = f'<tr><td><p class="marking">{escape(page.marking)}</p></td></tr>'
        yield f'<table class="sheet" role="presentation"><thead>{marked}</thead>'
        yield f"<tfoot>{marked}</tfoot><tbody><tr><td>"
    yield from _content(page)
    if page.marking:
        yield "</td></tr></tbody></table>"
    yield "</body>"
    yield "</html>"


def _content(page: ReportPage) -> Iterator[str]:
    yield f"<header><h1>{escape(page.title)}</h1>"
    yield from (f"<p>{escape(line)}</p>" for line in page.lead)
    yield "</header>"
    yield "<main>"
    for section in page.sections:
        yield from _section(section)
    yield "</main>"
    yield "<footer>"
    yield from (f"<p>{escape(line)}</p>" for line in page.foot)
    yield "</footer>"


def _section(section: Section) -> Iterator[str]:
    grave = ' class="grave"' if section.grave else ""
    yield f"<section><h2{grave}>{escape(section.heading)}</h2>"
    if section.items:
        yield "<ul>"
        yield from map(_item, section.items)
        yield "</ul>"
    if section.table is not None:
        yield from _table(section.table)
    if section.chart is not None:
        yield as_svg(section.chart)
    if section.scatter is not None and section.scatter.points:
        yield scatter_svg(section.scatter)
    yield "</section>"


def _item(item: Item) -> str:
    about = f"<strong>{escape(item.about)}</strong> " if item.about else ""
    return f"<li>{about}{escape(item.text)}</li>"


def _table(table: Table) -> Iterator[str]:
    columns = zip(table.columns, *table.rows, strict=True)
    kinds = [_TEXT if max(map(len, column)) > _LONGEST_FIGURE else "" for column in columns]
    heads = "".join(
        f'<th scope="col"{kind}>{escape(column)}</th>'
        for kind, column in zip(kinds, table.columns, strict=True)
    )
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for row in table.rows:
        first, *rest = (escape(cell) for cell in row)
        cells = "".join(
            f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds[1:], rest, strict=True)
        )
        line = "<tr>" if any(row) else '<tr class="blank">'
        yield f'{line}<th scope="row">{first}</th>{cells}</tr>'
    yield "</tbody></table>"


_TEXT = ' class="text"'
_LONGEST_FIGURE = 24
"""Characters of a cell: a column in which one has more is read as words, from the left."""
