"""Whole screens: the board, one call in full, the help, and the dialogs over them."""
