"""Lines of the board as functions of a frame: text in inks, without Textual and its widgets."""
