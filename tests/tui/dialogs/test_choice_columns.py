"""Columns of a list of choices."""

from textual.app import App, ComposeResult

from jru_tui.tui.theme import BATTENBURG
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList


class _Listed(App[None]):
    def compose(self) -> ComposeResult:
        yield ChoiceList(
            [
                Choice("plan", (("both", "strong"), ("one that reaches to the end", "text"))),
                Choice("one", (("JRU 3", "strong"), ("4 min", "text"), ("meets G1", "text"))),
            ]
        )

    def on_mount(self) -> None:
        self.register_theme(BATTENBURG)
        self.theme = BATTENBURG.name


async def test_a_choice_with_fewer_columns_reaches_to_the_end_and_widens_none() -> None:
    app = _Listed()
    async with app.run_test(size=(60, 5)):
        chosen = app.query_one(ChoiceList)
        texts = [chosen.render_line(y).text.rstrip() for y in range(2)]
    assert texts == ["▌1  both   one that reaches to the end", " 2  JRU 3  4 min  meets G1"]
