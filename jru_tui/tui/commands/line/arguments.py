"""The words of a line, fitted to the slots of a command.

A slot with a default may be left out, so a line can be read in more than one way: the first way in
which everything finds its place is taken, and the way that got furthest says what is wrong.

A reason never swallows what was meant for something else: where a vehicle may be named and is not,
`jur2` is no reason but a vehicle that there is not.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Option, Slot
from jru_tui.tui.commands.line.name_matching import NameMatcher, plain

_LONGEST_NAME = 3
"""Words that one name may have: `committed, not deployable`."""
_WHOLE = Slot("name", whole=True)
_MOST_NAMED = 4

Spans = Mapping[str, tuple[int, int]]
"""Where in the line each slot was typed."""


class LineWord(Struct, frozen=True):
    """A word and where it stands in the line."""

    text: str
    start: int
    end: int


class Fit(Struct, frozen=True):
    """Every slot has what it needs."""

    arguments: Given
    spans: Spans


class Misfit(Struct, frozen=True):
    """The error at the word at `index` (one past the last: it is missing).

    `slot` is set where the word is none of what that slot can mean, `several` where it fits more
    than one thing.
    """

    reason: str
    index: int
    slot: str = ""
    several: bool = False


class SlotOptions:
    """The options of slots now; each is asked once for a line, however often it is needed."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._known: dict[tuple[str, tuple[tuple[str, str], ...]], NameMatcher] = {}

    def of(self, slot: Slot, arguments: Given) -> NameMatcher:
        """Return the names that a slot can mean; none in particular where any words can stand."""
        key = slot.name, tuple(arguments.items())
        if key not in self._known:
            options = slot.options(self.context, arguments) if slot.options else ()
            self._known[key] = NameMatcher(options)
        return self._known[key]


class ArgumentFit:
    """An attempt to fit words to slots.

    Attributes:
        result: the fit, or the misfit of the way that got furthest.
        open: slots that the word behind the last one could fill, each with what is given by then.

    Args:
        line: the line as it was typed.
        words: its words behind the command's own.
        slots: of the command.
        options: returns the values that a slot can have.
    """

    def __init__(
        self, line: str, words: Sequence[LineWord], slots: Sequence[Slot], options: SlotOptions
    ) -> None:
        self._line = line
        self._words = words
        self._slots = slots
        self._options = options
        self._misfits: list[Misfit] = []
        self.open: list[tuple[Slot, Given]] = []
        fit = next(self._from(0, 0, {}, {}), None)
        self.result: Fit | Misfit = fit or self._furthest()

    def _furthest(self) -> Misfit:
        """The misfit that got furthest; of several slots that a word fits none of, all of them."""
        last = max(misfit.index for misfit in self._misfits)
        misfits = [misfit for misfit in self._misfits if misfit.index == last]
        clear = [misfit for misfit in misfits if not misfit.slot]
        names = list(dict.fromkeys(misfit.slot for misfit in misfits if misfit.slot))
        if len(names) < 2 or any(misfit.several for misfit in clear):  # noqa: PLR2004 -- one is no list
            return next((misfit for misfit in clear if misfit.several), misfits[0])
        listed = f"{', '.join(names[:-1])} or {names[-1]}"
        return Misfit(f"{listed} expected, not “{self._words[last].text}”", last)

    def _from(
        self, at: int, index: int, arguments: Given, spans: Spans, *, assumed: bool = False
    ) -> Iterator[Fit]:
        """Yield all ways to go on from a slot and a word.

        `assumed`: the slot before was left out, so that the word could have been meant for it.
        """
        if at == len(self._slots):
            if index == len(self._words):
                yield Fit(arguments, spans)
            else:
                text = self._words[index].text
                self._misfits.append(Misfit(f"this is not expected: “{text}”", index))
            return
        slot = self._slots[at]
        if index == len(self._words):
            self.open.append((slot, arguments))
        elif slot.is_text and slot.optional and assumed:
            return
        elif slot.is_text:
            start, end = self._words[index].start, self._words[-1].end
            taken = {**arguments, slot.name: self._line[start:end]}
            placed = {**spans, slot.name: (start, end)}
            yield from self._from(at + 1, len(self._words), taken, placed)
            return
        else:
            for value, last in self._values(slot, index, arguments):
                placed = {
                    **spans,
                    slot.name: (self._words[index].start, self._words[last - 1].end),
                }
                yield from self._from(at + 1, last, {**arguments, slot.name: value}, placed)
            if self._is_slip(slot, index, arguments):
                return
        yield from self._left_out(at, index, arguments, spans)

    def _left_out(self, at: int, index: int, arguments: Given, spans: Spans) -> Iterator[Fit]:
        """Go on without the slot, by its default or because nobody needs it."""
        slot = self._slots[at]
        value = slot.default(self._options.context, arguments) if slot.default else ""
        if value:
            yield from self._from(
                at + 1, index, {**arguments, slot.name: value}, spans, assumed=True
            )
        elif slot.optional:
            yield from self._from(at + 1, index, arguments, spans)
        elif index == len(self._words):
            self._misfits.append(Misfit(slot.question or f"which {slot.name}?", index))

    def _values(self, slot: Slot, index: int, arguments: Given) -> Iterator[tuple[str, int]]:
        """Yield what the next words can mean here, longest name first, and where they end."""
        text = self._words[index].text
        if slot.digits:
            if text.isascii() and text.isdecimal():
                yield text, index + 1
            else:
                self._misfits.append(Misfit(f"“{text}” is not a whole number", index, slot.name))
            return
        names = self._options.of(slot, arguments)
        for count in range(_LONGEST_NAME, 1, -1):
            last = index + count
            # A word of nothing but signs is no part of a name.
            if last <= len(self._words) and all(
                plain(word.text) for word in self._words[index:last]
            ):
                joined = " ".join(word.text for word in self._words[index:last])
                for option in names.meant(joined, _WHOLE)[:1]:
                    yield option.value, last
        found = names.meant(text, slot)
        if len(found) == 1:
            yield found[0].value, index + 1
        elif found:
            problem = f"“{text}” could be {_listed(found)}"
            self._misfits.append(Misfit(problem, index, several=True))
        else:
            self._misfits.append(Misfit(f"there is no {slot.name} “{text}”", index, slot.name))

    def _is_slip(self, slot: Slot, index: int, arguments: Given) -> bool:
        """Test whether the word was meant for this slot, so that it must not be read as another."""
        if slot.options is None:
            return False
        text, names = self._words[index].text, self._options.of(slot, arguments)
        found = names.meant(text, slot)
        if found:
            return len(found) > 1 or slot.whole
        return names.looks_like_one(text, slot)


def _listed(options: Sequence[Option]) -> str:
    """Join some options by name; one whose name is a bare number says what it is."""
    named = [
        f"{option.names[0]} ({option.description})"
        if option.names[0].isdecimal()
        else option.names[0]
        for option in options[:_MOST_NAMED]
    ]
    return ", ".join([*named, *(["…"] if len(options) > _MOST_NAMED else [])])


def split(line: str) -> list[LineWord]:
    """The words of a line, with their places."""
    words: list[LineWord] = []
    at = 0
    for text in line.split():
        start = line.index(text, at)
        at = start + len(text)
        words.append(LineWord(text, start, at))
    return words
