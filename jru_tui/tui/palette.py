"""The command palette: the commands of the catalogue, found by name."""

from collections.abc import Coroutine, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from jru_tui.tui.commands.keymap import keys_in_words
from jru_tui.tui.commands.spec import CommandSpec

if TYPE_CHECKING:
    from jru_tui.tui.commands.app import BoardCommands


class CommandProvider(Provider):
    """Offers every command that the board offers. One that cannot run now says why beside it."""

    async def discover(self) -> Hits:
        """All of them, in the order of the key bar."""
        for spec, title, sentence in self._offered():
            yield DiscoveryHit(title, self._runs(spec), spec.title, sentence)

    async def search(self, query: str) -> Hits:
        """Those whose title resembles what was typed."""
        matcher = self.matcher(query)
        for spec, title, sentence in self._offered():
            score = matcher.match(spec.title)
            if score > 0:
                found = title if sentence != spec.help else matcher.highlight(spec.title)
                yield Hit(score, found, self._runs(spec), spec.title, sentence)

    def _offered(self) -> Iterator[tuple[CommandSpec, Content, str]]:
        """Each command with its title, and its help or why it cannot run now."""
        app = cast("BoardCommands", self.app)
        context = app.context()
        for spec in app.commands:
            # A number key means nothing without its number, and the palette is open already.
            if spec.id in ("focus", "palette") or (spec.dangerous and context.read_only):
                continue
            reason = spec.reason_against(context)
            title = Content.assemble(
                (spec.title, "$jru-dim" if reason else ""),
                (f"  {keys_in_words(spec)}", "$jru-dim"),
            )
            yield spec, title, reason or spec.help

    def _runs(self, spec: CommandSpec) -> "partial[Coroutine[Any, Any, bool]]":
        return partial(self.app.run_action, f"command({spec.id!r})")
