"""Files, notes and tasks: SAP keeps all three as attachments of an object (API_CV_ATTACHMENT_SRV).

The service has no place for a key, and what is sent twice hangs there twice. So what is there is asked for first
(GetAllOriginals), and recognised:

- a file by its name and the sha256 of its content, which certainly is the same file, whatever the key;
- a note or a task by a mark derived from the key, which stands at the beginning of its file's name: two notes may
  say the same. They are text files, for SAP's APIs know no notes or tasks on these objects.

Which object: VBRK with the billing document (not confirmed on a live system), BKPF with company code, document and
year, BUS2032 with the sales order, BUS1006 with the business partner (not confirmed). `attachment_objects` names
others. The keys have leading zeros here, unlike everywhere else.
"""

import hashlib
import unicodedata
from pathlib import PurePosixPath

from connectors.errors import Refused
from connectors.records import AddNote, AddTask, AttachFile, Receipt, Ref
from connectors.sap import targets
from connectors.sap.values import Row, many, padded, text
from connectors.sap.world import World
from einvoice.faults import Fault

SERVICE, ENTITY = "API_CV_ATTACHMENT_SRV", "AttachmentContentSet"
OBJECTS = {"invoice": "VBRK", "fi_invoice": "BKPF", "order": "BUS2032", "customer": "BUS1006"}
KEYS = (
    "DocumentInfoRecordDocType",
    "DocumentInfoRecordDocNumber",
    "DocumentInfoRecordDocVersion",
    "DocumentInfoRecordDocPart",
    "LogicalDocument",
    "ArchiveDocumentID",
    "LinkedSAPObjectKey",
    "BusinessObjectTypeName",
)
_LONGEST = 100  # of a file name; FileName has 255
_LONGEST_NOTE = 50  # what the attachment list of SAP GUI shows of one
_CUT = 25  # a stored name this long may be a longer one that was cut off

Event = AttachFile | AddNote | AddTask


class Place:
    """Where the attachments of one target hang."""

    __slots__ = ("key", "object")

    def __init__(self, world: World, target: Ref) -> None:
        kind = "fi_invoice" if target.kind == "payment" or "/" in target.id else target.kind
        self.object = world.settings.attachment_objects.get(kind) or OBJECTS[kind]
        if kind == "fi_invoice":
            year, document, *_ = target.id.split("/")
            self.key = f"{target.company}{padded(document)}{year}"
        elif kind == "customer" and self.object == "BUS1006":
            self.key = padded(targets.partners(world, target)[0])
        else:
            self.key = padded(target.id)


def originals(world: World, object_: str, key: str) -> list[Row]:
    """What hangs on an object. Refused where SAP gives no list: no list is not an empty one, and would double files."""
    answer = world.client.function(SERVICE, "GetAllOriginals", BusinessObjectTypeName=object_, LinkedSAPObjectKey=key)
    if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
        message = f"{SERVICE} GetAllOriginals {object_} {key}: SAP gives no list of attachments"
        raise Refused([Fault(code="no-list", path="", message=message, source="SAP")])
    return many(answer, "results")


def mark(key: str) -> str:
    """The same for the same key of the engine."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def find(world: World, change: Event, key: str) -> Receipt | None:
    """The receipt of an event that is already there."""
    return _find(world, Place(world, change.target), change, key)


def push(world: World, change: Event, key: str, content: bytes | None) -> Receipt:
    """Attach it. Refused where there is no such object: SAP would take any number."""
    name, mime, body = _file(change, key, content)
    targets.check(world, change.target)
    place = Place(world, change.target)
    headers = {"Slug": name, "BusinessObjectTypeName": place.object, "LinkedSAPObjectKey": place.key}
    row = world.client.upload(SERVICE, ENTITY, body, mime, headers)
    return Receipt(id=_id(row)) if _id(row) else _find(world, place, change, key) or Receipt(id=name)


def _find(world: World, place: Place, change: Event, key: str) -> Receipt | None:
    for row in originals(world, place.object, place.key):
        stored = text(row, "FileName")
        if isinstance(change, AttachFile):
            same = _may_be(stored, file_name(change.filename)) and _sha256(world, place, row) == change.sha256
        else:
            same = mark(key) in stored
        if same:
            return Receipt(id=_id(row) or stored)
    return None


def _sha256(world: World, place: Place, row: Row) -> str:
    fixed = {"LinkedSAPObjectKey": place.key, "BusinessObjectTypeName": place.object}
    key = {field: text(row, field) or fixed.get(field, "") for field in KEYS}
    return hashlib.sha256(world.client.download(SERVICE, ENTITY, key)).hexdigest()


def _id(row: Row) -> str:
    """What names an original among all: its id in the archive, or its document."""
    return text(row, "ArchiveDocumentID") or "/".join(text(row, key) for key in KEYS[:5] if text(row, key))


def _file(change: Event, key: str, content: bytes | None) -> tuple[str, str, bytes]:
    """Name, type and bytes of what is sent."""
    match change:
        case AttachFile():
            if content is None or hashlib.sha256(content).hexdigest() != change.sha256:
                raise ValueError("the bytes are not those that the change names")
            return file_name(change.filename), change.mime, content
        case AddNote():
            return _text_file("Note", key, change.text, change.text)
        case AddTask():
            who = change.assignee.name or change.assignee.id if change.assignee else ""
            facts = [f"Due: {change.due}" if change.due else "", f"For: {who}" if who else ""]
            parts = [change.summary, "\n".join(fact for fact in facts if fact), change.text]
            return _text_file("Task", key, change.summary, "\n\n".join(part for part in parts if part))


def _text_file(what: str, key: str, about: str, body: str) -> tuple[str, str, bytes]:
    """Its name begins with the mark, where no list cuts it off. With a byte order mark, so that Windows reads it."""
    stem = f"{what} {mark(key)} {_plain(about)}"[: _LONGEST_NOTE - 4].strip()
    return f"{stem}.txt", "text/plain", body.encode("utf-8-sig")


def file_name(name: str) -> str:
    """The name as it travels in a header and lies on people's disks: ASCII, without what Windows forbids."""
    path = PurePosixPath(_plain(name) or "file")
    return path.stem[: _LONGEST - len(path.suffix)] + path.suffix


def _plain(words: str) -> str:
    """ASCII letters, digits and a few signs; accents are taken off, everything else becomes a blank or a "_"."""
    flat = unicodedata.normalize("NFKD", words.replace("ß", "ss"))
    kept = (c if c.isascii() and (c.isalnum() or c in " -.,_()+=@[]") else "" if unicodedata.combining(c) else
            " " if c.isspace() else "_" for c in flat)  # fmt: skip
    return " ".join("".join(kept).split())


def _may_be(stored: str, name: str) -> bool:
    """Whether the name could be this one: SAP may leave out its ending, or cut it off."""
    found, wanted = (PurePosixPath(each).stem.casefold() for each in (stored, name))
    return found == wanted or (len(found) >= _CUT and wanted.startswith(found))
