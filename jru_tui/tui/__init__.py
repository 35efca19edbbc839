"""The screen: draws a board and hands commands to the desk. The only package with Textual."""
