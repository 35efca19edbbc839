# ruff: noqa: SLF001 -- a module of the one package that may
"""App whose keys reach their binding in the turn of the loop in which they come."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event, Key
from textual.keys import key_to_character
from textual.message_pump import MessagePump
from textual.widget import Widget

_HANDLERS = ("on_key", "_on_key")


class DirectKeysApp(App[None]):
    """An app whose keys reach their binding in the turn of the loop in which they come.

    Textual hands a key from the widget that has the focus up to the app, which looks for a binding
    when it comes back: a message and a turn of the loop each. Where nothing on that way listens to
    the key, the binding is looked for at once.
    """

    async def on_event(self, event: Event) -> None:
        """Handle an event; a key that no widget listens to is the app's own."""
        if isinstance(event, Key) and not event.is_forwarded and not self._is_listened_to(event):
            if self.focused:
                self.screen._clear_tooltip()
            event._set_forwarded()
            if await self._check_bindings(event.key, priority=True):
                return
        await super().on_event(event)

    def _is_listened_to(self, key: Key) -> bool:
        """Test whether a widget may do something with a key, or Textual with the key before it."""
        screen = self.screen
        if not self.app_focus or screen.maximized is not None:
            return True
        target = self.focused or screen
        methods = tuple(key.name_aliases)
        return any(
            _listens(type(node), methods)
            for node in target.ancestors_with_self
            if isinstance(node, Widget)
        )

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run the first action that is bound to a key; True where there was one.

        Textual copies all bindings of all widgets on the way for each key, and does so twice.

        Args:
            key: the key's name.
            priority: whether bindings are wanted that come before all widgets.
        """
        if self._keymap:
            return await super()._check_bindings(key, priority)
        nodes = [*self._nodes_reached_by(key)]
        for node in reversed(nodes) if priority else _up_to_modal(nodes):
            for binding in node._bindings.key_to_bindings.get(key, ()):
                if binding.priority == priority and await self.run_action(binding.action, node):
                    return True
        return False

    def _nodes_reached_by(self, key: str) -> Iterator[DOMNode]:
        """Find where a key may be bound: from the focus up to what takes it for itself."""
        focused = self.screen.focused
        character = key_to_character(key)
        is_ready = focused is not None and not focused.loading
        for node in focused.ancestors_with_self if focused and is_ready else (self.screen, self):
            yield node
            if node.check_consume_key(key, character):
                return


def _up_to_modal(nodes: Sequence[DOMNode]) -> Iterator[DOMNode]:
    """Go through nodes up to the screen that lets no key through to what is below."""
    for node in nodes:
        yield node
        if node.is_modal:
            return


@lru_cache(maxsize=1_000)
def _listens(kind: type[Widget], methods: tuple[str, ...]) -> bool:
    """Test whether a kind of widget handles keys, beyond handing them on as all widgets do.

    Args:
        kind: its class.
        methods: names of the key, for which there may be a method.
    """
    if any(hasattr(kind, f"{private}key_{name}") for name in methods for private in ("", "_")):
        return True
    for base in kind.__mro__:
        decorated = base.__dict__.get("_decorated_handlers") or {}
        if any(issubclass(Key, message) for message in decorated):
            return True
        if base is not Widget and any(name in base.__dict__ for name in _HANDLERS):
            return True
        if base is MessagePump:
            break
    return False
