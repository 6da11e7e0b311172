"""A list as a program saves it from its screen: rows under titles, with lines above, subtotals, and empty columns.

SAP GUI writes such files (List > Save > Local file, "Text with tabs" and "Unconverted"): the report's name and date
come first, each row begins with an empty column, subtotals are rows that begin with an asterisk, and rules of dashes
stand between.
"""

import re
from collections.abc import Iterable, Iterator

_LINE = re.compile(r"\r\n|\r|\n")  # nothing else: a text may hold a form feed, or what Unicode calls a line
_TITLES_WITHIN = 60  # lines


def split(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The lines as cells, with their number. Nothing is quoted in such files."""
    for number, line in enumerate(_LINE.split(text), start=1):
        yield number, [cell.strip() for cell in line.split(delimiter)]


def table(
    lines: Iterable[tuple[int, list[str]]], known: set[str]
) -> tuple[list[str], list[tuple[int, list[str], str]]]:
    """Titles, and the rows with their line number and what is wrong with their form.

    The titles are the first line, near the top, with two cells that are `known` (in lower case); without one there are
    no titles. A title that comes twice gets a number.
    """
    header: list[str] = []
    titles: list[str] = []
    places: list[int] = []
    rows: list[tuple[int, list[str], str]] = []
    width = 0
    for number, cells in lines:
        filled = [cell for cell in cells if cell]
        if not header:
            hits = sum(cell.lower() in known for cell in filled)
            if hits >= 2:
                places = [n for n, cell in enumerate(cells) if cell]
                titles, header, width = filled, _unique(filled), len(cells)
            elif number > _TITLES_WITHIN:
                break
        elif filled and filled != titles and not _furniture(filled):
            long = len("\t".join(cells).rstrip("\t").split("\t"))
            off = "" if long <= width else f"has {long} columns where the titles have {width}"
            rows.append((number, [cells[n] if n < len(cells) else "" for n in places], off))
    return header, rows


def _furniture(filled: list[str]) -> bool:
    """A subtotal, or a rule of dashes."""
    return filled[0].startswith("*") or set("".join(filled)) <= set("-_=|")


def _unique(titles: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        found.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return found
