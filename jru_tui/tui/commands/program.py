"""The commands of the screen itself: find, focus, copy, refresh, theme, help, quit."""

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Made, Run, ScreenActions, TypedForm
from jru_tui.tui.commands.line.slots import vehicle_slot, words_slot
from jru_tui.tui.commands.spec import CommandSpec, call_selected


def _typed_find(_context: Context, arguments: Given) -> Made:
    return Run(ScreenActions.find, (arguments["words"],))


def _typed_focus(context: Context, arguments: Given) -> Made:
    number = list(context.board.vehicles).index(arguments["vehicle"]) + 1
    return Run(ScreenActions.focus_vehicle, (number,))


def _typed_fleet(_context: Context, arguments: Given) -> Made:
    return Run(ScreenActions.go_to_vehicles, (arguments.get("words", ""),))


COMMANDS = (
    CommandSpec(
        id="find",
        title="Find a call",
        keys=("slash",),
        label="Find",
        help="Find any call by words or dates (oct 2020); new and most urgent ones stay listed.",
        group="Look",
        rank=8,
        needs_past=True,
        action=ScreenActions.find,
        typed=TypedForm("f", (words_slot("words"),), _typed_find),
    ),
    CommandSpec(
        id="copy",
        title="Copy the call's id and place",
        keys=("y",),
        label="",
        help="Copy the selected call's id and place, and nothing else.",
        group="Look",
        rank=26,
        why_not=call_selected,
        action=ScreenActions.copy_call,
        typed=TypedForm("y"),
    ),
    CommandSpec(
        id="focus",
        title="Focus a vehicle",
        keys=("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        label="",
        help="Show that vehicle and its call; again to go back.",
        group="Look",
        action=ScreenActions.focus_vehicle,
        takes_position=True,
        typed=TypedForm("", (vehicle_slot(),), _typed_focus),
    ),
    CommandSpec(
        id="fleet",
        title="Go to the vehicles",
        keys=("v",),
        label="",
        help="Arrows move among the vehicles; / finds them by name, area or status; esc goes back.",
        group="Look",
        rank=29,
        action=ScreenActions.go_to_vehicles,
        typed=TypedForm("", (words_slot("words", optional=True),), _typed_fleet),
    ),
    CommandSpec(
        id="command",
        title="Type a command",
        keys=("colon",),
        label="Command",
        help="One line for any command: `:a k-1037 jru2`; Tab completes.",
        group="Program",
        rank=9,
        action=ScreenActions.type_command,
    ),
    CommandSpec(
        id="refresh",
        title="Ask the feed now",
        keys=("r",),
        label="Refresh",
        help="Poll at once instead of waiting for the next poll.",
        group="Program",
        rank=27,
        needs_past=True,
        action=ScreenActions.refresh_feed,
        typed=TypedForm("r"),
    ),
    CommandSpec(
        id="palette",
        title="All commands",
        keys=("ctrl+p",),
        label="",
        help="Search every command by name.",
        group="Program",
        action=ScreenActions.open_palette,
        typed=TypedForm(),
    ),
    CommandSpec(
        id="theme",
        title="Change the theme",
        keys=("t",),
        label="",
        help="Choose other colours, dark or light.",
        group="Program",
        action=ScreenActions.change_theme,
        typed=TypedForm("t"),
    ),
    CommandSpec(
        id="help",
        title="Help",
        keys=("question_mark", "f1"),
        label="Help",
        help="Show every key, and what the signs and colours mean.",
        group="Program",
        rank=0,
        action=ScreenActions.open_help,
        typed=TypedForm("?"),
    ),
    CommandSpec(
        id="quit",
        title="Quit",
        keys=("q", "ctrl+q"),
        label="Quit",
        help="Leave the board; asks once if something would be left behind.",
        group="Program",
        rank=28,
        action=ScreenActions.leave_board,
        typed=TypedForm("q"),
    ),
)
