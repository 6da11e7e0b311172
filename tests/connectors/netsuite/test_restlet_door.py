"""The door that is a script of ours in the account, and the choice between it and SOAP."""

import base64
from typing import Any, cast

import pytest

from connectors.errors import Misconfigured, Refused, Retry
from connectors.netsuite import paper
from connectors.netsuite.door_choice import Doors
from connectors.netsuite.doors import Door, Target
from connectors.netsuite.restlet_door import MOST, RestletDoor, plain, plain_key
from connectors.records import Ref
from connectors.secret import Secret
from tests.connectors.netsuite.fake_account import Account, document, netsuite
from tests.connectors.netsuite.fake_wire import error, reply

BILL, LUCE = Target("invoice", "900"), Target("customer", "42")
NOT_THERE = reply({"error": {"code": "SSS_INVALID_SCRIPTLET_ID", "message": "That Suitelet is invalid"}}, 400)


def door(**more: Any) -> tuple[RestletDoor, Account]:
    world, account = netsuite(**more)
    document(account, "900")
    return RestletDoor(world.client), account


class TestMessages:
    def test_a_file_travels_as_base64_with_its_folder(self) -> None:
        mine, account = door(folder="77")
        id_ = mine.put_file(BILL, "FAC-1.pdf", "application/pdf", b"\x00\xff", "k1")
        assert id_ == "1"
        method, what, message = account.asked[-1]
        assert (method, what) == ("POST", "put_file")
        assert message["target"] == {"type": "invoice", "id": "900"}
        assert base64.b64decode(message["content"]) == b"\x00\xff"
        assert (message["folder"], message["mime"], message["key"]) == ("77", "application/pdf", "k1")

    def test_what_was_put_is_found_and_putting_it_twice_is_once(self) -> None:
        mine, account = door()
        assert mine.find_file(BILL, "a.pdf", "k1") == ""
        id_ = mine.put_file(BILL, "a.pdf", "application/pdf", b"x", "k1")
        assert mine.find_file(BILL, "a.pdf", "k1") == id_ == mine.put_file(BILL, "a.pdf", "application/pdf", b"x", "k1")
        assert len(account.files) == 1

    def test_notes_likewise(self) -> None:
        mine, account = door()
        assert mine.find_note(LUCE, "k1") == ""
        assert mine.add_note(LUCE, "two\nlines", "k1") == mine.find_note(LUCE, "k1") == "1"
        assert account.notes[0]["text"] == "two\nlines"

    def test_the_invoice_is_printed(self) -> None:
        mine, _ = door()
        assert cast("bytes", mine.paper(BILL)).startswith(b"%PDF")

    def test_it_says_its_version(self) -> None:
        assert door()[0].about() == "RESTlet, version 1"


class TestLimits:
    def test_a_file_too_large_is_refused_before_it_is_sent(self) -> None:
        mine, account = door()
        with pytest.raises(Refused, match=r"7\.4 MB at most") as refused:
            mine.put_file(BILL, "scan.pdf", "application/pdf", b"x" * (MOST + 1), "k1")
        assert "scan.pdf" in str(refused.value)
        assert account.asked == []

    def test_the_largest_that_goes_makes_less_than_ten_megabytes(self) -> None:
        mine, account = door()
        mine.put_file(BILL, "scan.pdf", "application/pdf", b"x" * MOST, "k1")
        assert len(str(account.asked[-1][2])) < 10_000_000

    def test_an_empty_file_is_refused(self) -> None:
        with pytest.raises(Refused, match="empty"):
            door()[0].put_file(BILL, "a.pdf", "application/pdf", b"", "k1")

    @pytest.mark.parametrize(
        ("name", "sent"),
        [("a/b\\c:d.pdf", "a_b_c_d.pdf"), (" x.pdf ", "x.pdf"), ("..", "file"), ("", "file"), ("a\nb", "a_b")],
    )
    def test_names_are_made_such_as_the_file_cabinet_takes(self, name: str, sent: str) -> None:
        assert plain(name) == sent

    def test_a_long_name_keeps_its_ending(self) -> None:
        assert len(plain("x" * 300 + ".pdf")) == 150
        assert plain("x" * 300 + ".pdf").endswith("x.pdf")

    @pytest.mark.parametrize("key", ["hold:12:task", "a b", "[x]", "é", "x" * 600])
    def test_keys_are_such_as_the_script_takes(self, key: str) -> None:
        sent = plain_key(key)
        assert sent.isascii()
        assert not set(sent) & set(" []\\")
        assert len(sent) <= 500
        assert (sent == key) is (key == "hold:12:task")


class TestRefusals:
    def test_a_record_that_is_not_there_is_named(self) -> None:
        mine, _ = door()
        with pytest.raises(Refused) as refused:
            mine.add_note(Target("customer", "99"), "x", "k1")
        assert refused.value.faults[0].code == "missing"
        assert "99" in refused.value.faults[0].message

    def test_the_id_is_said_though_the_script_does_not(self) -> None:
        mine, account = door()
        account.trouble["POST add_note"] = [reply({"error": {"code": "missing", "message": "no such record"}})]
        with pytest.raises(Refused, match="customer 42: no such record"):
            mine.add_note(LUCE, "x", "k1")

    def test_what_netsuite_throws_is_the_records(self) -> None:
        mine, account = door()
        thrown = reply({"error": {"code": "INVALID_KEY_OR_REF", "message": "Invalid folder reference key 77"}}, 400)
        account.trouble["POST put_file"] = [thrown]
        with pytest.raises(Refused, match="folder reference key 77"):
            mine.put_file(BILL, "a.pdf", "application/pdf", b"x", "k1")

    @pytest.mark.parametrize("gone", [NOT_THERE, error(404, ""), reply([1])])
    def test_a_script_that_went_away_stops_everything(self, gone: Any) -> None:
        mine, account = door()
        account.trouble["POST find_note"] = [gone]
        with pytest.raises(Misconfigured, match="customscript_solde_files"):
            mine.find_note(LUCE, "k1")

    @pytest.mark.parametrize("answer", [{}, {"id": None}, {"id": True}, {"id": "x1"}, {"id": 1.5}, {"id": ""}])
    def test_an_answer_without_an_id_leaves_it_open(self, answer: dict[str, Any]) -> None:
        mine, account = door()
        account.trouble["POST add_note"] = [reply(answer)]
        with pytest.raises(Retry) as open_:
            mine.add_note(LUCE, "x", "k1")
        assert open_.value.sent

    def test_a_number_is_as_good_an_id(self) -> None:
        mine, account = door()
        account.trouble["POST add_note"] = [reply({"id": 987})]
        assert mine.add_note(LUCE, "x", "k1") == "987"

    def test_a_folder_that_is_not_there_stops_everything(self) -> None:
        mine, account = door(folder="77")
        account.trouble["POST put_file"] = [reply({"error": {"code": "folder", "message": "folder 77 does not exist"}})]
        with pytest.raises(Misconfigured, match="folder 77 does not exist"):
            mine.put_file(BILL, "a.pdf", "application/pdf", b"x", "k1")

    def test_broken_paper_is_no_paper(self) -> None:
        mine, account = door()
        account.trouble["POST paper"] = [reply({"content": "%%%"}), reply({"content": "aGk="}), reply({})]
        with pytest.raises(Retry, match="broken base64"):
            mine.paper(BILL)
        assert mine.paper(BILL) is None
        assert mine.paper(BILL) is None


class FakeSoap:
    name = "SOAP"


TOKENS = {"consumer_key": "a", "consumer_secret": Secret("b"), "token_id": "c", "token_secret": Secret("d")}


class TestChoice:
    def opened(self, *, script: bool = True, version: str = "1", **more: Any) -> tuple[str, Account]:
        world, account = netsuite(**more)
        account.script, account.version = script, version
        doors = Doors(lambda client: cast("Door", FakeSoap()))
        chosen = doors.open(world.client)
        assert doors.open(world.client) is chosen
        return (chosen.name if chosen else ""), account

    def test_the_restlet_where_it_is_deployed(self) -> None:
        name, account = self.opened(**TOKENS)
        assert name == "RESTlet"
        assert [what for _, what, _ in account.asked] == ["about"]

    def test_soap_where_it_is_not_and_tokens_are_configured(self) -> None:
        assert self.opened(script=False, **TOKENS)[0] == "SOAP"

    def test_neither_says_what_can_be_done(self) -> None:
        with pytest.raises(Misconfigured) as none:
            self.opened(script=False)
        for words in ("deploy the script", "token-based access", "no longer exists"):
            assert words in str(none.value)

    def test_what_is_configured_is_taken_and_nothing_else(self) -> None:
        assert self.opened(files="soap", **TOKENS)[0] == "SOAP"
        assert self.opened(files="none")[0] == ""
        with pytest.raises(Misconfigured, match="restlet"):
            self.opened(files="restlet", script=False, **TOKENS)

    def test_a_script_of_another_version_is_deployed_anew(self) -> None:
        with pytest.raises(Misconfigured, match="version 7, expected 1"):
            self.opened(version="7")

    def test_another_script_is_not_mistaken_for_ours(self) -> None:
        world, account = netsuite()
        account.trouble["POST about"] = [reply({"hello": 1})]
        with pytest.raises(Misconfigured, match="no script of Solde's"):
            Doors().open(world.client)

    def test_an_account_that_is_busy_decides_nothing(self) -> None:
        world, account = netsuite(**TOKENS)
        account.trouble["POST about"] = [error(503, "BUSY")]
        doors = Doors(lambda client: cast("Door", FakeSoap()))
        with pytest.raises(Retry):
            doors.open(world.client)
        assert cast("Door", doors.open(world.client)).name == "RESTlet"


class TestPaper:
    BILL = Ref("ns", "1", "invoice", "900")

    def test_comes_from_the_script(self) -> None:
        world, account = netsuite()
        document(account, "900")
        assert paper.pdf(world, self.BILL) == b"%PDF-1.7 printed"

    def test_is_not_there_without_a_door(self) -> None:
        world, account = netsuite()
        account.script = False
        assert paper.pdf(world, self.BILL) is None
        assert paper.pdf(netsuite(files="none")[0], self.BILL) is None
