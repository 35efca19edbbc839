"""The command line as if nothing were set on this machine, and a feed on a loopback port."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from jru_tui.cli import cli
from jru_tui.settings import paths

Jru = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that everything is kept in."""
    for name in ("JRU_TUI_CONFIG", "JRU_TUI_FEED_URL", "JRU_TUI_JOURNAL", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(paths, "journal_file", lambda: tmp_path / "journal.sqlite")
    monkeypatch.setattr(paths, "state_folder", lambda: tmp_path / "state")
    return tmp_path


@pytest.fixture
def jru() -> Jru:
    """Run a command line; an exception that is not click's own is a failed test."""

    def _jru(*args: str) -> Result:
        result = CliRunner().invoke(cli, args)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return _jru


@contextmanager
def _serving(body: bytes, status: int = 200, then: bytes = b"") -> Iterator[str]:
    """A feed on a loopback port that gives everyone this answer; `then` from the second on."""
    bodies = [body]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = bodies.pop()
            bodies.append(then or body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/feed"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def serving() -> Callable[..., AbstractContextManager[str]]:
    """See `_serving`."""
    return _serving
