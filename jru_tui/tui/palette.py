"""The command palette: the commands of the catalogue, found by name."""

from collections.abc import Coroutine, Iterator
from functools import partial
from typing import Any, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from jru_tui.tui.commands.keymap import keys_in_words
from jru_tui.tui.commands.spec import CommandHost, CommandSpec


class CommandProvider(Provider):
    """Offers every command that the board offers. One that cannot run now says why beside it."""

    async def discover(self) -> Hits:
        """All of them, in the order of the key bar."""
        for spec, reason in self._offered():
            shown = _shown(spec, Content(spec.title), reason)
            yield DiscoveryHit(shown, self._runs(spec), spec.title)

    async def search(self, query: str) -> Hits:
        """Those whose title resembles what was typed."""
        matcher = self.matcher(query)
        for spec, reason in self._offered():
            score = matcher.match(spec.title)
            if score > 0:
                shown = _shown(spec, matcher.highlight(spec.title), reason)
                yield Hit(score, shown, self._runs(spec), spec.title)

    def _offered(self) -> Iterator[tuple[CommandSpec, str]]:
        """Each command, with why it cannot run now."""
        app = cast(CommandHost, self.app)
        context = app.context()
        for spec in app.commands:
            # A number key means nothing without its number, and the palette is open already.
            if spec.id in ("focus", "palette") or (spec.dangerous and context.read_only):
                continue
            yield spec, spec.reason_against(context)

    def _runs(self, spec: CommandSpec) -> "partial[Coroutine[Any, Any, bool]]":
        return partial(self.app.run_action, f"command({spec.id!r})")


def _shown(spec: CommandSpec, title: Content, reason: str) -> Content:
    """Two lines for one command: title and keys, then its help or why it cannot run.

    Textual would read the second line as markup if it were handed over as a hit's help; a reason
    may hold a call's id, which is the feed's own text.
    """
    return Content.assemble(
        title.stylize("$jru-dim") if reason else title,
        (f"  {keys_in_words(spec)}", "$jru-dim"),
        "\n",
        (reason or spec.help, "$jru-amber not bold" if reason else "$jru-dim not bold"),
    )


class Palette(CommandPalette):
    """Textual's palette in the frame of the dialogs."""

    DEFAULT_CSS = """
    Palette > Vertical, Palette > Vertical:dark {
        margin-top: 2;
        width: 76;
        max-width: 100%;
        background: $background;
    }
    Palette #--input, Palette #--input.--list-visible {
        background: $background;
        border: round $jru-accent;
        padding: 0;
    }
    Palette #--input Label { margin: 0 0 0 1; }
    Palette #--results { background: $background; }
    Palette CommandList, Palette CommandList:focus {
        background: $background;
        border: round $jru-line;
        border-top: none;
        max-height: 70vh;
    }
    Palette CommandList > .option-list--option-highlighted { background: $jru-selected; }
    Palette CommandInput, Palette CommandInput:focus {
        background: $background;
        border: none;
        height: 1;
        padding: 0 1;
    }
    """
