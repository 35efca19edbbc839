"""Floors: the smallest programs that do a thing at all. Nothing that shows as much can be quicker.

Each is run as a script and imports nothing of the program.
"""
