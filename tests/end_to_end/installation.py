"""One installation of Solde as its operator has it: a folder with solde.toml, the command as processes of their own."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

_PROGRAM = "from sync.cli import main; main()"
_KILLED = """
import os, signal
from sync import boundaries
left = {times}
def kill(name):
    global left
    left -= name == {name!r}
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
boundaries.hook = kill
"""
_COUNTED = """
import atexit, json, pathlib
from collections import Counter
from sync import boundaries
seen = Counter()
boundaries.hook = lambda name: seen.update([name])
atexit.register(lambda: pathlib.Path({place!r}).write_text(json.dumps(seen)))
"""


class Said(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer for machines."""
        return json.loads(self.out)


class Installation:
    """A folder with a configuration; `connection` is its only connection, `secrets` are in the environment."""

    def __init__(self, folder: Path, toml: str, connection: str, secrets: dict[str, str]) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "solde.toml").write_text(toml, encoding="utf-8")
        self._connection, self.secrets = connection, secrets

    def begin(self, *arguments: str, before: str = "") -> "subprocess.Popen[str]":
        """Start the command; `before` is Python that runs ahead of it in the same process."""
        return subprocess.Popen(
            [sys.executable, "-c", before + _PROGRAM, *arguments], cwd=self.folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **self.secrets},
        )  # fmt: skip

    def end(self, process: "subprocess.Popen[str]") -> Said:
        """Wait for it. However it ended: no traceback, and no secret."""
        out, err = process.communicate(timeout=900)
        assert "Traceback" not in err, err
        assert not [name for name, secret in self.secrets.items() if secret in err + out]
        return Said(process.returncode, out, err)

    def solde(self, *arguments: str, before: str = "") -> Said:
        """Run the command to its end."""
        return self.end(self.begin(*arguments, before=before))

    def pull(self) -> dict[str, int]:
        """`solde pull`, which must go well: how many records of each kind were new or changed."""
        said = self.solde("pull", "--json")
        assert said.code == 0, said.err
        found: dict[str, int] = said.json[self._connection]
        return found

    def run(self, today: str, *arguments: str) -> dict[str, Any]:
        """`solde run`, which must go well."""
        said = self.solde("run", "--json", "--today", today, *arguments)
        assert said.code == 0, said.err
        found: dict[str, Any] = said.json
        return found

    def killed(self, name: str, times: int, *arguments: str) -> None:
        """Run the command and kill its process (SIGKILL) when it passes a boundary for the n-th time."""
        said = self.solde(*arguments, before=_KILLED.format(name=name, times=times))
        assert said.code == -9, f"the process never came to {name} {times} times: {said.err}"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What stands in Solde's database."""
        with sqlite3.connect(self.folder / "data" / "solde.sqlite3") as database:
            return database.execute(query).fetchall()

    def records(self) -> dict[str, str]:
        """Every record that was pulled, by its name, with a hash of what it says."""
        found = self.rows("SELECT company, kind, ext_id, digest, gone FROM sync_entry")
        return {f"{company}/{kind}/{id_}": f"{digest}{' gone' * gone}" for company, kind, id_, digest, gone in found}

    def decisions(self) -> dict[str, list[tuple[Any, ...]]]:
        """What was decided and what became of it, without what differs between two runs that do the same: row numbers,
        instants, and what a run that died had decided and the next one decided anew (`stopped`).
        """
        return {
            "notices": sorted(self.rows(
                "SELECT account, level, date, channel, status FROM sync_notice WHERE status <> 'stopped'"
            )),
            "holds": sorted(self.rows("SELECT account, reason, placed, left, released_at IS NULL FROM sync_holdcase")),
            "e-invoices": sorted(self.rows("SELECT invoice, format, filename FROM sync_edocument")),
            "effects": sorted(self.rows(
                "SELECT way, target, kind, status, count(*) FROM sync_effect"
                " WHERE status NOT IN ('stopped', 'superseded') GROUP BY 1, 2, 3, 4"
            )),
            "aside": sorted(self.rows("SELECT stage, ref FROM sync_aside WHERE settled_at IS NULL")),
        }  # fmt: skip

    def seen(self, *arguments: str) -> dict[str, int]:
        """Run the command, which must go well; how often it passed each boundary."""
        place = self.folder / "seen.json"
        said = self.solde(*arguments, before=_COUNTED.format(place=str(place)))
        assert said.code == 0, said.err
        found: dict[str, int] = json.loads(place.read_text(encoding="utf-8"))
        return found

    def an_hour_later(self) -> None:
        """What waits for its time is due."""
        with sqlite3.connect(self.folder / "data" / "solde.sqlite3") as database:
            database.execute("UPDATE sync_effect SET not_before = datetime(not_before, '-1 hour')")

    def evidence(self) -> set[str]:
        """The sha256 of every document that was kept."""
        return {row[0] for row in self.rows("SELECT sha256 FROM sync_evidence")}
