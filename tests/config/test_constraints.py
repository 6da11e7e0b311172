"""constraints.txt keeps step with setup.cfg, and nothing in it is under a licence that binds our users."""

import re
from configparser import ConfigParser
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def requirements() -> list[Requirement]:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    texts = [config["options"]["install_requires"], *config["options.extras_require"].values()]
    return [Requirement(line) for text in texts for line in text.splitlines() if line]


def test_every_requirement_is_pinned_to_a_version_that_it_allows() -> None:
    pinned = pins()
    wrong = [
        str(wanted)
        for wanted in requirements()
        if not wanted.specifier.contains(pinned.get(canonicalize_name(wanted.name), "0"))
        or canonicalize_name(wanted.name) not in pinned
    ]
    assert wrong == []


def licences(name: str) -> list[str]:
    """What a package says about its licence; nothing where it is not installed (another Python's package)."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return []
    # The old free-text field sometimes holds a whole licence; its first line names it.
    fields = (about.get_all(field) or [] for field in ("License-Expression", "License", "Classifier"))
    return [text.partition("\n")[0] for texts in fields for text in texts]


# Offered under several licences of which we choose one; none of them is needed to run Solde.
CHOSEN = {"pyphen": "MPL"}  # of WeasyPrint, a peer in the benchmarks


def test_no_dependency_is_under_gpl_or_agpl() -> None:
    gpl = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public")
    named = {name: licences(name) for name in pins()}
    assert any("LGPL" in text for text in named["python-stdnum"])  # the test sees licences, and LGPL is none of them
    bound = {name: texts for name, texts in named.items() if any(map(gpl.search, texts))}
    for name, licence in CHOSEN.items():
        assert any(licence in text for text in bound.pop(name, [licence]))
    assert bound == {}
