"""A parser of a typed line: its command, its words, what is wrong, what comes next.

Nothing here knows a single command: everything follows from the `TypedForm` of each definition, and
the verdict is the board's own.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board import Refusal, Request, decide_all, effects_of
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.arguments import (
    ArgumentFit,
    Fit,
    LineWord,
    Misfit,
    SlotOptions,
    Spans,
    split,
)
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, Run, Slot, TypedForm
from jru_tui.tui.commands.line.name_matching import NameMatcher
from jru_tui.tui.commands.spec import SOME_REASON, CommandSpec

_NAME = Slot("command")
_NOTHING = TypedForm()


class ParsedLine(Struct, frozen=True):
    """The result of reading a line.

    Attributes:
        spec: the command; None while it is not clear.
        meaning: what is to be done; None where something is wrong, or where nothing but the name
            stands there, so that the command starts as by its key.
        wrong: why it cannot be done, in words; empty when it can.
        span: the part of the line that is to blame; empty at the end where something is missing.
        unfinished: only because something is still to be typed.
        slots: names of the slots that the last word is for.
        candidates: what that word can become.
        word: where that word starts; the length of the line for one not begun.
        shown: the side effects of what is to be done, as they are shown beside the line.
    """

    spec: CommandSpec | None = None
    meaning: Request | Run | None = None
    wrong: str = ""
    span: tuple[int, int] = (0, 0)
    unfinished: bool = False
    slots: tuple[str, ...] = ()
    candidates: tuple[Option, ...] = ()
    word: int = 0
    shown: tuple[str, ...] | None = None


def read(
    line: str,
    context: Context,
    specs: Sequence[CommandSpec],
    options: SlotOptions | None = None,
) -> ParsedLine:
    """Read a line against what is selected and the board as it stands. Never raises.

    Args:
        line: what was typed, without the colon.
        context: what is looked at.
        specs: the commands that can be typed.
        options: what slots can mean, from reading another line in the same context.
    """
    options = options or SlotOptions(context)
    words = split(line)
    begun = bool(words) and words[-1].end == len(line)
    if not words or (len(words) == 1 and begun):
        return _read_name(words, context, specs)
    named = _named(words[0].text, specs)
    if len(named) != 1:
        return ParsedLine(wrong=_unclear(words[0].text, named), span=(words[0].start, words[0].end))
    spec = named[0]
    typed = spec.typed or _NOTHING
    reading = _next(ParsedLine(spec), line, words[1:], options, begun=begun)
    if len(words) == 1:
        return replace(reading, wrong=spec.forbidden(context))
    result = ArgumentFit(line, words[1:], typed.slots, options).result
    if isinstance(result, Misfit):
        span = _place(words[1:], result.index, line)
        typing = result.index == len(words) - 1 or (begun and span[1] == len(line))
        unfinished = typing and (span[0] == span[1] or bool(reading.candidates))
        return replace(reading, wrong=result.reason, span=span, unfinished=unfinished)
    meaning = _build(spec, typed, context, result.arguments)
    if isinstance(meaning, LineError):
        span = result.spans.get(meaning.slot, (len(line), len(line)))
        return replace(reading, wrong=meaning.reason, span=span)
    reason = spec.forbidden(context)
    if isinstance(meaning, Run):
        reason = reason or spec.why_not(_looking_at(result.arguments, context))
    elif not reason:
        verdict = decide_all(context.board, meaning, context.actor)
        if isinstance(verdict, Refusal):
            span = _blamed(verdict.reason, spec, context, result) or (len(line), len(line))
            return replace(reading, wrong=verdict.reason, span=span)
    if reason:
        return replace(reading, wrong=reason)
    shown = None if isinstance(meaning, Run) else effects_of(context.board, meaning)
    return replace(reading, meaning=meaning, shown=shown)


def complete_line(line: str, reading: ParsedLine, index: int) -> str:
    """The line with its last word made into one of the candidates.

    Args:
        line: what was typed.
        reading: what it comes to.
        index: the candidate, counted from 0.
    """
    option = reading.candidates[index % len(reading.candidates)]
    return f"{line[: reading.word]}{option.names[0]} "


def _read_name(
    words: Sequence[LineWord], context: Context, specs: Sequence[CommandSpec]
) -> ParsedLine:
    """Read a line with nothing but a name, which may not be whole yet."""
    offered = [_as_option(spec) for spec in specs if spec.typed is not None]
    if not words:
        return ParsedLine(slots=("command",), candidates=tuple(offered))
    word = words[0]
    named = _named(word.text, specs)
    found = [_as_option(option) for option in named[:1]] if len(named) == 1 else []
    found += [
        option for option in NameMatcher(offered).possible(word.text, _NAME) if option not in found
    ]
    reading = ParsedLine(slots=("command",), candidates=tuple(found), word=word.start)
    if len(named) == 1:
        return replace(reading, spec=named[0], wrong=named[0].forbidden(context))
    span = (word.start, word.end)
    return replace(reading, wrong=_unclear(word.text, named), span=span, unfinished=bool(found))


def _as_option(spec: CommandSpec) -> Option:
    letter = spec.typed.letter if spec.typed else ""
    return Option(spec.id, (spec.id,), letter)


def _named(name: str, specs: Sequence[CommandSpec]) -> list[CommandSpec]:
    """The command of that letter, in its case; else those whose name begins like that."""
    typed = [(spec, spec.typed) for spec in specs if spec.typed is not None]
    whole = [spec for spec, _ in typed if spec.id == name.lower()]
    if whole:
        return whole
    for wanted in (name, name.lower()):
        by_letter = [spec for spec, how in typed if how.letter and how.letter == wanted]
        if by_letter:
            return by_letter
    found = {
        option.value
        for option in NameMatcher(_as_option(spec) for spec, _ in typed).meant(name, _NAME)
    }
    return [spec for spec, _ in typed if spec.id in found]


def _unclear(name: str, named: Sequence[CommandSpec]) -> str:
    if named:
        return f"“{name}” could be {', '.join(option.id for option in named)}"
    return f"there is no command “{name}”"


def _next(
    reading: ParsedLine, line: str, words: Sequence[LineWord], options: SlotOptions, *, begun: bool
) -> ParsedLine:
    """Find what the last word is for, and what it can become."""
    assert reading.spec is not None
    typed = reading.spec.typed or _NOTHING
    before = words[:-1] if begun else words
    last = words[-1].text if begun else ""
    open_slots = ArgumentFit(line, before, typed.slots, options).open
    candidates: list[Option] = []
    for slot, arguments in open_slots:
        if slot.options is not None:
            candidates += options.of(slot, arguments).possible(last, slot)
    return replace(
        reading,
        slots=tuple(slot.name for slot, _ in open_slots),
        candidates=tuple({candidate.names[0]: candidate for candidate in candidates}.values()),
        word=words[-1].start if begun else len(line),
    )


def _build(spec: CommandSpec, typed: TypedForm, context: Context, arguments: Given) -> Made:
    assert typed.make is not None, spec.id
    return typed.make(context, arguments)


def _looking_at(arguments: Given, context: Context) -> Context:
    """Give the context with the call or the vehicle that a line names in place of the selected."""
    subject = arguments.get("call") or arguments.get("call or vehicle", "")
    if subject in context.board.vehicles:
        return replace(context, vehicle=subject)
    return replace(context, call=subject or context.call)


def _place(words: Sequence[LineWord], index: int, line: str) -> tuple[int, int]:
    return (words[index].start, words[index].end) if index < len(words) else (len(line), len(line))


def _blamed(reason: str, spec: CommandSpec, context: Context, fit: Fit) -> tuple[int, int] | None:
    """The argument that a refusal is about: the first that it names. None: something is missing."""
    typed = spec.typed or _NOTHING
    text = next((slot.name for slot in typed.slots if slot.is_text), "")
    if text and text not in fit.arguments:
        with_words = _build(spec, typed, context, {**fit.arguments, text: SOME_REASON})
        if not isinstance(with_words, Run | LineError):
            verdict = decide_all(context.board, with_words, context.actor)
            if not isinstance(verdict, Refusal):
                return None
    return _mentioned(reason, context, fit.arguments, fit.spans)


def _mentioned(
    reason: str, context: Context, arguments: Given, spans: Spans
) -> tuple[int, int] | None:
    found: list[tuple[int, tuple[int, int]]] = []
    for slot, span in spans.items():
        vehicle = context.board.vehicles.get(arguments[slot])
        names = [arguments[slot], *([vehicle.name] if vehicle else [])]
        places = [at for name in names if name and (at := reason.find(name)) >= 0]
        found += [(min(places), span)] if places else []
    return min(found)[1] if found else None
