"""The grammar of a typed command: a name, and slots for the words that follow it.

`:a k-1037 jru2` is the command `a` with the slots call and vehicle. A command declares its slots
once; `typed` fits words to them, and the command line draws its hints from them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from jru_tui.board import Request
from jru_tui.tui.commands.context import Context

if TYPE_CHECKING:
    from jru_tui.desk import SpoolAnswer

Given = Mapping[str, str]
"""What the words mean, by the name of their slot."""


class Option(Struct, frozen=True, gc=False):
    """A meaning of a slot.

    Attributes:
        value: what is meant: an id, a code.
        names: what may be typed for it, the one that completion writes first.
        about: a few words that tell it from the others, or what says them once they are drawn.
        rank: among options that a fragment fits, the lowest rank is meant.
    """

    value: str
    names: tuple[str, ...]
    about: str | Callable[[], str] = ""
    rank: int = 0

    @property
    def description(self) -> str:
        """Return what is drawn beside the name."""
        return self.about if isinstance(self.about, str) else self.about()


class Slot(Struct, frozen=True):
    """Room for one argument.

    Attributes:
        name: how the hint calls it, and its key in what is given.
        options: what it can mean now; None where any words can stand.
        default: what is meant when it is left out; empty where it has to be typed.
        optional: it may be left out without a default.
        whole: only a whole name counts, since free words may stand in its place.
        ends: the last letters of a name will do as well as the first, as for `1037`.
        digits: only a whole number can stand here.
        question: what to ask where it is missing; empty for `which NAME?`.
    """

    name: str
    options: Callable[[Context, Given], Sequence[Option]] | None = None
    default: Callable[[Context, Given], str] | None = None
    optional: bool = False
    whole: bool = False
    ends: bool = False
    digits: bool = False
    question: str = ""

    @property
    def is_text(self) -> bool:
        """Test whether it takes everything to the end of the line."""
        return self.options is None and not self.digits

    @property
    def shown(self) -> str:
        """Give its name, in brackets where it may be left out."""
        may = self.optional or self.default is not None
        return f"[{self.name}]" if may else self.name


class LineError(Struct, frozen=True):
    """The reason why a line cannot be carried out; `slot` names the argument that is to blame."""

    reason: str
    slot: str = ""


class ScreenActions(Protocol):
    """The commands of the screen itself."""

    def answer_spool(self, answer: "SpoolAnswer", command_id: str) -> None: ...  # noqa: D102 - the catalogue says what each does
    def change_theme(self) -> None: ...  # noqa: D102
    def copy_call(self) -> None: ...  # noqa: D102
    def enter_late(self, time: str = "") -> None: ...  # noqa: D102
    def filter_area(self, area: str = "") -> None: ...  # noqa: D102
    def find(self, words: str = "") -> None: ...  # noqa: D102
    def focus_vehicle(self, number: int) -> None: ...  # noqa: D102
    def go_to_vehicles(self, words: str = "") -> None: ...  # noqa: D102
    def leave_board(self) -> None: ...  # noqa: D102
    def open_boards(self) -> None: ...  # noqa: D102
    def open_call(self, call: str = "") -> None: ...  # noqa: D102
    def open_debrief(self, subject: str = "") -> None: ...  # noqa: D102
    def open_feed(self) -> None: ...  # noqa: D102
    def open_handover(self) -> None: ...  # noqa: D102
    def open_help(self) -> None: ...  # noqa: D102
    def open_log(self) -> None: ...  # noqa: D102
    def open_palette(self) -> None: ...  # noqa: D102
    def open_report(self) -> None: ...  # noqa: D102
    def open_shifts(self) -> None: ...  # noqa: D102
    def open_spool(self) -> None: ...  # noqa: D102
    def open_texts(self, call: str = "") -> None: ...  # noqa: D102
    def refresh_feed(self) -> None: ...  # noqa: D102
    def type_command(self) -> None: ...  # noqa: D102


ScreenAction = Callable[..., None]
"""A method of `ScreenActions`."""


class Run(Struct, frozen=True):
    """A command of the screen with what it is handed."""

    action: ScreenAction
    arguments: tuple[str | int, ...] = ()


Made = Request | Run | LineError
"""What the words of a line come to."""


class TypedForm(Struct, frozen=True):
    """The typed form of a command.

    Attributes:
        letter: the one letter for it, in its case; empty where it has to be named.
        slots: its arguments, in their order. Text stands last.
        make: puts what is given together. Without any words the command starts as by its key.
    """

    letter: str = ""
    slots: tuple[Slot, ...] = ()
    make: Callable[[Context, Given], Made] | None = None
