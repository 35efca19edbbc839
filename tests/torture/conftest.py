"""The feed that the real program polls."""

from tests.terminal.conftest import dispatch

__all__ = ["dispatch"]
