"""A live shift board in the terminal for Kent's Joint Response Unit."""

__version__ = "0.1.0"
