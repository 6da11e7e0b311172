"""`solde init`: a commented solde.toml and the standard policies, to be filled in."""

from importlib.resources import files
from pathlib import Path

from config import credit, policies
from connectors.errors import Misconfigured


def template() -> Path:
    """The commented solde.toml as shipped: every key with its default, the ERPs and companies as examples."""
    return Path(str(files("config.defaults") / "solde.toml"))


def write(folder: Path) -> list[Path]:
    """Write solde.toml and the standard policies of dunning and credit into `folder`, which is made if need be.

    Gives their paths. Nothing is overwritten: raises Misconfigured if one of them is there, and then writes none.
    """
    contents = {
        folder / "solde.toml": template(),
        folder / policies.FOLDER / f"{policies.STANDARD}.toml": policies.shipped(),
        folder / credit.FOLDER / f"{credit.STANDARD}.toml": credit.shipped(),
    }
    there = [str(path) for path in contents if path.exists()]
    if there:
        raise Misconfigured(f"nothing was written: {', '.join(there)} exists already")
    try:
        for path, source in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"cannot write into {folder}: {error.strerror}") from error
    return list(contents)
