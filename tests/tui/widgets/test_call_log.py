"""The log in a call that is opened in full: all of it that has room, and how much has none."""

from datetime import timedelta

from msgspec import structs
from textual.geometry import Size

from jru_tui.board.commands import Note
from jru_tui.board.events import Commanded, Event
from jru_tui.board.records import NoteRecord
from jru_tui.tui.long_texts import long_texts
from jru_tui.tui.widgets.call_log import CallLog
from tests.tui.conftest import Night


def written(busy: Night, *notes: str, by: str = "SC 1") -> None:
    """Notes of the supervisor on K-1037, each a second after the other."""
    for number, words in enumerate(notes):
        at = busy.at("22:48") + timedelta(seconds=number)
        note = Commanded(Note(words, call="K-1037"))
        busy.board.apply(Event(f"long{number}", at, at, "supervisor", note, by=by))


def told(busy: Night, *texts: str) -> None:
    """Notes of the feed on K-1037, each a second after the other."""
    notes = tuple(
        NoteRecord(f"n{number}", busy.at("22:42") + timedelta(seconds=number), "control", text)
        for number, text in enumerate(texts)
    )
    busy.report(structs.replace(busy.calls["K-1037"], notes=notes))


def lines(busy: Night, width: int = 100) -> list[str]:
    log = CallLog(busy.board.rules, "L")
    log.show(busy.board.log(call="K-1037"))
    height = log.get_content_height(Size(), Size(), width)
    return ["".join(piece.text for piece in log.draw(y, width).pieces) for y in range(height)]


def drawn(busy: Night) -> str:
    return " ".join(" ".join(lines(busy)).split())


def offered(busy: Night) -> list[str]:
    return [each.text for each in long_texts(busy.board, "K-1037")]


def test_a_long_note_is_there_to_its_end(busy: Night) -> None:
    written(busy, "word " * 3_000 + "the end.")
    assert "the end." in drawn(busy)
    assert offered(busy) == []


def test_many_long_notes_are_cut_say_by_how_much_and_are_offered_whole(busy: Night) -> None:
    note = "word " * 3_000 + "the end."
    written(busy, *[note] * 50)
    said = drawn(busy)
    most = 60_000 // len(busy.board.log(call="K-1037"))
    assert "the end." not in said
    assert said.count(f"… and {len(f'note: {note}') - most:,} more characters (SC 1)") == 50
    assert offered(busy) == [f"note: {note}"] * 50


def test_what_is_missing_of_a_note_is_counted_from_all_that_the_feed_says(busy: Night) -> None:
    told(busy, "x" * 2_500)
    assert "x… and 500 more characters (control)" in drawn(busy)
    assert offered(busy) == ["x" * 2_500]


def test_a_text_without_blanks_goes_on_in_the_next_line(busy: Night) -> None:
    link, words = "https://" + "0123456789" * 40, "東京都千代田区" * 40
    told(busy, link, words)
    said = "".join("".join(lines(busy, 60)).split())
    assert link in said
    assert words in said
    assert offered(busy) == []


def test_of_a_long_log_the_newest_entries_are_drawn_and_the_others_counted(busy: Night) -> None:
    told(busy, *(f"number {each}" for each in range(300)))
    said = lines(busy)
    earlier = len(busy.board.log(call="K-1037")) - 100
    assert said[0].split() == [str(earlier), *["earlier", "entries:", "L", "shows", "them", "all"]]
    assert len(said) == 101
    assert "number 299" in drawn(busy)
    assert "number 150" not in drawn(busy)


def test_one_earlier_entry_is_told_in_the_singular(busy: Night) -> None:
    told(busy, *(f"number {each}" for each in range(98)))
    assert "1 earlier entry: L shows them all" in lines(busy)[0]


def test_a_long_entry_that_is_not_drawn_is_offered_whole(busy: Night) -> None:
    told(busy, "x" * 201, *(f"number {each}" for each in range(300)))
    assert offered(busy) == ["x" * 201]


def test_whoever_wrote_an_entry_takes_a_few_cells_and_is_offered_whole(busy: Night) -> None:
    by = "an officer of the force " * 40
    written(busy, "short", by=by)
    assert f"note: short ({by[:39].rstrip()}…)" in drawn(busy)
    assert offered(busy) == [f"note: short ({by})"]
