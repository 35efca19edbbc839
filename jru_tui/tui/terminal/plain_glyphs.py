"""Plain glyphs: ASCII and light lines in place of signs that some terminals have no font for.

The consoles of Linux, terminals that follow the VT100, and PuTTY draw gaps or question marks for
them. Each sign becomes one of the same width, so the layout stays. Letters are left as they are.
"""

_SIGNS = {
    "○": "o",
    "◦": "o",
    "◌": ".",
    "●": "*",
    "◐": "(",
    "◇": "<",
    "■": "#",
    "▣": "@",
    "▶": ">",
    "▸": ">",
    "▲": "^",
    "▴": "^",
    "▼": "v",
    "✓": "+",
    "✕": "x",
    "✗": "x",
    "▌": "|",
    "…": ".",
    "≠": "%",
    "∅": "0",
    "⊠": "X",
    "⊡": "H",
    "⊕": "&",
    "⊖": "-",
    "⊙": "$",
    "»": ">",
    "§": "S",
    "≡": "=",
    "≈": "~",
    "↺": "@",
    "↑": "^",
    "↓": "v",
    "←": "<",
    "→": ">",
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "\u2018": "'",
    "\u2019": "'",
    "•": "*",
    "▀": '"',
    "▔": '"',
    "▁": "_",
    "▂": ".",
    "▃": "_",
    "▄": "_",
    "▅": "=",
    "▆": "=",
    "▇": "#",
    "▓": "%",
    "▒": ":",
    "░": ":",
    "\u2571": "/",
    "╲": "\\",
    "\u2573": "X",
}
_LIGHT = "─│┌┐└┘├┤┬┴┼"
"""Lines that every font of a console has."""
_ROUND = {"╭": "┌", "╮": "┐", "╯": "┘", "╰": "└"}
_ACROSS = "━═┄┅┈┉╌╍╴╶╸╺╼╾"
_HEAVY_ACROSS = "━═"
_DOWN = "┃║┆┇┊┋╎╏╵╷╹╻╽╿"
_LINES, _BLOCKS, _SHAPES = (0x2500, 0x257F), (0x2580, 0x259F), (0x25A0, 0x25FF)
_OTHER_SIGNS = ((0x2190, 0x23FF), (0x2600, 0x27BF), (0x2800, 0x28FF), (0x2900, 0x2BFF))
_FIRST_SIGN = "\u2010"
"""What comes before it are letters."""


def _plain_sign(sign: str) -> str:
    if sign < _FIRST_SIGN or sign in _LIGHT:
        return sign
    if sign in _SIGNS or sign in _ROUND:
        return _SIGNS.get(sign) or _ROUND[sign]
    code = ord(sign)
    if _within(code, _LINES):
        if sign in _ACROSS:
            return "=" if sign in _HEAVY_ACROSS else "-"
        return "|" if sign in _DOWN else "+"
    if _within(code, _BLOCKS):
        return "#"
    if _within(code, _SHAPES) or any(_within(code, span) for span in _OTHER_SIGNS):
        return "*"
    return sign


def _within(code: int, span: tuple[int, int]) -> bool:
    return span[0] <= code <= span[1]


class _Table(dict[int, str]):
    """The plain sign of each character, found once."""

    def __missing__(self, code: int) -> str:
        self[code] = sign = _plain_sign(chr(code))
        return sign


_TABLE = _Table()


def plain(text: str) -> str:
    """Replace every sign of a text by a plain one of the same width."""
    return text if text.isascii() else text.translate(_TABLE)
