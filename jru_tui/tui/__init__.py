"""The screen: draws a board, hands commands to the desk. The only room that knows Textual."""
