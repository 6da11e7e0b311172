"""`solde einvoice validate`: judge any e-invoice by the official rules."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from connectors.errors import Misconfigured
from einvoice.artefacts import Artefacts, default_folder
from einvoice.batch import invoices_below, validate_all
from einvoice.judges import Judges, workers_here
from einvoice.validate import Validation
from einvoice.words import say
from sync.cli import screen
from sync.cli.verdicts import Language, tell


class Rules(StrEnum):
    """The rule sets that bind a document, or all that there are for it."""

    BINDING = "binding"
    ALL = "all"


def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER...", help="Folders are searched to the bottom.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object for each file, one a line.")] = False,
    lang: Annotated[Language, typer.Option("--lang", help="The language of Solde's own sentences.")] = Language.EN,
    rules: Annotated[
        Rules, typer.Option("--rules", help="`all` adds the profile's own Factur-X rules.")
    ] = Rules.BINDING,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing of valid files.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Judges at once, 250 MB each.")] = workers_here(),
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that one document may take.")] = 7.0,
    folder: Annotated[Path | None, typer.Option("--artefacts", help="Where the official rules lie.")] = None,
) -> None:
    """Judge e-invoices by the official rules. Exit code 1 if any is not valid, 2 if nothing could be judged."""
    files = list(chain.from_iterable(invoices_below(path) if path.is_dir() else [path] for path in paths))
    if not files:
        raise Misconfigured(say("nothing_here", lang, {"places": ", ".join(map(str, paths))}))
    told = _Told(len(files), lang, json=json, quiet=quiet)
    judges = Judges(Artefacts(folder or default_folder()), workers, timeout)
    try:
        with judges:
            verdicts = validate_all(files, judges, workers, all_rules=rules is Rules.ALL, language=lang)
            for verdict in _watched(verdicts, len(files), lang, bar=not json or not screen.console.is_terminal):
                told.one(verdict)
    except KeyboardInterrupt:
        told.stopped()
        raise typer.Exit(1) from None
    told.summary()
    raise typer.Exit(0 if told.counts["valid"] == len(files) else 1)


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command()(validate)


def _watched(verdicts: Iterator[Validation], total: int, lang: Language, *, bar: bool) -> Iterator[Validation]:
    """The same verdicts, with the progress drawn for more than one file."""
    if total == 1 or not bar:
        yield from verdicts
        return
    with screen.watched(screen.console if screen.console.is_terminal else screen.errors) as progress:
        what = say("judging", lang)
        progress(what, 0, total)
        for done, verdict in enumerate(verdicts, 1):
            yield verdict
            progress(what, done, total)


class _Told:
    """How verdicts are told, one by one, and what they come to."""

    def __init__(self, total: int, lang: Language, *, json: bool, quiet: bool) -> None:
        self.counts: Counter[str] = Counter()
        self._rules: dict[str, None] = {}
        self._total, self._lang, self._json, self._quiet = total, lang, json, quiet

    def one(self, verdict: Validation) -> None:
        """A file's verdict and its faults."""
        self.counts[verdict.status] += 1
        self._rules.update(dict.fromkeys(verdict.checked_by))
        if self._quiet and verdict.valid:
            return
        if self._json:
            screen.print_json(verdict)
            return
        tell(verdict, self._lang)

    def summary(self) -> None:
        """The counts, and who judged."""
        if self._json or (self._total == 1 and self._quiet):
            return
        if self._total > 1:
            screen.say(say("summary", self._lang, {"files": self._total, **self._counted()}))
        if self._rules:
            screen.say(say("checked_by", self._lang, {"rules": ", ".join(self._rules)}))

    def stopped(self) -> None:
        """How far it came."""
        done = sum(self.counts.values())
        screen.complain(say("stopped", self._lang, {"done": done, "files": self._total}))

    def _counted(self) -> dict[str, object]:
        return {status: self.counts[status] for status in ("valid", "invalid", "unsupported")}
