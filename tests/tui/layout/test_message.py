"""The key that answers a message: said in the line of the message, never in one of its own."""

from jru_tui.tui.layout.message import MessagePart


def drawn(width: int, text: str, hint: str) -> list[str]:
    part = MessagePart()
    part.say(text, "warning", "", hint)
    lines = part.lines_in(width)
    part.resize(width, lines)
    return ["".join(run.text for run in part.draw(y).runs()).strip() for y in range(lines)]


def test_it_stands_behind_the_words_where_it_has_room() -> None:
    assert drawn(40, "K-1 waits for a car", "i dismisses") == [
        "▲ K-1 waits for a car · i dismisses"
    ]


def test_it_takes_no_line_of_its_own() -> None:
    assert drawn(26, "K-1 waits for a car", "i dismisses") == ["▲ K-1 waits for a car"]


def test_it_stands_in_the_last_line_of_words_that_take_two() -> None:
    said = drawn(34, "K-1 waits for a car that is far away", "i dismisses")
    assert said == ["▲ K-1 waits for a car that is", "far away · i dismisses"]
