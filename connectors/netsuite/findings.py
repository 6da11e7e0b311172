"""Small things that the checks share."""

from typing import Literal

from connectors.records import Finding

Level = Literal["ok", "note", "warning", "error"]


def say(level: Level, subject: str, message: str) -> Finding:
    return Finding(level=level, subject=subject, message=message)
