"""The nearest of several words to one that was mistyped."""

from collections.abc import Iterable


def nearest_word(wrong: str, right: Iterable[str], alike: float = 0.6) -> str:
    """Find the word that was probably meant; empty where none is near.

    Args:
        wrong: the word as it was written.
        right: the words that would be right.
        alike: how near a word has to be, from 0 to 1.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong word needs it

    names = sorted(right)
    if near := get_close_matches(wrong, names, n=1, cutoff=alike):
        return near[0]
    lowered = {name.casefold(): name for name in names}
    near = get_close_matches(wrong.casefold(), lowered, n=1, cutoff=alike)
    return lowered[near[0]] if near else ""
