"""Internals of Textual and asyncio: the private names that the screen cannot do without.

They stand here and nowhere else, and a test says when a new version does not have them any more.
"""
