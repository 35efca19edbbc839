"""How each cost grows with the size of what it works on: small charts with logarithmic axes."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from textwrap import wrap

from benchmarks.quantiles import quantile
from benchmarks.results import Series

_WIDTH, _HEIGHT = 300, 220
_LEFT, _TOP, _RIGHT, _BOTTOM = 56, 50, 24, 30
_TITLE_LETTERS = 50
_ACROSS = 3
_STYLE = """
svg { font: 11px sans-serif; background: white }
.grid { stroke: #e4e4e4 } .title { font-weight: bold } .axis { fill: #555 }
.measured { stroke: #b8331f; fill: none; stroke-width: 2 } .dot { fill: #b8331f }
.floor { stroke: #3c6fa8; fill: none; stroke-width: 2; stroke-dasharray: 5 3 }
"""

_Point = tuple[float, float]


def as_svg(series: Sequence[Series], titles: Mapping[str, str]) -> str:
    """A chart for each row that was measured at several sizes; red is measured, blue the floor."""
    rows: dict[str, list[Series]] = {}
    for sized in series:
        if sized.size is not None and sized.samples:
            rows.setdefault(sized.row, []).append(sized)
    grown = {row: of_row for row, of_row in rows.items() if len(of_row) > 1}
    height = max(1, ceil(len(grown) / _ACROSS)) * _HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_ACROSS * _WIDTH} {height}">',
        f"<style>{_STYLE}</style>",
    ]
    for number, (row, of_row) in enumerate(grown.items()):
        x, y = number % _ACROSS * _WIDTH, number // _ACROSS * _HEIGHT
        parts.append(f'<g transform="translate({x} {y})">')
        parts += _chart(f"{row} [{of_row[0].unit}]", titles.get(row, ""), of_row)
        parts.append("</g>")
    return "\n".join((*parts, "</svg>\n"))


def _chart(title: str, explained: str, series: Sequence[Series]) -> Iterator[str]:
    ordered = sorted(series, key=lambda sized: sized.size or 0)
    measured = [(sized.size or 1, quantile(sized.samples, "p50")) for sized in ordered]
    below = [(sized.size or 1, quantile(sized.floor, "p50")) for sized in ordered if sized.floor]
    points = [(x, y) for x, y in (*measured, *below) if y > 0]
    if not points:
        return
    across = _decades([x for x, _ in points])
    up = _decades([y for _, y in points])

    def place(point: _Point) -> _Point:
        x = _part(point[0], across) * (_WIDTH - _LEFT - _RIGHT) + _LEFT
        y = _HEIGHT - _BOTTOM - _part(point[1], up) * (_HEIGHT - _TOP - _BOTTOM)
        return round(x, 1), round(y, 1)

    yield f'<text class="title" x="8" y="14">{escape(title)}</text>'
    for number, line in enumerate(wrap(explained, _TITLE_LETTERS)[:2]):
        yield f'<text class="axis" x="8" y="{27 + 13 * number}">{escape(line)}</text>'
    for decade in range(up[0], up[1] + 1):
        x, y = place((10.0 ** across[0], 10.0**decade))
        yield f'<line class="grid" x1="{x}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        yield _number(decade, x - 6, y + 4, "end")
    for decade in range(across[0], across[1] + 1):
        x, y = place((10.0**decade, 10.0 ** up[0]))
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{y}"/>'
        yield _number(decade, x, y + 16, "middle")
    yield from _line("floor", [place(point) for point in below if point[1] > 0])
    placed = [place(point) for point in measured if point[1] > 0]
    yield from _line("measured", placed)
    yield from (f'<circle class="dot" cx="{x}" cy="{y}" r="3"/>' for x, y in placed)


def _line(kind: str, points: Sequence[_Point]) -> Iterator[str]:
    if points:
        path = " ".join(f"{x},{y}" for x, y in points)
        yield f'<polyline class="{kind}" points="{path}"/>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten that all values lie between; at least one decade."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _part(value: float, decades: tuple[int, int]) -> float:
    return (log10(value) - decades[0]) / (decades[1] - decades[0])


def _number(decade: int, x: float, y: float, anchor: str) -> str:
    """A power of ten beside an axis."""
    said = f"{10.0**decade:,.0f}" if decade >= 0 else f"{10.0**decade:g}"
    return f'<text class="axis" x="{x}" y="{y}" text-anchor="{anchor}">{said}</text>'
