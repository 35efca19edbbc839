"""A stand-in dispatch system: plays a scenario as the `jru/1` feed and obeys posted commands.

`scenario_reader` finds scenarios and reads them, `world` knows what the feed says at any moment of
one, `simulator` runs one on a clock, and `server` answers over HTTP (only it needs the web
libraries).
"""

from jru_tui.face import open_face

_HOMES = {
    "clock": "SimulatorClock",
    "scenario": "Closes Opens Scenario ScenarioError Supervises",
    "scenario_reader": "load_scenario scenario_names",
    "server": "build_app serve ServeError",
    "simulator": "Simulator",
    "wall_times": "in_shift TimeError to_utc wall_time ZONE",
    "world": "World",
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
