"""What terminals send that is no key press, made by a seeded grammar; whole, malformed or cut."""

from collections.abc import Callable, Iterator
from random import Random

ESC = "\x1b"
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_BODY = _PRINTABLE + "é£世✓\t\r\n\x00\x1f"
_FINALS = "".join(map(chr, range(0x40, 0x7F)))


def _some(random: Random, characters: str, most: int) -> str:
    return "".join(random.choices(characters, k=random.randint(0, most)))


def _number(random: Random) -> str:
    wild = ("", "0", "-1", "-35", "99999", "2147483648", "18446744073709551616", "1.5")
    return random.choice(wild) if random.random() < 0.2 else str(random.randint(0, 300))


def _parameters(random: Random, most: int = 6) -> str:
    return random.choice(";;;:").join(_number(random) for _ in range(random.randint(0, most)))


def control_string(random: Random) -> str:
    """OSC, DCS, APC, PM or SOS: an answer as terminals give it, or any body."""
    answers = (
        "]10;rgb:ffff/ffff/ffff",
        "]11;rgb:1e1e/1e1e/2e2e",
        "]4;1;rgb:cdcd/0000/0000",
        "]52;c;aGVsbG8=",
        "]lname of the window",
        "]Licon",
        "P>|XTerm(370)",
        "P!|00000000",
        "P1$r0m",
        "P0+r544e",
        "P1+r544e=787465726d",
        "_Gi=31;OK",
        "_Gi=1;ENOENT: no such file",
    )
    body = random.choice(answers)
    if random.random() < 0.4:
        body = random.choice("]P_^X") + _some(random, _BODY, 40)
    ends: tuple[str, ...] = (
        ESC + "\\",
        ESC + "\\",
        "\x9c",
        *(("\x07",) * 3 if body[0] == "]" else ()),
    )
    return ESC + body + random.choice(ends)


def csi_answer(random: Random) -> str:
    """Device attributes, status and mode reports, window reports, and what has their form."""
    answers = ("?62;22c", "?1;2c", ">41;354;0c", "=0c", "0n", "3n", "24;80R", "?24;80;1R", "?0n")
    more = (
        "?2026;2$y",
        "4;1$y",
        "8;24;80t",
        "4;600;800t",
        "9;1080;1920t",
        "?1u",
        "?31u",
        "?1;0;256S",
    )
    body = random.choice(answers + more)
    if random.random() < 0.4:
        # A final byte that makes a key of it is left out: these are for answers.
        body = random.choice("?>=") + _parameters(random) + random.choice(("", "$", " ", "'"))
        body += random.choice(_FINALS.replace("[", ""))
    return f"{ESC}[{body}"


def malformed_mouse(random: Random) -> str:
    """A mouse report that says nothing, in the forms of SGR, urxvt and pixels."""
    count = random.choice((0, 1, 2, 4, 5))
    broken = ";".join(_number(random) for _ in range(count))
    minus = f"{random.randint(0, 99)};-{random.randint(1, 99)};{random.randint(0, 99)}"
    odd = f"{random.randint(0, 99)};{random.choice(('', '99999999'))};5"
    urxvt = f"{random.randint(32, 99)};{random.randint(1, 300)};{random.randint(1, 300)}M"
    sgr = "<" + random.choice((broken, minus, odd)) + random.choice("Mm")
    return f"{ESC}[{random.choice((sgr, sgr, urxvt))}"


def malformed_key(random: Random) -> str:
    """A keyboard report of no key: releases, code points that do not exist, broken parameters."""
    points = (0xD800, 0xDFFF, 0x110000, 9_999_999, 2**31, 2**64, 0, 1, 0x80, 0x9B, 57441, 57358)
    kinds = (
        f"{random.randint(33, 126)};1:3u",
        f"1;1:3{random.choice('ABCDHF')}",
        f"{random.randint(2, 6)};1:3~",
        f"{random.choice(points)}u",
        f"{random.choice(points)};{random.randint(1, 8)}u",
        f"97;1;{random.choice(points[:6])}u",
        "97;999u",
        "-97u",
        "97;-2u",
        f"{'9' * random.randint(8, 40)}u",
        ";;u",
        ";u",
        f"27;5;{random.choice(points[:6])}~",
        f"{random.randint(40, 199)}~",
        "97:65:97:4:5;2u",
    )
    return f"{ESC}[{random.choice(kinds)}"


def x10_mouse(random: Random) -> bytes:
    """A mouse report in X10's form: three bytes from 32 on, whatever they decode to."""
    return b"\x1b[M" + bytes(random.randint(32, 255) for _ in range(3))


_TEXTS: tuple[Callable[[Random], str], ...] = (
    control_string,
    control_string,
    csi_answer,
    malformed_mouse,
    malformed_key,
)


def no_key(random: Random) -> bytes:
    """One thing that a terminal sends and nobody pressed."""
    if random.random() < 0.1:
        return x10_mouse(random)
    return random.choice(_TEXTS)(random).encode()


def reads(random: Random, parts: list[bytes]) -> Iterator[tuple[bytes, float]]:
    """These parts in reads, each with the seconds before it: any delay, cut anywhere.

    Only the first `ESC` of a part and what follows are not torn apart for longer than an Escape
    key takes: nobody can tell that from the key.
    """
    for part in parts:
        begin = 0
        wait = random.choice((0.0, 0.02, 0.2, 3.0))
        while begin < len(part):
            end = random.choice((len(part), random.randint(begin + 1, len(part))))
            yield part[begin:end], wait
            # A string that has not shown what it answers waits for a second (`TYPED_S`).
            wait = random.choice((0.0, 0.001, 0.05, 0.5, 0.9))
            if end == 1:
                wait = random.choice((0.0, 0.005))
            begin = end
