"""The notice in a terminal that is too small, with emergencies named."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key, Resize
from textual.geometry import Size
from textual.widgets import Static

from jru_tui.board import Alert
from jru_tui.tui.drawing.modal import Modal


class TooSmallScreen(Modal[None]):
    """A notice over whatever is open, which takes no key."""

    CSS_PATH = "../pages.tcss"

    def __init__(self, least: Size, quit_keys: Sequence[str], leave: Callable[[], None]) -> None:
        """Come up.

        Args:
            least: the size that the board needs.
            quit_keys: keys that leave the board.
            leave: leaves it, as they do on the board.
        """
        super().__init__()
        self._leave = leave
        self._least = least
        self._quit_keys = frozenset(quit_keys)
        self._emergencies: tuple[str, ...] = ()
        self._told = Static(markup=False)

    def compose(self) -> ComposeResult:
        """Compose the sentence."""
        yield self._told

    def on_mount(self) -> None:
        """Write the sentence."""
        self._write()

    def on_resize(self, _event: Resize) -> None:
        """Write the sentence for another size."""
        self._write()

    def on_key(self, event: Key) -> None:
        """Let a key that quits through, and no other."""
        event.stop()
        if event.key in self._quit_keys:
            self._leave()

    def show(self, unacknowledged: Sequence[Alert]) -> None:
        """Name the emergencies that nobody has acknowledged."""
        self._emergencies = tuple(alert.text for alert in unacknowledged)
        self._write()

    def _write(self) -> None:
        size = self.app.size
        said = (
            f"This terminal has {size.width}x{size.height}: "
            f"the board needs {self._least.width}x{self._least.height}. Make it larger."
        )
        self._told.update(Content("\n".join((*self._emergencies, said))))
