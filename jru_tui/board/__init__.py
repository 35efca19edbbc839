"""The domain, pure: what a shift is made of and how events fold into it.

Imports the standard library and msgspec only. Nothing here reads a clock, a file or a socket;
times are handed in, always in UTC.
"""
