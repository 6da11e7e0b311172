"""The pages that a company makes itself: Typst templates in the folder `templates` beside solde.toml."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from dunning.policy import Policy

FOLDER = "templates"
_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def own(folder: Path, name: str) -> Path:
    """Where the page called `name` lies; `folder` is that of solde.toml."""
    return folder / FOLDER / f"{name}.typ"


def absent(folder: Path, policies: Mapping[str, Policy]) -> Iterator[tuple[str, str, str]]:
    """Pages that policies name and that are not there: file, key, message."""
    for policy in policies.values():
        for group, ways in (("levels", policy.levels), ("reactions", policy.reactions)):
            for number, way in enumerate(ways, start=1):
                if not way.template:
                    continue
                where = f"{group} #{number}.template"
                if not _SOUND.fullmatch(way.template):
                    message = f'a page is named with letters, digits, _ and -, found "{way.template}"'
                    yield f"policies/{policy.name}.toml", where, message
                elif not own(folder, way.template).is_file():
                    message = f"there is no {FOLDER}/{way.template}.typ beside solde.toml"
                    yield f"policies/{policy.name}.toml", where, message
