"""The dialog that undoes or redoes a command, with its age, author and effect."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace
from textual.content import Content

from jru_tui.board import (
    Call,
    Command,
    Decision,
    LogEntry,
    Undo,
    UndoDoubt,
    UndoPlan,
    plan_undo,
    undone_orders,
    waited,
)
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.confirm import ConfirmDialog
from jru_tui.tui.dialogs.dialog import CHANGED, about_words
from jru_tui.tui.layout.line import cut
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.word_flow import FlowItem, Words

_MOST_SINCE = 5
"""Entries of the log that are shown of what has happened since: the newest of them."""
_OTHER_LINES = 19
"""Lines of the dialog besides these entries, at most."""
_HEADING_CELLS = 40
_TEXT_CELLS = 60
_SAID_ALREADY = (UndoDoubt.OTHERS, UndoDoubt.SESSION, UndoDoubt.OLD, UndoDoubt.FOLLOWED)


class UndoDialog(ConfirmDialog):
    """A dialog that shows what an undo changes before it is done."""

    def __init__(self, context: Context, undo: Undo) -> None:
        """Ask about this undo."""
        super().__init__(context)
        self._undo = replace(undo, confirmed=True)
        self._plan: UndoPlan | None = None
        self._look()

    def command(self) -> Undo:
        """Return the undo, confirmed."""
        return self._undo

    @property
    def call_concerned(self) -> Call | None:
        """The call that the command was about, or that its vehicle is on."""
        return self.call_of_command(self._plan.order.command) if self._plan is not None else None

    def heading(self) -> Content:
        """Say what is done, and with which command: the frame is seen in the smallest terminal."""
        if self._plan is None:
            return Content("Undo")
        action = "Redo" if self._plan.again else "Undo"
        words = self.context.board.words_in_full(self._plan.order.command)
        return Content(f"{action}  {cut(words, _HEADING_CELLS)}")

    def verb(self) -> str:
        """Return what Enter does."""
        again = self._plan is not None and self._plan.again
        return "redo it" if again else "undo it"

    def facts(self) -> Iterator[FlowItem]:
        """The command, what is told to dispatch, and what has happened since."""
        yield about_words(self._about())
        yield Words("since", self._since(), below=1)

    def renewed(self) -> None:
        """Show again what has changed, and hold the next Enter where something has."""
        before = self._plan
        self._look()
        self.words("about").update(self._about())
        self.words("since").update(self._since())
        if _facts(before) != _facts(self._plan):
            self.hold(CHANGED)

    def _look(self) -> None:
        plan = plan_undo(self.context.board, self._undo, self.context.actor)
        self._plan = plan if isinstance(plan, UndoPlan) else None

    def _about(self) -> Content:
        plan = self._plan
        if plan is None:
            return Content("It can no longer be undone.")
        board, undone = self.context.board, plan.undone
        age = (self.context.now - undone.given_at).total_seconds()
        at = hm(undone.given_at, board.rules)
        done = "undone" if plan.again else "given"
        person = Content.assemble(
            (f"{done} ", "$jru-dim"),
            (_whose(plan), "bold"),
            (f" at {at}, {waited(max(0.0, age))} ago", "$jru-dim"),
        )
        words = board.words_in_full(plan.order.command)
        # The heading has said it already, unless it had to be cut.
        whole = [] if words == cut(words, _HEADING_CELLS) else [Content.styled(words, "bold")]
        return Content("\n").join(
            (*whole, person, *self._doubt_lines(plan), self._posting_line(plan.posted_as))
        )

    def _doubt_lines(self, plan: UndoPlan) -> Iterator[Content]:
        """Say why it is asked about, where that does not stand there already."""
        reasons = [doubt.value for doubt in plan.doubts if doubt not in _SAID_ALREADY]
        if reasons:
            yield Content.styled("; ".join(reasons), "$jru-amber")

    def _posting_line(self, posted_as: Command | None) -> Content:
        if posted_as is None:
            return Content.styled("dispatch does not need to be told", "$jru-dim")
        if not self.context.writes_back:
            return Content.styled("this board sends nothing to dispatch", "$jru-dim")
        words = self.context.board.words_in_full(posted_as)
        return Content.assemble(("sent to dispatch: ", "$jru-dim"), words)

    def _since(self) -> Content:
        plan = self._plan
        if plan is None or not plan.since:
            return Content.styled("nothing has happened to it since", "$jru-dim")
        room = max(1, min(_MOST_SINCE, self.app.size.height - _OTHER_LINES))
        shown = plan.since[-room:]
        left = len(plan.since) - len(shown)
        head = "since then" if not left else f"since then, {left} more and"
        lines = [Content.styled(head, "$jru-dim"), *(self._line(entry) for entry in shown)]
        return Content("\n").join(lines)

    def _line(self, entry: LogEntry) -> Content:
        about = f"{entry.call} " if entry.call else ""
        author = f" ({entry.by})" if entry.by else ""
        return Content.assemble(
            (f"  {hm(entry.at, self.context.board.rules)}  ", "$jru-dim"),
            cut(f"{about}{entry.text}{author}", _TEXT_CELLS),
        )


def _facts(plan: UndoPlan | None) -> object:
    """Return what must not change under the supervisor's eyes."""
    return None if plan is None else (plan.posted_as, plan.since)


def _whose(plan: UndoPlan) -> str:
    if UndoDoubt.OTHERS in plan.doubts:
        return f"by {plan.undone.by or 'somebody who gave no name'}"
    return "by you, before this board was started" if UndoDoubt.SESSION in plan.doubts else "by you"


class WholeDecisionDialog(ConfirmDialog):
    """A dialog that shows commands which were given as one, and does something to all of them."""

    verb_of_all: ClassVar[str]
    """The verb that says what Enter does."""

    def __init__(self, context: Context, decision: Decision) -> None:
        """Ask about a decision, which is given where it is confirmed."""
        super().__init__(context)
        self._decision = decision

    def command(self) -> Decision:
        """Return the decision."""
        return self._decision

    def heading(self) -> Content:
        """Say how many commands it is about."""
        count = len(self._decision.commands)
        return Content(f"{self.verb_of_all.title()}  {count} commands that were given as one")

    def verb(self) -> str:
        """Return what Enter does."""
        return f"{self.verb_of_all} all of it"

    def facts(self) -> Iterator[FlowItem]:
        """Show the commands in the order in which they are given."""
        yield about_words(Content("\n").join(self._lines_of_commands()))

    def _lines_of_commands(self) -> Iterator[Content]:
        for command in self._decision.commands:
            yield Content.styled(self.context.board.words_in_full(command), "bold")


class RedoDecisionDialog(WholeDecisionDialog):
    """A dialog that shows commands that were undone as one, and gives all of them again."""

    verb_of_all = "redo"


class UndoDecisionDialog(WholeDecisionDialog):
    """A dialog that shows commands given as one, and undoes all of them, the newest first."""

    verb_of_all = "undo"

    def _lines_of_commands(self) -> Iterator[Content]:
        board = self.context.board
        for order in reversed(undone_orders(board, self._decision)):
            yield Content.assemble(
                (f"{hm(order.given_at, board.rules)}  ", "$jru-dim"),
                (board.words_in_full(order.command), "bold"),
            )
