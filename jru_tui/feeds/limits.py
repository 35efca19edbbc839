"""How a refusal for size ends: with what to do about it."""


def too_much(said: str, most: str, setting: str) -> str:
    """The refusal of what is more than a setting of the feed allows, with the way out."""
    way_out = f"ask for less in the address, or raise feed.{setting} in the settings"
    return f"{said} than the {most} allowed: {way_out}"
