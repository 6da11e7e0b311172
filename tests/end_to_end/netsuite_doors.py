"""One NetSuite account with each of the doors that files and notes may take, and what stands in it, read without Solde.

Three doors: the RESTlet as the stand-in has it, the RESTlet's own script in node, and SOAP over Oracle's schemas.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from tests.connectors.netsuite import soap_servers
from tests.connectors.netsuite.doorway import Doorway
from tests.connectors.netsuite.standin import node_scripts
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.node_scripts import NodeScripts
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.scripts import Protocol
from tests.end_to_end.netsuite_shop import by_soap

SCRIPT, NODE, SOAP = "the script's protocol", "the script in node", "SOAP"
DOORS = (SCRIPT, NODE, SOAP)


class File(NamedTuple):
    """What a person sees on a record."""

    kind: str
    id: str
    name: str
    sha256: str
    said: str  # the same without the file's own number, which a killed run may have used up

    @classmethod
    def of(cls, kind: str, id_: str, name: str, content: bytes) -> "File":
        return cls(kind, id_, name, _sha(content), _sha(_OWN_NUMBER.sub(b"", content)))


_OWN_NUMBER = re.compile(rb"<ProgressivoInvio>\w+</ProgressivoInvio>")
_IN_NAMES = re.compile(r"_\w{5}\.xml")


class Traces(NamedTuple):
    """Everything that Solde may have written, however it came there."""

    files: Counter[File]
    loose: int  # files of the cabinet that are on no record
    notes: Counter[tuple[str, str, str]]  # kind, id, text
    tasks: Counter[tuple[str, int | None, int | None, str]]  # title, customer, transaction, message
    customers: dict[int, tuple[str, str, int, str]]  # hold, why, level, day
    transactions: dict[int, tuple[str, str]]  # status, state of the e-invoice
    folders: int

    def told(self) -> "Traces":
        """As two runs that do the same leave them."""
        files = Counter[File]()
        for file, times in self.files.items():
            files[file._replace(name=plain(file.name), sha256="")] += times
        notes = Counter[tuple[str, str, str]]()
        for (kind, id_, text), times in self.notes.items():
            notes[kind, id_, plain(text)] += times
        return self._replace(files=files, notes=notes)


def plain(words: str) -> str:
    """Without the numbers of files."""
    return _IN_NAMES.sub(".xml", words)


class Place:
    """One account."""

    def __init__(self, account: Account, doorway: Doorway, toml: str, kept: Callable[[], "Kept"]) -> None:
        self.account, self.doorway, self.toml, self._kept = account, doorway, toml, kept
        self.office, self.url = Office(account.store), account.url

    def traces(self) -> Traces:
        """All of it."""
        store, kept = self.account.store, self._kept()
        customers = {
            row["id"]: (row["creditholdoverride"], row["custentity_solde_hold"] or "",
                        int(row["custentity_solde_level"] or 0), row["custentity_solde_date"] or "")
            for row in store.find("customer")
        }  # fmt: skip
        transactions = {
            row["id"]: (row["status"], row["custbody_solde_einvoice"] or "") for row in store.find("transaction")
        }
        tasks = Counter(
            (row["title"], row["company"], row["transaction"], row["message"]) for row in store.find("_task")
        )
        return Traces(kept.files, kept.loose, kept.notes, tasks, customers, transactions, kept.folders)


class Kept(NamedTuple):
    """The file cabinet and the notes."""

    files: Counter[File]
    loose: int
    notes: Counter[tuple[str, str, str]]
    folders: int


def absent(door: str) -> str:
    """Why this door cannot be opened here; "" where it can."""
    if door == NODE:
        return node_scripts.absent()
    return soap_servers.absent() if door == SOAP else ""


@contextmanager
def opened(door: str) -> Iterator[Place]:
    """An account without customers yet. The test is skipped, and says so, where the door is not there."""
    if reason := absent(door):
        pytest.skip(reason)
    made = {SCRIPT: _script, NODE: _node, SOAP: _soap}[door]
    with made() as place:
        yield place


@contextmanager
def _script() -> Iterator[Place]:
    account = Account(Dying())
    yield Place(account, Doorway(account.server), "", lambda: _in_store(account))
    account.close()


@contextmanager
def _node() -> Iterator[Place]:
    scripts = NodeScripts()
    account = Account(scripts)
    yield Place(account, Doorway(account.server), "", lambda: _in_node(scripts))
    account.close()
    scripts.close()


@contextmanager
def _soap() -> Iterator[Place]:
    account = Account(soap=True)
    assert account.soap
    soap = account.soap
    yield Place(account, Doorway(account.server), by_soap(soap.wsdl, soap.folder), lambda: _in_suite(soap.suite))
    assert soap.invalid() == []
    account.close()


class Dying(Protocol):
    """The script's protocol, of which a call may die between saving a file and attaching it."""

    def __init__(self) -> None:
        super().__init__()
        self.dies = False

    def _put_file(self, store: Any, message: dict[str, Any]) -> Any:
        said = super()._put_file(store, message)
        if self.dies and "id" in said:
            self.dies = False
            store.delete("_attached", {"file": int(said["id"])})
            raise RuntimeError("the script was killed between saving and attaching")
        return said


def _in_store(account: Account) -> Kept:
    rows = account.store.all(
        "SELECT f.name, c.bytes, a.type, a.record FROM file f JOIN _content c ON c.file = f.id "
        "LEFT JOIN _attached a ON a.file = f.id"
    )
    files = Counter(File.of(row["type"], str(row["record"]), row["name"], row["bytes"]) for row in rows if row["type"])
    notes = Counter((row["type"], str(row["record"]), row["note"]) for row in account.store.find("_note"))
    loose = sum(row["type"] is None for row in rows)
    return Kept(files, loose, notes, len(account.store.find("mediaitemfolder")))


def _in_node(scripts: NodeScripts) -> Kept:
    files: Counter[File] = Counter()
    loose, folders = 0, set[str]()
    for each in scripts.standin("files")["files"]:
        content = base64.b64decode(each["content"])
        files.update(File.of(kind, id_, each["name"], content) for kind, id_ in each["attached"])
        loose += not each["attached"]
        folders.add(each["path"].rpartition("/")[0])
    notes = Counter((*each["on"], each["text"]) for each in scripts.standin("notes")["notes"])
    return Kept(files, loose, notes, len(folders))


def _in_suite(suite: Any) -> Kept:
    files: Counter[File] = Counter()
    attached = {file for *_, file in suite.attached}
    for kind, id_ in suite.recs:
        if kind not in ("file", "note", "folder"):
            files.update(File.of(kind, id_, name, content) for name, content in suite.files(kind, id_))
    notes: Counter[tuple[str, str, str]] = Counter()
    for (kind, _), record in suite.recs.items():
        if kind == "note":
            on = next(each for each in record.iterfind("{*}*") if each.get("internalId"))
            notes[on.get("type") or "", on.get("internalId"), record.findtext("{*}note")] += 1
    cabinet = [id_ for kind, id_ in suite.recs if kind == "file"]
    folders = [id_ for kind, id_ in suite.recs if kind == "folder"]
    return Kept(files, sum(id_ not in attached for id_ in cabinet), notes, len(folders))


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
