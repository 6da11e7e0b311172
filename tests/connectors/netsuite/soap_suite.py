"""The stand-in with what it lacks: getList, keys of what does not exist, the file cabinet's names, logins under load.

What NetSuite does in each case is told by its help, or was seen in public threads; where neither is so, it says so.
"""

import base64
from types import ModuleType
from typing import Any

from lxml import etree


def extended(standin: ModuleType) -> type[Any]:
    """A subclass of the stand-in's Suite."""

    class Suite(standin.Suite):  # type: ignore[misc, name-defined]
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self.refuse_logins = 0  # so many logins from now on look wrong
            self.refusals: dict[str, tuple[str, str]] = {}  # operation -> code and words of its next status

        # Hands of the tests

        def put(self, kind: str, id_: str) -> None:
            """A record with nothing in it."""
            name = kind[0].upper() + kind[1:]
            prefixes = {prefix: uri for uri, prefix in self.pfx.items()}
            record = etree.Element(f"{{{self.M}}}record", nsmap=prefixes)
            record.set(f"{{{standin.XSI}}}type", f"{self.pfx[self.types[name]]}:{name}")
            record.set("internalId", id_)
            with self.lock:
                self.recs[kind, id_] = record

        def drop(self, kind: str, id_: str) -> None:
            """Deleted, with what hangs on it."""
            with self.lock:
                self.recs.pop((kind, id_), None)
                self.attached = [one for one in self.attached if one[:2] != (kind, id_)]

        def files(self, kind: str, id_: str) -> list[tuple[str, bytes]]:
            """Name and content of what is attached to a record. Attached twice is attached once."""
            ids = dict.fromkeys(file for *to, _, file in self.attached if to == [kind, id_])
            records = [self.recs["file", id_] for id_ in ids]
            return [(each.findtext("{*}name"), base64.b64decode(each.findtext("{*}content") or "")) for each in records]

        def notes(self, id_: str) -> list[str]:
            """The texts of a record's notes."""
            return [
                record.findtext("{*}note")
                for (kind, _), record in self.recs.items()
                if kind == "note" and id_ in [each.get("internalId") for each in record.iterfind("{*}*")]
            ]

        # The server

        def find(self, kind: str, iid: str | None = None, ext: str | None = None) -> Any:
            """External ids are told apart without regard to capitals (help: "External IDs Overview")."""
            if iid or not ext:
                return super().find(kind, iid, ext)
            for (each, id_), record in self.recs.items():
                if each == kind and record.get("externalId", "").lower() == ext.lower():
                    return id_, record
            return None, None

        def answer(self, raw: bytes) -> tuple[int, dict[str, str], bytes]:
            """One answer, held against the schemas."""
            code, envelope = self.handle(raw)
            if not self.schema.validate(envelope):
                self.log.append(("RESPONSE-INVALID", str(self.schema.error_log.last_error)))
            return code, {}, etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")

        def auth(self, header: Any) -> str | None:
            bad: str | None = super().auth(header)
            if bad is None and self.refuse_logins:
                self.refuse_logins -= 1
                return "for details see the Login Audit Trail"
            return bad

        def op_getList(self, op: Any, header: Any) -> Any:
            """Like get for each, but without a file's content (help: "File Record Supported Operations")."""
            out = etree.Element(f"{{{self.M}}}getListResponse")
            listed = etree.SubElement(out, f"{{{self.M}}}readResponseList")
            self.status(listed)
            for ref in op:
                one = self.op_get([ref], header)[0]
                for content in one.findall("{*}record/{*}content"):
                    content.getparent().remove(content)
                listed.append(one)
            return out

        def op_add(self, op: Any, header: Any) -> Any:
            record = op.find(f"{{{self.M}}}record")
            kind = self.xtype(record)[1]
            if self.find(kind[0].lower() + kind[1:], ext=record.get("externalId"))[0]:
                return super().op_add(op, header)  # DUP_RCRD
            refusal = self.refusals.pop(f"add {kind}", None) or self._refusal(kind, record)
            if refusal:
                return self.write("add", "add", lambda written: self.status(written, False, *refusal))
            if kind == "File":
                self._replace(record)
            return super().op_add(op, header)

        def op_attach(self, op: Any, header: Any) -> Any:
            """A user error where there is nothing (help: "attach / detach")."""
            ends = [op[0].find(f"{{{self.C}}}{end}") for end in ("attachTo", "attachedRecord")]
            refusal = self.refusals.pop("attach", None)
            if any(self.find(end.get("type"), end.get("internalId"))[0] is None for end in ends):
                refusal = "USER_ERROR", "The records that you have attempted to attach do not exist."
            if refusal:
                return self.write("attach", "attach", lambda written: self.status(written, False, *refusal))
            return super().op_attach(op, header)

        def _refusal(self, kind: str, record: Any) -> tuple[str, str] | None:
            refs = {"Note": ("transaction", "entity"), "File": ("folder",), "Folder": ("parent",)}
            for name in refs.get(kind, ()):
                ref = record.find(f"{{*}}{name}")
                if ref is not None and self.find(ref.get("type"), ref.get("internalId"))[0] is None:
                    return "INVALID_KEY_OR_REF", f"Invalid {name} reference key {ref.get('internalId')}."
            if kind == "Folder" and any(self._place(known) == self._place(record) for known in self._all("folder")):
                return "USER_ERROR", "A folder with the same name already exists in the selected folder."
            return None

        def _replace(self, record: Any) -> None:
            """A file takes the place of one of the same name in the same folder (as scripts do; not seen over SOAP)."""
            for known in self._all("file"):
                if self._place(known) == self._place(record):
                    del self.recs["file", known.get("internalId")]

        def _all(self, kind: str) -> list[Any]:
            return [record for (each, _), record in self.recs.items() if each == kind]

        def _place(self, record: Any) -> tuple[str | None, str | None]:
            parents = [each for name in ("folder", "parent") for each in record.findall(f"{{*}}{name}")]
            return record.findtext("{*}name"), parents[0].get("internalId") if parents else None

    return Suite
