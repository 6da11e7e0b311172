"""The SuiteCloud project: its stories run in node, its XML is what SDF wants, and the names agree everywhere."""

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree

from connectors.netsuite.settings import Settings

HERE = Path(__file__).parent
PROJECT = HERE.parents[2] / "suitecloud"
SCRIPTS = sorted((PROJECT / "src/FileCabinet/SuiteScripts/Solde").glob("*.js"))
XML = sorted(PROJECT.rglob("*.xml"))
OBJECTS = sorted((PROJECT / "src/Objects").glob("*.xml"))
NODE = shutil.which("node")
OLDEST = 20  # `node --test` of a folder
ID = re.compile(r"\bcust(?:omscript|omdeploy|entity|body|script)_solde_\w+")
TARGET = {"type": "invoice", "id": "12"}


def no_node() -> str:
    """Why the scripts cannot run here; "" where they can."""
    if not NODE:
        return "the scripts of suitecloud/ run in node, which is not here"
    said = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return "" if int(said.lstrip("v").split(".")[0]) >= OLDEST else f"node {OLDEST} is needed, this is {said}"


needs_node = pytest.mark.skipif(bool(no_node()), reason=no_node())


def parsed(path: Path) -> Any:
    """The root of a file's XML."""
    return etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()


def host(*lines: Any) -> list[Any]:
    """What the RESTlet's process answers to these lines."""
    text = "".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in lines)
    command = [str(NODE), str(HERE / "restlet_host.mjs")]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def put(content: bytes = b"%PDF", **more: Any) -> dict[str, Any]:
    """A message that attaches a file."""
    what = {
        "do": "put_file",
        "target": TARGET,
        "name": "FAC-1.pdf",
        "mime": "application/pdf",
        "folder": "",
        "key": "a",
    }
    return {**what, "content": base64.b64encode(content).decode(), **more}


@needs_node
@pytest.mark.parametrize("stories", sorted((HERE / "suitescript").glob("*.test.mjs")), ids=lambda path: path.name)
def test_the_stories_of_the_scripts(stories: Path) -> None:
    command = [str(NODE), "--test", "--test-reporter=tap", str(stories)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert passed
    assert int(passed[1]) > 20, "the stories were not found"


@needs_node
def test_the_process_keeps_files_and_notes_and_shows_them() -> None:
    note = {"do": "add_note", "target": TARGET, "text": "Called.", "key": "n"}
    records = {"standin": "records", "records": [["invoice", "12"], ["creditMemo", "14"]]}
    ok, made, again, added, files, notes, other = host(
        records, put(), put(), note, {"standin": "files", "target": TARGET}, {"standin": "notes", "target": TARGET},
        {"standin": "files", "target": {"type": "creditMemo", "id": "14"}},
    )  # fmt: skip
    assert ok == {"ok": True}
    assert made == again == {"status": 200, "body": {"id": files["files"][0]["id"]}}
    content = base64.b64encode(b"%PDF").decode()
    path = "Solde/invoice-12/FAC-1.pdf"
    expected = {"id": made["body"]["id"], "name": "FAC-1.pdf", "path": path, "key": "a", "kind": "PDF"}
    assert files == {"files": [{**expected, "content": content}]}
    assert notes == {"notes": [{"id": added["body"]["id"], "title": "Called. [solde:n]", "text": "Called."}]}
    assert other == {"files": []}


@needs_node
def test_the_process_can_be_told_to_die_and_goes_on() -> None:
    ok, _, died, loose, made, files = host(
        {"standin": "records", "records": [["invoice", "12"]]}, {"standin": "dies", "at": "attach"},
        put(), {"standin": "files"}, put(), {"standin": "files"},
    )  # fmt: skip
    assert ok == {"ok": True}
    assert (died["status"], died["body"]["error"]["code"]) == (400, "UNEXPECTED_ERROR")
    assert [each["attached"] for each in loose["files"]] == [[]]
    assert [(each["id"], each["attached"]) for each in files["files"]] == [(made["body"]["id"], [["invoice", "12"]])]


@needs_node
def test_the_process_runs_the_hold_script_too() -> None:
    customer = {"creditholdoverride": "ON", "custentity_solde_hold": "FAC-1: 120.00 EUR to pay", "parent": ""}
    order = {"entity": "7", "orderstatus": "B", "total": 100}
    ok, refused, back, free, accepted = host(
        {"standin": "records", "records": [["customer", "7", customer]]},
        {"standin": "order", "event": "create", "now": order},
        {"standin": "order", "event": "edit", "now": {**order, "orderstatus": "A"}, "then": order},
        {"standin": "records", "records": [["customer", "7", {**customer, "creditholdoverride": "AUTO"}]]},
        {"standin": "order", "event": "create", "now": order},
    )
    assert ok == free == {"ok": True}
    assert "120.00 EUR" in refused["refused"]
    assert back == accepted == {"accepted": True}


@needs_node
def test_the_process_says_what_is_wrong_with_a_line() -> None:
    broken, missing, unknown, kind = host("{", put(), {"standin": "x"}, {"standin": "records", "records": [["x", "1"]]})
    assert (broken["status"], broken["body"]["error"]["code"]) == (400, "INVALID_REQUEST")
    assert (missing["status"], missing["body"]["error"]["code"]) == (200, "missing")
    assert "expected one of" in unknown["wrong"]
    assert "no such kind of record" in kind["wrong"]


@pytest.mark.parametrize("path", XML, ids=lambda path: path.name)
def test_xml_is_well_formed_and_begins_with_its_root(path: Path) -> None:
    assert path.read_text("utf-8").startswith(f"<{parsed(path).tag}")


@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: path.name)
def test_an_object_is_named_as_its_file_and_its_ids_fit(path: Path) -> None:
    root = parsed(path)
    assert root.get("scriptid") == path.stem
    for scriptid in root.xpath("//@scriptid"):
        assert len(scriptid) <= 40
    for name in root.xpath("/*/name"):
        assert len(name.text) <= 40
    for scriptfile in root.iter("scriptfile"):
        assert (PROJECT / "src/FileCabinet" / scriptfile.text.strip("[/]")).is_file()
    assert all(each.text == "RELEASED" for each in root.iter("status"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_its_version_and_who_may_load_it(path: Path) -> None:
    head = path.read_text("utf-8").partition("*/")[0]
    for tag in ("@NApiVersion 2.1", "@NModuleScope SameAccount", "SPDX-License-Identifier: Apache-2.0"):
        assert tag in head
    kinds = {"restlet": "Restlet", "usereventscript": "UserEventScript"}
    deployed = [kinds[root.tag] for root in map(parsed, OBJECTS) if f"/{path.name}]" in root.findtext("scriptfile", "")]
    assert re.findall(r"@NScriptType (\w+)", head) == deployed


def named(*paths: Path) -> set[str]:
    """The script ids that stand in these files."""
    return {each for path in paths for each in ID.findall(path.read_text("utf-8"))}


def declared() -> set[str]:
    """The script ids that the objects make."""
    return {each for path in OBJECTS for each in parsed(path).xpath("//@scriptid")}


def test_scripts_readme_and_settings_name_what_the_project_makes() -> None:
    made = declared()
    assert named(*OBJECTS) == made
    settings = HERE.parents[2] / "connectors/netsuite/settings.py"
    for path in (*SCRIPTS, PROJECT / "README.md", settings):
        assert named(path) <= made, path.name
    assert named(PROJECT / "README.md") == made
    parameters = {each for each in made if each.startswith("custscript_")}
    assert parameters == {each for each in named(*SCRIPTS) if each.startswith("custscript_")}


def test_the_defaults_of_the_settings_are_what_is_deployed() -> None:
    defaults = {each.name: each.default for each in msgspec.structs.fields(Settings)}
    root = parsed(PROJECT / "src/Objects/customscript_solde_files.xml")
    deployment = root.find("scriptdeployments/scriptdeployment").get("scriptid")
    assert defaults["restlet"] == f"{root.get('scriptid')}:{deployment}"
    assert defaults["hold_reason"] in declared()
