"""The last door for text: nothing that is shown can steer the terminal that shows it.

What comes from a feed is cleaned as it comes in. This is for what does not: typed and pasted words,
a scenario or a journal that somebody else wrote, a file name in a sentence.
"""

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def printable(text: str, keep: str = "") -> str:
    """The text with U+FFFD for what a terminal would act on, but for the characters of `keep`."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character in keep else _REPLACEMENT
        for character in text
    )
