"""Examples of each command: the last lines of its `--help`, and of its part of the man page."""

import click

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "cli": (
        ("jru-tui demo", "try it"),
        ("jru-tui check-feed https://dispatch.example/feed", "before a shift depends on a feed"),
        ("jru-tui run --feed https://dispatch.example/feed", "a shift"),
    ),
    "run": (
        ('jru-tui run --feed https://dispatch.example/feed --as "SC 70001"', "a shift"),
        ("jru-tui run --journal shift.sqlite --read-only", "watch beside another board"),
    ),
    "demo": (
        ("jru-tui demo", "a busy minute of a Friday night"),
        ("jru-tui demo east_kent_first_weekend", "three shifts in east Kent"),
        ("jru-tui demo new_years_eve --at 23:30 --speed 10", "another one, ten times as fast"),
    ),
    "command": (
        ("jru-tui command 'a k-1037 jru2'", "send JRU 2 to K-1037"),
        ("jru-tui command c k-1035 resolved 45 --as 'SC 70001'", "close a call"),
        ("jru-tui command n k-1037 patrol is on its way", "write a note"),
        ("jru-tui command u", "undo your newest command, or see what that would do"),
    ),
    "status": (
        ("jru-tui status", "the board's own journal, in sentences"),
        ("jru-tui status --journal shift.sqlite --json", "for a program"),
        ("jru-tui status new_years_eve --at 23:30", "a sample shift at a given time"),
    ),
    "handover": (
        ("jru-tui handover", "on the terminal"),
        ("jru-tui handover --journal shift.sqlite -o handover.html", "as a page"),
    ),
    "debrief": (
        ("jru-tui debrief --of K-1037 --journal shift.sqlite", "the log of a call, as text"),
        ("jru-tui debrief --of 'JRU 3' --journal shift.sqlite -o jru3.html", "to print"),
    ),
    "report": (
        ("jru-tui report --journal shift.sqlite --from 2020-10-30 --to 2020-11-01", "a weekend"),
        ("jru-tui report -o shifts.csv", "every shift, for a spreadsheet"),
    ),
    "watch": (
        ("jru-tui watch --journal shift.sqlite --follow", "beside a running board"),
        ("jru-tui watch --feed https://dispatch.example/feed", "without a board"),
    ),
    "snapshot": (
        ("jru-tui snapshot new_years_eve --at 23:30 -o night.svg", "a picture"),
        ("jru-tui snapshot --journal shift.sqlite --size 100x30 -o board.txt", "text"),
    ),
    "simulate": (
        ("jru-tui simulate east_kent_first_weekend --port 8120 --at 22:47", "a feed to look at"),
        ("jru-tui simulate new_years_eve --speed 60", "a minute a second"),
    ),
    "check-feed": (
        ("jru-tui check-feed https://dispatch.example/feed --watch 5", "five polls"),
        ("jru-tui check-feed calls.csv --mapping calls.toml", "a file of another format"),
    ),
    "check-settings": (
        ("jru-tui check-settings", "the settings that the board would use"),
        ("jru-tui check-settings --config new.toml", "before they are put in place"),
    ),
    "keys": (("jru-tui keys > keys.md", "a sheet to print"),),
    "locate": (("jru-tui locate", "where everything is stored"),),
    "schema": (("jru-tui schema > jru-1.schema.json", "for a server's tests, or an editor"),),
    "man": (
        ("jru-tui man > ~/.local/share/man/man1/jru-tui.1", "install it"),
        ("jru-tui man | man -l -", "read it now"),
    ),
    "completion": (
        (
            "jru-tui completion bash > ~/.local/share/bash-completion/completions/jru-tui",
            "bash",
        ),
        ("jru-tui completion zsh > ~/.zfunc/_jru-tui", "zsh, with ~/.zfunc in $fpath"),
        ("jru-tui completion fish > ~/.config/fish/completions/jru-tui.fish", "fish"),
    ),
}
"""By command: what is typed, and a word on what for."""


def with_examples(command: click.Command) -> click.Command:
    """Add the examples of a command to the end of its help."""
    lines = [f"  {line}\n      {meaning}" for line, meaning in EXAMPLES.get(command.name or "", ())]
    if lines:
        command.epilog = "\b\nExamples:\n" + "\n".join(lines)
    return command
