"""One world around engines that get killed: an ERP, a mail server and folders that outlive them, and count."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from connectors.records import AddNote, AddTask, AttachFile
from tests.sync.crash.erp import ErpServer
from tests.sync.crash.post_office import PostOffice
from tests.sync.crash.setting import Place

DAY = date(2026, 11, 2)  # a Monday
NEXT = DAY + timedelta(days=1)
ROOT = Path(__file__).parents[3]
KILLED = -9
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


class Process:
    """The engine's process (child.py), which forks for each job."""

    def __init__(self, place: Place) -> None:
        command = [sys.executable, "-m", "tests.sync.crash.child", msgspec.json.encode(place).decode()]
        environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        self._child = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def begin(self, do: str, **arguments: Any) -> None:
        """Give it a job without waiting for it."""
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self._child.stdin.flush()

    def end(self) -> dict[str, Any]:
        """The answer to the job that was begun."""
        assert self._child.stdout is not None
        answer: dict[str, Any] = json.loads(self._child.stdout.readline())
        return answer

    def do(self, do: str, **arguments: Any) -> dict[str, Any]:
        """A job that must go well."""
        self.begin(do, **arguments)
        answer = self.end()
        assert answer["ended"] == 0, answer
        return answer

    def close(self) -> None:
        """End it."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait()


class Surroundings:
    """What outlives the engine. `fresh` empties everything for the next story."""

    def __init__(self, folder: Path, postgres: str = "") -> None:
        self.folder = folder
        self.erp_server = ErpServer()
        self.post = PostOffice()
        self._postgres = Database(postgres) if postgres else None
        dsn = self._postgres.dsn if self._postgres else None
        self.place = Place(str(folder / "world"), self.erp_server.address, self.post.port, dsn)
        self.engine = Process(self.place)
        self.engines = [self.engine]
        if self._postgres:
            self._postgres.create()
        self.engine.do("migrate")
        if self._postgres:
            self._postgres.keep()
        else:
            shutil.copytree(folder / "world", folder / "empty")

    def at_once(self, count: int, do: str, **arguments: Any) -> list[dict[str, Any]]:
        """The same job in so many processes at the same time, all over one database."""
        while len(self.engines) < count:
            self.engines.append(Process(self.place))
        for engine in self.engines[:count]:
            engine.begin(do, **arguments)
        return [engine.end() for engine in self.engines[:count]]

    def fresh(self) -> None:
        """An empty database, ERP, mail server and folders."""
        shutil.rmtree(self.folder / "world", ignore_errors=True)
        if self._postgres:
            self._postgres.reset()
        else:
            shutil.copytree(self.folder / "empty", self.folder / "world")
        self.erp_server.erp = type(self.erp_server.erp)()
        self.post.mails.clear()
        self.post.trouble.clear()
        self.post.unknown.clear()

    def close(self) -> None:
        """Let everything end."""
        for engine in self.engines:
            engine.close()
        self.post.close()
        self.erp_server.close()
        if self._postgres:
            self._postgres.drop()

    def outside(self) -> Counter[str]:
        """All that people, the ERP and the platforms have got, each with how often."""
        erp = self.erp_server.erp
        found: Counter[str] = Counter()
        for event in erp.events:
            match event.change:
                case AttachFile():
                    found[f"file {event.change.target}: {event.change.filename} {len(event.content or b'')}"] += 1
                case AddNote():
                    found[f"note {event.change.target}: {event.change.text}"] += 1
                case AddTask():
                    found[f"task {event.change.target}: {event.change.summary}. {event.change.text}"] += 1
        found.update(f"hold {customer}: {value}" for customer, value in erp.holds.items())
        found.update(f"level {ref}: {change.level}, {change.notice_date}" for ref, change in erp.dunning.items())
        found.update(f"status {ref}: {change.status}" for ref, change in erp.einvoices.items())
        found.update(f"mail {mail['To']}: {mail['Subject']}" for mail in self.post.mails)
        for way in ("print", "platform"):
            for card in sorted((Path(self.place.folder) / way).glob("[!.]*/message.json")):
                files = " ".join(sorted(file.name for file in card.parent.iterdir()))
                found[f"{way}: {json.loads(card.read_text())['subject']}: {files}"] += 1
        return found


def surroundings(request: pytest.FixtureRequest, folder: Path) -> Surroundings:
    """The surroundings over the database that a fixture is asked for; skipped where there is none."""
    if request.param == "sqlite":
        return Surroundings(folder)
    url = os.environ.get("SOLDE_TEST_POSTGRES")
    if not url:
        pytest.skip("SOLDE_TEST_POSTGRES is not set; `make test-postgres` starts a server and sets it")
    return Surroundings(folder, url)


class Database:
    """A database of the test's own, and an empty copy of it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._url = url
        self._name = f"solde_crash_{os.getpid()}"
        self.dsn = (
            parts.hostname or "localhost", parts.port or 5432, parts.username or "", parts.password or "", self._name,
        )  # fmt: skip

    def create(self) -> None:
        self._do(f"DROP DATABASE IF EXISTS {self._name}", f"CREATE DATABASE {self._name}")

    def keep(self) -> None:
        self._do(
            f"DROP DATABASE IF EXISTS {self._name}_empty", f"CREATE DATABASE {self._name}_empty TEMPLATE {self._name}"
        )

    def reset(self) -> None:
        self._do(f"DROP DATABASE {self._name}", f"CREATE DATABASE {self._name} TEMPLATE {self._name}_empty")

    def drop(self) -> None:
        self._do(f"DROP DATABASE {self._name}", f"DROP DATABASE {self._name}_empty")

    def _do(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self._url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
