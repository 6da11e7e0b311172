"""The stand-in's own script keeps to the protocol: files and notes once under their key, refusals name the record."""

import base64
from typing import Any

import pytest

from tests.connectors.netsuite.asking import Asker
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office

TARGET = {"type": "customer", "id": "1"}


def put(asker: Asker, name: str, key: str, content: bytes = b"%PDF", **more: Any) -> Any:
    message = {"do": "put_file", "target": TARGET, "name": name, "mime": "application/pdf", "key": key, "folder": "",
               "content": base64.b64encode(content).decode()}  # fmt: skip
    return asker.restlet(message | more).json()


def test_the_same_key_overwrites_and_another_one_gets_a_name_of_its_own(asker: Asker, office: Office) -> None:
    office.customer("One")
    first, again = put(asker, "FAC-1.pdf", "a"), put(asker, "FAC-1.pdf", "a", b"%PDF-2")
    other = put(asker, "FAC-1.pdf", "b")
    assert first == again != other
    named = {row["id"]: row["name"] for row in office.store.find("file")}
    assert named == {int(first["id"]): "FAC-1.pdf", int(other["id"]): "FAC-1 (2).pdf"}
    assert len(office.store.find("_attached")) == 2
    assert office.store.get("_content", file=int(first["id"]))["bytes"] == b"%PDF-2"
    assert asker.restlet({"do": "find_file", "target": TARGET, "name": "FAC-1.pdf", "key": "a"}).json() == first


def test_a_file_that_was_made_but_not_attached_is_not_there_yet(asker: Asker, office: Office) -> None:
    office.customer("One")
    made = put(asker, "FAC-1.pdf", "a")
    office.store.delete("_attached", {"file": int(made["id"])})
    assert asker.restlet({"do": "find_file", "target": TARGET, "name": "FAC-1.pdf", "key": "a"}).json() == {"id": ""}
    assert put(asker, "FAC-1.pdf", "a") == made


def test_a_note_is_added_once(asker: Asker, office: Office) -> None:
    office.customer("One")
    note = {"do": "add_note", "target": TARGET, "text": "Reminder 1 <sent> & filed " * 20, "key": "k1"}
    first = asker.restlet(note).json()
    assert asker.restlet(note).json() == first == asker.restlet({**note, "do": "find_note"}).json()
    (row,) = office.store.find("_note")
    assert row["note"] == note["text"]
    assert row["title"].endswith("[solde:k1]")
    assert len(row["title"]) <= 200


def test_refusals_are_the_records(asker: Asker, office: Office) -> None:
    gone = {"type": "customer", "id": "77"}
    told = asker.restlet({"do": "add_note", "target": gone, "text": "x", "key": "k"})
    assert (told.status_code, told.json()["error"]["code"]) == (200, "missing")
    assert "77" in told.json()["error"]["message"]
    told = asker.restlet({"do": "find_note", "target": {"type": "vendor", "id": "1"}, "key": "k"})
    assert told.json()["error"]["code"] == "type"


def test_what_is_thrown_is_netsuites_own_error(asker: Asker, office: Office) -> None:
    office.customer("One")
    unknown = asker.restlet({"do": "dance"})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (400, "SSS_INVALID_ARG")
    assert put(asker, "x.pdf", "a", folder="55")["error"]["code"] == "INVALID_KEY_OR_REF"
    nowhere = asker.restlet({"do": "about"}, script="customscript_other")
    assert (nowhere.status_code, nowhere.json()["error"]["code"]) == (404, "SSS_INVALID_SCRIPTLET_ID")


def test_more_than_ten_megabytes_do_not_go_through(asker: Asker) -> None:
    assert asker.restlet({"do": "about", "more": "x" * (10 * 1024 * 1024)}).status_code == 400


def test_a_role_that_may_not_use_it(asker: Asker, account: Account) -> None:
    account.store.rule(lacking=("restlets",))
    assert asker.restlet({"do": "about"}).status_code == 403


@pytest.mark.parametrize("key", ["paper", "about"])
def test_the_rest_of_the_protocol(asker: Asker, office: Office, key: str) -> None:
    from decimal import Decimal

    from tests.connectors.netsuite.standin.papers import Item

    invoice = office.invoice(office.customer("One"), Item(rate=Decimal(1)))
    told = asker.restlet({"do": key, "target": {"type": "invoice", "id": str(invoice)}}).json()
    if key == "about":
        assert told == {"version": "1", "files": True, "notes": True, "paper": True}
    else:
        assert base64.b64decode(told["content"]).startswith(b"%PDF")
