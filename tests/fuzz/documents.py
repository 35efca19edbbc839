"""A good document for each shipped mapping and the native format, and mutations that spoil them.

Everything follows from a seed: the same seed gives the same bytes on every machine.
"""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

from msgspec import Struct

EXAMPLES = Path(__file__).parents[2] / "docs" / "mappings"


class Seed(Struct, frozen=True):
    """A good document to start from.

    Attributes:
        name: of the mapping, or of the native format.
        form: json, csv or xml.
        parts: the document, and that of the vehicles where it is at an address of its own.
        mapping: the file that says how it is read; None for the native format.
        empty: a page with nothing on it, where pages are counted until one is empty.
    """

    name: str
    form: str
    parts: tuple[bytes, ...]
    mapping: Path | None = None
    empty: bytes | None = None


_NATIVE = {
    "feed": "jru/1",
    "generated_at": "2020-10-30T22:47:30Z",
    "complete": True,
    "next": None,
    "calls": [
        {
            "id": f"K-{number}",
            "version": 3,
            "opened_at": "2020-10-30T22:38:02Z",
            "updated_at": "2020-10-30T22:41:17Z",
            "state": "open",
            "closed_at": None,
            "outcome": None,
            "grade": "G1",
            "category": "C2",
            "type": "concern_for_welfare",
            "summary": "Caller says the man next door has been shouting",
            "origin": "police",
            "where": {"text": "Sea Street", "lat": 51.3703, "lon": 1.1203, "area": "east_kent"},
            "flags": ["alcohol"],
            "needs": ["clinical"],
            "responses": [
                {"vehicle": "JRU3", "allocated_at": "2020-10-30T22:39:30Z", "clear_at": None}
            ],
            "notes": [{"id": "n1", "at": "2020-10-30T22:41:17Z", "by": "control", "text": "Rang"}],
        }
        for number in range(3)
    ],
    "vehicles": [
        {
            "id": "JRU3",
            "name": "JRU 3",
            "status": "en_route",
            "status_at": "2020-10-30T22:40:47Z",
            "call": "K-1",
            "position": {"lat": 51.2802, "lon": 1.0789, "at": "2020-10-30T22:47:12Z"},
            "crew": [{"role": "officer", "id": "SC 70912", "skills": []}],
        }
    ],
}


def _example(name: str, form: str, *files: str, empty: bytes | None = None) -> Seed:
    parts = tuple((EXAMPLES / file).read_bytes() for file in files)
    return Seed(name, form, parts, EXAMPLES / f"{name}.toml", empty)


SEEDS = (
    Seed("native", "json", (json.dumps(_NATIVE).encode(),)),
    _example("soda_fire_calls", "json", "soda_fire_calls.json", empty=b"[]"),
    _example("eido", "json", "eido.json"),
    _example("geojson_incidents", "json", "geojson_incidents.geojson", "geojson_units.geojson"),
    _example("xml_incidents", "xml", "xml_incidents.xml"),
    _example("csv_snapshot", "csv", "csv_snapshot.csv"),
)

_ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    10**30,
    1e308,
    0.1,
    "",
    " ",
    "0",
    "22:51",
    "half past nine",
    "2020-10-25T01:30:00",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00Z",
    "Robert'); DROP TABLE calls;--",
    "\x1b[2J\x07",
    "\u202eabc",
    "e\u0301" * 50,
    "JRU3, JRU3, JRU3",
    "x" * 300,
    "x" * 5_000,
    [],
    {},
    [[]],
    [None, "", 0],
    {"id": {"id": {"id": 1}}},
)


def spoiled(seed: Seed, number: int, most: int = 20_000) -> tuple[bytes, ...]:
    """The parts of a seed's document after some mutations.

    Args:
        seed: what to start from.
        number: decides what is changed.
        most: bytes that a part may grow to by what stands in it being repeated.
    """
    chance = Random(f"{seed.name} {number}")
    parts = list(seed.parts)
    which = chance.randrange(len(parts))
    parts[which] = _FORMS[seed.form](parts[which], chance, most)
    if chance.random() < 0.3:
        parts[which] = _bytes(parts[which], chance)
    return tuple(parts)


def _bytes(body: bytes, chance: Random) -> bytes:
    """Some bytes of a document changed, whatever they mean."""
    out = bytearray(body)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(4):
            case 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                out[at:at] = chance.choice(
                    (b"NaN", b'"', b"<", b",", b"\0", b"\xff", b"\\ud800", b"[" * 40, b"<a>" * 40)
                )
            case 2:
                del out[at : at + chance.randint(1, 60)]
            case _:
                end = min(len(out), at + chance.randint(1, 400))
                out[at:at] = out[at:end]
    return bytes(out)


def _json(body: bytes, chance: Random, most: int) -> bytes:
    tree = json.loads(body)
    for _ in range(chance.randint(1, 6)):
        holders = list(_holders(tree))
        if holders:
            holder, key = chance.choice(holders)
            _change(holder, key, holders, chance)
    if chance.random() < 0.4:
        _grow(tree, chance, most - len(body))
    return json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode(errors="surrogatepass")


def _holders(tree: Any) -> Any:
    """Every place in a tree: what holds it, and by which key."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in list(items):
        yield tree, key
        if isinstance(value, dict | list):
            yield from _holders(value)


def _change(holder: Any, key: Any, holders: list[Any], chance: Random) -> None:
    try:
        match chance.randrange(5):
            case 0:
                del holder[key]
            case 1:
                other, where = chance.choice(holders)
                holder[key] = json.loads(json.dumps(other[where]))
            case 2 if isinstance(holder, list):
                holder.insert(key, json.loads(json.dumps(holder[key])))
            case 3 if isinstance(holder, list):
                chance.shuffle(holder)
            case _:
                holder[key] = json.loads(json.dumps(chance.choice(_ODD)))
    except (KeyError, IndexError):
        pass  # a change before this one has taken the place away


def _grow(tree: Any, chance: Random, room: int) -> None:
    """Repeat what stands in one of the tree's lists, nearly the same each time."""
    lists = [h[k] for h, k in _holders(tree) if isinstance(h[k], list) and h[k]]
    lists += [tree] if isinstance(tree, list) and tree else []
    if not lists:
        return
    chosen = chance.choice(lists)
    each = json.dumps(chance.choice(chosen))
    for number in range(max(0, min(chance.choice((3, 30, 3_000)), room // (len(each) + 2)))):
        copy = json.loads(each)
        if isinstance(copy, dict) and copy and chance.random() < 0.7:
            name = chance.choice(list(copy))
            copy[name] = chance.choice((f"{copy[name]}{number}", number, chance.choice(_ODD)))
        chosen.append(copy)


def _csv(body: bytes, chance: Random, most: int) -> bytes:
    table = list(csv.reader(io.StringIO(body.decode("cp1252")), delimiter=";"))
    for _ in range(chance.randint(1, 6)):
        row = chance.choice(table)
        at = chance.randrange(len(row)) if row else 0
        match chance.randrange(6):
            case 0 if row:
                del row[at]
            case 1:
                row.insert(at, str(chance.choice(_ODD)))
            case 2:
                table.insert(chance.randrange(len(table) + 1), list(row))
            case 3:
                table.remove(row)
                table = table or [[]]
            case _ if row:
                row[at] = str(chance.choice((*_ODD, *chance.choice(table))))
    if chance.random() < 0.4:
        row = chance.choice(table)
        room = max(0, most - len(body)) // (sum(map(len, row)) + len(row) + 1)
        for number in range(min(chance.choice((3, 30, 3_000)), room)):
            table.append([f"{cell}{number}" if chance.random() < 0.1 else cell for cell in row])
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(table)
    return out.getvalue().encode("cp1252", errors="replace")


def _xml(body: bytes, chance: Random, most: int) -> bytes:
    root = fromstring(body)
    for _ in range(chance.randint(1, 6)):
        parents = list(root.iter())
        parent = chance.choice(parents)
        children = list(parent)
        match chance.randrange(6):
            case 0 if children:
                parent.remove(chance.choice(children))
            case 1 if children:
                parent.append(chance.choice(children))
            case 2:
                parent.text = _xml_text(chance.choice(_ODD))
            case 3:
                name = chance.choice((*parent.attrib, "id", "call", "vehicle"))
                parent.set(name, _xml_text(chance.choice(_ODD)))
            case 4 if parent.attrib:
                del parent.attrib[chance.choice(list(parent.attrib))]
            case _:
                parent.append(Element(chance.choice(parents).tag))
    if chance.random() < 0.4:
        parent = chance.choice([each for each in root.iter() if len(each)] or [root])
        children = list(parent) or [Element("a")]
        child = chance.choice(children)
        room = max(0, most - len(body)) // (len(tostring(child)) + 1)
        for _ in range(min(chance.choice((3, 30, 3_000)), room)):
            parent.append(child)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _xml_text(value: object) -> str:
    return "".join(char for char in str(value) if char.isprintable())


_FORMS: dict[str, Callable[[bytes, Random, int], bytes]] = {"json": _json, "csv": _csv, "xml": _xml}
