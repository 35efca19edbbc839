"""XML as plain data, by a parser that refuses entities and everything outside the document.

An element becomes a dict of its attributes and children by local name; a child that stands several
times becomes a list. An element with neither is its text; beside others its text is `text`. One
that is marked as nil is not there; what else the schema says of values (`xsi:type`) is no data.
"""

from collections.abc import Container
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.decoding.text import quoted

_STEP = 64_000
"""Bytes that are parsed in one go: between them other threads have their turn."""
_MAX_DEPTH = 32
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NIL = _XSI + "nil"


def read_xml(body: bytes, name: str, key: str = "xml.root", lists: Container[str] = ()) -> Any:
    """The content of the root element, which has to be of that name; `key` is what asks for it.

    Elements whose name is among `lists` are lists also where they stand once.

    Raises:
        BadDocument: it is cut or not XML, of another name, has a document type or entities, or
            nests too deeply.
    """
    parser = DefusedXMLParser(forbid_dtd=True)
    try:
        for start in range(0, len(body), _STEP):
            parser.feed(body[start : start + _STEP])
        root: Element = parser.close()
    except DefusedXmlException:
        raise BadDocument(
            "the XML declares a document type or entities: refused, they can read files and "
            "swell without end"
        ) from None
    except ParseError as error:
        line, column = error.position
        what = f"line {line}, column {column}"
        raise BadDocument(f"the document is cut or not XML ({what})") from None
    except (ValueError, LookupError):  # an encoding that it names and nobody knows
        raise BadDocument("the XML is in an encoding that cannot be read") from None
    if _local(root.tag) != name:
        what = f"the outermost element is {quoted(_local(root.tag))}, not {quoted(name)} ({key})"
        raise BadDocument(what)
    return _plain(root, 0, lists) or {}


def _plain(element: Element, depth: int, lists: Container[str]) -> Any:
    if depth > _MAX_DEPTH:
        raise BadDocument("the document is nested too deeply")
    text = (element.text or "").strip()
    data = {name: each for name, each in element.attrib.items() if not name.startswith(_XSI)}
    if not len(element) and not data:
        return text
    out: dict[str, Any] = {_local(name): value for name, value in data.items()}
    for child in element:
        if child.get(_NIL, "").strip() in {"true", "1"}:
            continue
        name, value = _local(child.tag), _plain(child, depth + 1, lists)
        # Let go of piece by piece: a large tree that is freed in one go holds every thread up.
        child.clear()
        if name not in out:
            out[name] = [value] if name in lists else value
        elif isinstance(out[name], list):
            out[name].append(value)
        else:
            out[name] = [out[name], value]
    if text:
        out.setdefault("text", text)
    return out


def _local(name: str) -> str:
    return name.rpartition("}")[2]
