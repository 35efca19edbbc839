"""The commands of `jru-tui`, one module for each or for a few that belong together."""
