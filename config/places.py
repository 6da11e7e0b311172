"""Where a path in a configuration leads."""

from pathlib import Path


def within(folder: Path, place: str) -> Path:
    """`place` as an absolute path: relative ones count from `folder`, `~` is a home folder.

    Raises ValueError for what can be no path.
    """
    if "\0" in place:
        raise ValueError("a path cannot hold the character NUL")
    try:
        return folder / Path(place).expanduser()
    except RuntimeError as error:
        raise ValueError(f"{place}: there is no such home folder") from error
