"""XML as plain data, counted while it is read and without entities or anything outside it.

An element becomes a dict of its attributes and children by local name; a child that stands several
times becomes a list. An element with neither is its text; beside others its text is `text`. One
that is marked as nil is not there; what else the schema says of values (`xsi:type`) is no data.

Entities can only be declared in a document type, so whatever has one is refused (CWE-611, CWE-776).
"""

from collections.abc import Container
from typing import Any
from xml.parsers import expat

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.decoding.text import MAX_TEXT, quoted
from jru_tui.feeds.offload import checkpoint
from jru_tui.feeds.size_errors import MAX_DEPTH, Caps, too_many

_STEP = 64_000
"""Bytes that are parsed in one go: between them other threads have their turn."""
_MAX_TAG = 4
"""Steps that one tag or comment may take: a million attributes would hold every thread up."""
_MAX_NAMES = 10_000
"""Names of elements and attributes: where there are more, what should be a value is a name."""
_XSI = "http://www.w3.org/2001/XMLSchema-instance}"
_NIL = _XSI + "nil"
_TRUE = frozenset(("true", "1"))
_FAIR = Caps()


def read_xml(
    body: bytes,
    name: str | None,
    key: str = "xml.root",
    lists: Container[str] = (),
    caps: Caps = _FAIR,
) -> Any:
    """Read the content of the root element.

    Args:
        body: as it came.
        name: what the root element has to be called; None for whatever it is called.
        key: the key of the mapping that asks for it.
        lists: names of elements that are lists also where they stand once.
        caps: what the document may hold.

    Raises:
        BadDocument: it is cut or not XML, of another name, has a document type or entities, nests
            too deeply, or is too much to be read.
    """
    reader = _Reader(name, key, lists, caps)
    try:
        return reader.read(body) or {}
    except BadDocument:
        raise
    except expat.ExpatError as error:
        message = f"line {error.lineno}, column {error.offset}"
        raise BadDocument(f"the document is cut short or not XML ({message})") from None
    except (ValueError, LookupError):  # an encoding that it names and nobody knows
        raise BadDocument("the XML is in an encoding that cannot be read") from None


class _Element:
    """An element that has begun and not ended yet.

    Attributes:
        data: its attributes and children so far; None while it has none.
        text: what stands before its first child, in pieces.
        is_whole: what comes is no text of its own any more.
        size: characters of its text.
        is_nil: it is marked as not being there.
    """

    __slots__ = ("data", "is_nil", "is_whole", "name", "size", "text")

    def __init__(self, name: str, data: dict[str, Any] | None, *, is_nil: bool) -> None:
        self.name = name
        self.data = data
        self.is_nil = is_nil
        self.text: list[str] = []
        self.is_whole = False
        self.size = 0


class _Reader:
    """Builds plain data as elements end, and stops as soon as there are too many."""

    def __init__(self, name: str | None, key: str, lists: Container[str], caps: Caps) -> None:
        self._name = name
        self._key = key
        self._lists = lists
        self._caps = caps
        self._open: list[_Element] = []
        self._values = 0
        self._containers = 0
        self._events = 0
        self._root: Any = None

    def read(self, body: bytes) -> Any:
        """Read a whole document, step by step."""
        names: dict[str, str] = {}
        parser = expat.ParserCreate(namespace_separator="}", intern=names)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = self._passed_over
        parser.ProcessingInstructionHandler = self._passed_over
        idle = 0
        for at in range(0, len(body), _STEP):
            checkpoint()
            before = self._events
            parser.Parse(body[at : at + _STEP], False)
            idle = 0 if self._events != before else idle + 1
            if len(names) > _MAX_NAMES:
                raise BadDocument(f"the XML has more than {_MAX_NAMES:,} names of elements")
            if idle > _MAX_TAG:
                raise BadDocument(
                    f"a tag or comment of the XML is longer than {_MAX_TAG * _STEP:,} bytes"
                )
        parser.Parse(b"", True)
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._events += 1
        self._values += 1 + len(attributes)
        local = _local(name)
        if not self._open and self._name is not None and local != self._name:
            message = f"the outermost element is {quoted(local)}, not {quoted(self._name)}"
            raise BadDocument(f"{message} ({self._key})")
        if len(self._open) > MAX_DEPTH:
            raise BadDocument("the document is nested too deeply")
        if self._values > self._caps.values:
            raise BadDocument(too_many("elements and attributes", self._values, self._caps.values))
        own = {_local(key): value for key, value in attributes.items() if not key.startswith(_XSI)}
        is_nil = bool(attributes) and attributes.get(_NIL, "").strip() in _TRUE
        if self._open:
            self._holder(self._open[-1])
        self._open.append(_Element(local, own or None, is_nil=is_nil))
        if own:
            self._counted()

    def _holder(self, parent: _Element) -> None:
        """Make an element one that holds others: its text ends with the first of them."""
        parent.is_whole = True
        if parent.data is None:
            parent.data = {}
            self._counted()

    def _counted(self) -> None:
        self._containers += 1
        if self._containers > self._caps.containers:
            message = "elements with something inside"
            raise BadDocument(too_many(message, self._containers, self._caps.containers))

    def _characters(self, text: str) -> None:
        self._events += 1
        element = self._open[-1]
        if not element.is_whole:
            element.text.append(text)
            element.size += len(text)
            # What is more would be cut from it later.
            element.is_whole = element.size > MAX_TEXT

    def _end(self, _name: str) -> None:
        self._events += 1
        element = self._open.pop()
        text = "".join(element.text).strip()
        value: Any = text if element.data is None else element.data
        if text and element.data is not None:
            element.data.setdefault("text", text)
        if not self._open:
            self._root = value
        elif not element.is_nil:
            holder = self._open[-1].data
            assert holder is not None, "it was made when its first child began"
            self._put(holder, element.name, value)

    def _put(self, holder: dict[str, Any], name: str, value: Any) -> None:
        if name not in holder:
            holder[name] = [value] if name in self._lists else value
        elif isinstance(holder[name], list):
            holder[name].append(value)
        else:
            holder[name] = [holder[name], value]

    def _passed_over(self, *_: str) -> None:
        self._events += 1


def _refuse_document_type(*_: object) -> None:
    raise BadDocument(
        "the XML declares a document type or entities: refused, as these can read files and expand "
        "without limit"
    )


def _local(name: str) -> str:
    return name.rpartition("}")[2]
