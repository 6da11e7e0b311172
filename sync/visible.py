"""Text of people and ERPs as it may be shown: without what steers a terminal or turns the reading direction."""

# C0 and C1 controls but the line end and the tab, and Unicode's overrides and isolates of direction.
_STEERING = [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_SPACES = dict.fromkeys(_STEERING, " ")


def visible(text: str) -> str:
    """The text with a space in the place of each sign that nobody sees."""
    return text.translate(_SPACES)
