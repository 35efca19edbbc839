"""A line of a scenario file as words, and errors that name the file and the line."""

import shlex
from collections.abc import Iterable

from msgspec import Struct

from jru_tui.board import nearest_word, printable
from jru_tui.simulator.scenario import ScenarioError

FEW = 20
"""Up to so many choices are all listed in an error."""


class ScenarioLine(Struct, frozen=True):
    """A line that says something: where it stands and its words, without quotes or comment."""

    source: str
    number: int
    words: tuple[str, ...]

    def error(self, reason: str) -> ScenarioError:
        """The error to raise about this line: `file:line: reason`."""
        return ScenarioError(f"{self.source}:{self.number}: {reason}")

    def unknown(self, noun: str, word: str, known: Iterable[str]) -> ScenarioError:
        """The error about a word that is not among those known here, with what is nearest.

        Args:
            noun: what the word should be.
            word: the word.
            known: the words that are known.
        """
        choices = tuple(known)
        if near := nearest_word(word, choices):
            instead = f"did you mean '{near}'?"
        elif len(choices) > FEW:
            instead = "nothing like it is declared above"
        else:
            instead = f"write one of {', '.join(choices)}" if choices else "none is declared above"
        return self.error(f"unknown {noun} '{word}': {instead}")

    def one_of(self, noun: str, word: str, known: Iterable[str]) -> str:
        """Return a word if it is known, and otherwise refuse it and say what would be right.

        Args:
            noun: what the word should be.
            word: the word.
            known: the words that are known.

        Raises:
            ScenarioError: the line is wrong; names file and line.
        """
        choices = tuple(known)
        if word in choices:
            return word
        raise self.unknown(noun, word, choices)

    def exactly(self, words: tuple[str, ...], count: int, form: str) -> None:
        """Refuse the line unless it has so many words.

        Args:
            words: those behind its first one.
            count: how many there have to be.
            form: shows how it is written.

        Raises:
            ScenarioError: the line is wrong; names file and line.
        """
        if len(words) != count:
            raise self.error(f"write: {form}")


def split_line(source: str, number: int, text: str) -> ScenarioLine | None:
    """Split at blanks; double quotes hold words together, `#` starts a comment. None: empty.

    Args:
        source: the name of the file.
        number: the number of the line.
        text: the line.

    Raises:
        ScenarioError: the line is wrong; names file and line.
    """
    # A scenario may be anybody's; a tab parts words as a blank does.
    lexer = shlex.shlex(printable(text, keep="\t"), posix=True)
    lexer.whitespace_split = True
    lexer.quotes = lexer.escapedquotes = '"'
    try:
        words = tuple(lexer)
    except ValueError:
        line = ScenarioLine(source, number, ())
        raise line.error('a quotation is not closed: end it with "') from None
    return ScenarioLine(source, number, words) if words else None
