"""An expression of a mapping: JMESPath, compiled once, over the plain data of one record."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.visitor import TreeInterpreter

from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.decoding.text import clean

Pick = Callable[[Any], Any]
"""Takes what an expression names out of plain data; None where there is nothing."""


_INTERPRETER = TreeInterpreter()
"""One for all: it holds nothing of what it reads. The one that `search` makes each time is only let
go by the garbage collector, which stands still while a large document is read."""


class WrongExpressionError(ValueError):
    """An error: the text is not a JMESPath expression; the message ends a sentence."""


@lru_cache(maxsize=1_000)
def expression(text: str) -> Pick:
    """Compile the text that picks a value. An empty text always picks nothing.

    The pick raises `BadRecord` where the expression cannot be evaluated over a record.

    Raises:
        WrongExpressionError: it is not JMESPath.
    """
    if not text.strip():
        return lambda _data: None
    try:
        compiled = jmespath.compile(text)
    except JMESPathError as error:
        raise WrongExpressionError(_first_line(error)) from None
    parsed = compiled.parsed
    if parsed["type"] == "field":
        # Nearly every field of a table: looked up directly it costs a twentieth.
        name = parsed["value"]
        return lambda data: data.get(name) if isinstance(data, dict) else None

    def pick(data: Any) -> Any:
        try:
            return _INTERPRETER.visit(parsed, data)
        except (JMESPathError, TypeError, ValueError, ArithmeticError) as error:
            message = f"“{clean(text, 60)}” cannot be evaluated: {_first_line(error)}"
            raise BadRecord(message) from None

    return pick


def field_name(text: str) -> str | None:
    """The name of the field, where an expression is nothing but one."""
    parsed = jmespath.compile(text).parsed
    return str(parsed["value"]) if parsed["type"] == "field" else None


def true(value: Any) -> bool:
    """Test a value as JMESPath does: all are true but nothing, false and what is empty."""
    return value is not None and value is not False and value not in ("", [], {})


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return clean(lines[0].removesuffix(", for expression:").rstrip(" :"), 160)
