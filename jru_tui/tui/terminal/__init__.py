"""A real terminal: the parser of its input, its modes, and Textual's driver.

Only key presses, mouse events and pastes get through. `parser` makes typed input of bytes,
`partial_sequence` says when a sequence that was cut is given up, `driver` wires it all to an app,
and `opened_terminal` holds a terminal until there is one.
"""
