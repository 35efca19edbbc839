"""The library of scenarios: by name among those that ship, or as any file."""

from pathlib import Path

from jru_tui.simulator.reader import parse_scenario
from jru_tui.simulator.scenario import Scenario, ScenarioError

SUFFIX = ".feed"


def scenario_names() -> tuple[str, ...]:
    """The names of the scenarios that ship with the program, sorted."""
    shelf = _shelf()
    paths = (path.relative_to(shelf).with_suffix("") for path in shelf.rglob(f"*{SUFFIX}"))
    return tuple(sorted(path.as_posix() for path in paths))


def load_scenario(name_or_path: str) -> Scenario:
    """Read a scenario by its name, or from a file.

    Raises:
        ScenarioError: there is none, it cannot be read, or a line in it is wrong.
    """
    shipped = scenario_names()
    if name_or_path in shipped:
        path = _shelf() / f"{name_or_path}{SUFFIX}"
        source = f"{name_or_path}{SUFFIX}"
    else:
        path = Path(name_or_path)
        source = name_or_path
        if not path.exists() and path.suffix != SUFFIX and path.name == name_or_path:
            known = ", ".join(shipped)
            raise ScenarioError(
                f"there is no scenario '{name_or_path}': name a file or one of {known}"
            )
    return parse_scenario(_text(path, source), name=path.stem, source=source)


def _shelf() -> Path:
    """The folder of scenarios: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "sample_feeds"
    return inside if inside.is_dir() else package.parent / "sample_feeds"


def _text(path: Path, source: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise ScenarioError(
            f"{source}: not UTF-8 text (byte {trouble.start}): save the file as UTF-8"
        ) from None
    except (OSError, ValueError) as trouble:
        reason = getattr(trouble, "strerror", None) or str(trouble)
        raise ScenarioError(f"{source}: cannot be read: {reason}") from None
