"""What a terminal sends to the real program: only keys are keys."""

from pathlib import Path
from random import Random

import pytest

from tests.terminal.conftest import Start, Terminal
from tests.tui.input import sent

ANSWERS = (
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"\x1b]10;rgb:ffff/ffff/ffff\x07",
    b"\x1b[?62;22c",
    b"\x1b[>41;354;0c",
    b"\x1bP!|00000000\x1b\\",
    b"\x1bP>|XTerm(370)\x1b\\",
    b"\x1b[24;80R",
    b"\x1b[8;24;80t",
    b"\x1b[?31u",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b[<35;20M",
    b"\x1b[M \xe0\xa3",
    b"\x1b[97;1:3u",
    b"\x1b[9999999u\x1b[55296u\x1b[;;u",
    b"\xa3\xff\x80",
    b"\x1b[200~a\x1b\rq\x1b[201~",
    b"\x1b[200~x\x1b[201~a\rq\x1b[201~",
    b"]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"35;20;10M",
)
FAIL = "def fail(*_, **__): raise KeyError(' '.join(('a', 'caller')))\n"
_LIST = "from jru_tui.tui.widgets.call_list import CallList as C\n"
FAULTS = {
    "a message handler": f"{_LIST}C.action_move = fail",
    "drawing": f"{_LIST}def move(self, _): self.render_lines = fail; self.refresh()\n"
    "C.action_move = move",
    "a timer": f"{_LIST}C.action_move = lambda self, _: self.set_timer(0.01, fail)",
    "a worker": f"{_LIST}async def work(): fail()\n"
    "C.action_move = lambda self, _: self.run_worker(work())",
    "the parser": "from jru_tui.tui.terminal.parser import InputParser\nInputParser.feed = fail",
    "the input thread": "from jru_tui.tui.terminal import threads\n"
    "threads.InputThread._read = fail",
    "the output thread": "from jru_tui.tui.terminal import threads\n"
    "threads._open_again = lambda _: None; threads.OutputThread._write = fail",
}
"""What fails at the key `j`, or at once in a thread of the terminal, by where it does."""


@pytest.fixture
def board(open_terminal: Start) -> Terminal:
    """The demo on its first frame."""
    terminal = open_terminal("demo", "east_kent_first_weekend")
    terminal.see("DEMO", "2 waiting", "K-1037")
    return terminal


def nothing_was_done(board: Terminal) -> None:
    """The board is on top, and its log holds no command."""
    board.press("L")
    screen = board.see("newest last")
    assert "assigned" not in screen
    board.leave("newest last")


def test_answers_and_pastes_do_nothing_on_the_board(board: Terminal) -> None:
    board.send(*ANSWERS, apart=0.05)
    screen = board.see("2 waiting")
    assert "╭─ Assign" not in screen
    assert "╭─ Note" not in screen
    nothing_was_done(board)
    assert board.quit() == 0


def test_answers_that_are_cut_and_late_do_nothing(board: Terminal) -> None:
    for answer in ANSWERS[:10]:
        for cut in {2, len(answer) // 2, len(answer) - 1}:
            board.send(answer[:cut], answer[cut:], apart=0.1)
    nothing_was_done(board)


def test_answers_change_no_text_that_is_written(board: Terminal) -> None:
    board.press("n")
    board.see("Note on K-1037")
    board.press("one")
    board.send(*ANSWERS[:14], apart=0.05)
    board.press(" two\r")
    board.see("note: one two")


def test_many_things_that_are_no_key_do_nothing(board: Terminal) -> None:
    random = Random(11)
    for _ in range(30):
        board.send(b"".join(sent.no_key(random) for _ in range(20)), apart=0.02)
    nothing_was_done(board)


def test_a_paste_is_its_words_in_a_text_box(board: Terminal) -> None:
    board.press("n")
    board.see("Note on K-1037")
    board.send(b"\x1b[200~on the\r\nstairs\x1b[201~ with\x1b[201~", b"\r", apart=0.2)
    board.see("note: on the stairs with")


def test_a_paste_that_never_ends_leaves_the_board_usable(board: Terminal) -> None:
    board.send(b"\x1b[200~qaq", apart=2.0)
    board.press("?")
    board.see("Assign a vehicle")


def test_bytes_that_cannot_be_decoded_are_shown_where_one_writes(board: Terminal) -> None:
    board.press("n")
    board.see("Note on K-1037")
    board.send(b"x\xa3\xffy", b"\xc3", b"\xa9", b"\r")
    board.see("note: x\ufffd\ufffdyé")


def test_keys_in_one_write_are_all_there(board: Terminal) -> None:
    board.send(b"1s6\x1b[27u:n K-1037 tok\r")  # Escape by itself could be Alt with the next key
    board.see("note: tok")
    board.send(b"nis here\ruu", apart=0.0)  # the second could be a held key: it is shown first
    board.see("note: Struck out: tok", "enter undo it")
    board.press("\r")
    board.see("undid: note: tok")


def test_keys_before_the_first_frame_are_not_lost(open_terminal: Start) -> None:
    board = open_terminal("demo", "east_kent_first_weekend")
    board.send(b"?")
    board.see("Assign a vehicle")


def test_the_environment_does_not_say_how_large_the_terminal_is(open_terminal: Start) -> None:
    board = open_terminal(
        "demo", "east_kent_first_weekend", size=(120, 30), COLUMNS="60", LINES="10"
    )
    board.wait(lambda _: "? Help" in board.screen.display[29], "the keys in the last line")
    board.resize(150, 40)
    board.wait(lambda _: "? Help" in board.screen.display[39], "the keys in the last line")


@pytest.mark.parametrize("code", FAULTS.values(), ids=FAULTS)
def test_a_fault_anywhere_ends_it_with_words_and_a_crash_file(
    open_terminal: Start, tmp_path: Path, code: str
) -> None:
    board = open_terminal("demo", "east_kent_first_weekend", first=FAIL + code)
    if "thread" not in code:
        board.see("2 waiting", "K-1037")
        board.press("j")
    assert board.ended() == 1
    said = board.bytes.decode(errors="replace")
    assert "hit an internal error and had to stop" in said
    (crash,) = (tmp_path / "state" / "jru-tui").glob("crash-*.txt")
    for text in (said, crash.read_text()):
        assert "Traceback" not in text
        assert "a caller" not in text
