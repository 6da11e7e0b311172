"""Effects in Odoo. Each event carries a mark, so that a repeat finds it; a file also has an external id.

The mark is short and derived from the engine's key. Ordinary users may not read external ids, so `find` looks
for the mark in the record itself: the file's description, the note's Message-ID, the last line of the task.
"""

import base64
import hashlib
from html import escape
from typing import Any

from connectors.errors import Misconfigured, Refused
from connectors.odoo import holds
from connectors.odoo.client import Client
from connectors.odoo.reader import link, links
from connectors.odoo.refs import LINE_PREFIX, MODELS, number_in
from connectors.records import AddNote, AddTask, AttachFile, Change, Receipt, Ref, SetHold
from einvoice.faults import Fault

_XML_MODULE = "__solde__"
_NO_FIELD = "Odoo has no field for this; notes and files show it"


def mark(key: str) -> str:
    """The same for the same key, and safe in HTML, in a Message-ID and in an external id."""
    return "solde-" + hashlib.sha256(key.encode()).hexdigest()[:24]


def find(client: Client, change: Change, key: str) -> Receipt | None:
    """The receipt of an event that is already there."""
    model, id_, sign = MODELS[change.target.kind], number_in(change.target), mark(key)
    here = [["res_model", "=", model], ["res_id", "=", id_]]
    match change:
        case AttachFile():
            found = client.ids("ir.attachment", [*here, ["description", "=", sign]], limit=1)
        case AddNote():
            found = client.ids("mail.message", _message(model, id_, sign), limit=1)
        case AddTask():
            found = client.ids("mail.activity", [*here, ["note", "like", sign]], limit=1)
            # A task that was done meanwhile may be gone; Odoo then keeps its text in the history.
            found = found or client.ids(
                "mail.message", [["model", "=", model], ["res_id", "=", id_], ["body", "like", sign]], limit=1
            )
        case _:
            return None
    return Receipt(id=str(found[0])) if found else None


def push(client: Client, change: Change, key: str, content: bytes | None) -> Receipt:
    """Carry out one change. Events are only pushed when `find` gave nothing."""
    id_ = number_in(change.target)
    if not id_ or change.target.id.startswith(LINE_PREFIX):
        raise Refused([_gone(change.target)])
    match change:
        case AttachFile():
            return _attach(client, change, id_, mark(key), content)
        case AddNote():
            return _note(client, change, id_, mark(key))
        case AddTask():
            return _task(client, change, id_, mark(key))
        case SetHold():
            return _hold(client, change, id_)
        case _:
            _existing(client, change.target, id_)
            return Receipt(done=False, detail=_NO_FIELD)


def _attach(client: Client, change: AttachFile, id_: int, sign: str, content: bytes | None) -> Receipt:
    """Record and external id in one transaction; a repeat under the same key changes the same attachment."""
    if content is None or hashlib.sha256(content).hexdigest() != change.sha256:
        raise ValueError("the bytes are not those that the change names")
    model = _existing(client, change.target, id_)
    names = ["id", "name", "res_model", "res_id", "datas", "mimetype", "description"]
    row = [f"{_XML_MODULE}.{sign}", change.filename, model, id_, base64.b64encode(content).decode(),
           change.mime, sign]  # fmt: skip
    answer = client.call("ir.attachment", "load", fields=names, data=[row])
    found = answer.get("ids") if isinstance(answer, dict) else None
    if not found:
        messages = answer.get("messages", []) if isinstance(answer, dict) else []
        text = "; ".join(str(m.get("message", m)) for m in messages if m) or "no reason given"
        if "not allowed" in text:
            raise Misconfigured(f"Odoo: {client.settings.user!r} may not attach files to {model}: {text[:200]}")
        raise Refused([Fault(code="load", path="", message=text[:500], source="Odoo ir.attachment.load")])
    return Receipt(id=str(found[0]))


def _note(client: Client, change: AddNote, id_: int, sign: str) -> Receipt:
    """An internal note: followers read it in Odoo, nobody gets a mail."""
    model = _existing(client, change.target, id_)
    answer = client.call(
        model,
        "message_post",
        [id_],
        body=_html(change.text),
        body_is_html=True,
        message_type="comment",
        subtype_xmlid="mail.mt_note",
        message_id=f"<{sign}@solde>",
    )
    posted = links(answer) or ([answer] if isinstance(answer, int) else [])
    posted = posted or client.ids("mail.message", _message(model, id_, sign), limit=1)
    return Receipt(id=str(posted[0]) if posted else "")


def _task(client: Client, change: AddTask, id_: int, sign: str) -> Receipt:
    """A to-do for whoever is named, the customer's salesperson, or the user set in the configuration."""
    model = _existing(client, change.target, id_)
    named: dict[str, Any] = {
        "act_type_xmlid": "mail.mail_activity_data_todo",
        "summary": change.summary[:250],
        "note": f"{_html(change.text)}<p>{sign}</p>",
    }
    user = _assignee(client, change, model, id_)
    if user:
        named["user_id"] = user
    if change.due:
        named["date_deadline"] = change.due.isoformat()
    # Up to 18 the answer is a recordset printed as text, so the id is asked for.
    client.call(model, "activity_schedule", [id_], **named)
    here = [["res_model", "=", model], ["res_id", "=", id_], ["note", "like", sign]]
    found = client.ids("mail.activity", here, limit=1)
    return Receipt(id=str(found[0]) if found else "")


def _assignee(client: Client, change: AddTask, model: str, id_: int) -> int:
    """An active user's id, 0 for whoever Solde is logged in as."""
    wanted = int(change.assignee.id) if change.assignee and change.assignee.id.isdigit() else 0
    if not wanted and model == "res.partner":
        wanted = link(client.read(model, [id_], ("user_id",)).get(id_, {}).get("user_id"))
    if wanted and client.ids("res.users", [["id", "=", wanted], ["active", "=", True]]):
        return wanted
    login = client.settings.task_user
    found = client.ids("res.users", [["login", "=", login], ["active", "=", True]]) if login else []
    return found[0] if found else 0


def _hold(client: Client, change: SetHold, id_: int) -> Receipt:
    row = client.read("res.partner", [id_], holds.FIELDS).get(id_)
    if row is None:
        raise Refused([_gone(change.target)])
    return holds.push(client, row, change)


def _existing(client: Client, target: Ref, id_: int) -> str:
    """The model of the target. Odoo would hang a file or a note on a record that is not there."""
    model = MODELS[target.kind]
    if not client.ids(model, [["id", "=", id_]]):
        raise Refused([_gone(target)])
    return model


def _gone(target: Ref) -> Fault:
    return Fault(
        code="missing",
        path="",
        message=f"{MODELS[target.kind]} {target.id} does not exist any more",
        source="Odoo",
    )


def _message(model: str, id_: int, sign: str) -> list[Any]:
    return [["model", "=", model], ["res_id", "=", id_], ["message_id", "=", f"<{sign}@solde>"]]


def _html(text: str) -> str:
    parts = [f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in text.split("\n\n") if part.strip()]
    return "".join(parts)
