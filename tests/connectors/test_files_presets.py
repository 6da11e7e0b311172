"""What a preset brings, what is set over it, and lists as programs save them from their screens."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.files import Settings, connect, presets
from connectors.files.fields import FIELDS, LISTS, REQUIRED
from connectors.files.lists import layout
from connectors.records import Finding, Invoice, SetHold
from tests.connectors.sap_lists import Exports

TITLES = {"document number", "amount in doc. curr."}

GERMAN = """
06.11.2026\tDebitoren-Einzelposten

\tBuchungskreis\tDebitor\tBelegnummer\tGeschäftsjahr\tBelegart\tBelegdatum\tNettofälligkeit\tBetrag in Belegwährung\tBelegwährung\tFakturabeleg\tMahnsperre
\t1000\t100023\t1800000001\t2026\tRV\t01.10.2026\t31.10.2026\t12.345,67\tEUR\t90000017\tA
*\t\t\t\t\t\t\t\t12.345,67\tEUR\t\t
"""  # noqa: E501 - a list is as wide as it is


def settings(tmp_path: Path, **more: object) -> Settings:
    """With the English preset, if nothing else is said."""
    known: dict[str, object] = {"preset": "sap-gui-en", "folder": tmp_path / "in", "out": tmp_path / "out"}
    return Settings(**{**known, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_names_fields_that_there_are_and_all_that_are_needed(name: str) -> None:
    preset = presets.load(name)
    for kind, titles in preset.titles.items():
        assert set(titles) <= set(FIELDS[kind])
        assert set(REQUIRED[kind]) <= set(titles)
    assert set(preset.titles) == {*LISTS, "customers"}
    assert set(preset.values) == {"open_items", "billing"}


def test_a_german_list_is_read_by_the_german_preset(tmp_path: Path) -> None:
    ecc = Exports(tmp_path / "in")
    ecc.write()
    customers = (
        "\tDebitor\tName 1\tOrt\tLand\tE-Mail-Adresse\n\t100023\tHafenwerk Nord GmbH\tBremen\tDE\tap@hafen.example\n"
    )
    ecc.save("customers.txt", customers)
    ecc.save("FBL5N.txt", GERMAN)
    connector = connect("ecc", settings(tmp_path, preset="sap-gui-de"), {"1000": "weser"})
    ((found,),) = (page.records for page in connector.pull("invoice", None))
    assert isinstance(found, Invoice)
    assert (found.open, found.dues[0].date) == (Decimal("12345.67"), date(2026, 10, 31))
    assert (found.disputed, found.document.buyer.address.city) == (Decimal("12345.67"), "Bremen")


def test_what_is_set_comes_before_the_preset(tmp_path: Path) -> None:
    words = {"open_items": {"type": {"RV": "document", "ZK": "payment"}}}
    found = settings(tmp_path, decimal=".", thousands=",", values=words, files={"open_items": "ledger.txt"})
    assert (found.decimal, found.thousands, found.delimiter, found.erp) == (".", ",", "\t", "SAP")
    assert found.values["open_items"]["type"]["RV"] == "document"
    assert found.values["open_items"]["type"]["DZ"] == "payment"  # as usual
    assert found.files["open_items"] == "ledger.txt"
    assert found.files["customers"] == "customers*.txt"


def test_without_a_preset_files_are_plain(tmp_path: Path) -> None:
    found = settings(tmp_path, preset="")
    assert (found.delimiter, found.encoding, found.decimal, found.thousands) == (",", "utf-8", ".", "")
    assert (found.date_format, found.layout, found.erp, found.files) == ("%Y-%m-%d", "table", "Files", {})


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("preset", "sap-gui-fr", 'there is no "sap-gui-fr"; there are sap-gui-de, sap-gui-en'),
        ("thousands", ",", "thousands: expected"),
        ("idocs", "../idoc/*.xml", "idocs: must be a pattern below folder"),
        ("tax_codes", {"Germany": {}}, "tax_codes.Germany: expected a country of two letters"),
    ],
)
def test_what_is_set_wrongly_is_told(tmp_path: Path, key: str, value: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        settings(tmp_path, **{key: value})


def test_a_column_with_another_title_is_named_in_the_settings(tmp_path: Path) -> None:
    ecc = Exports(tmp_path / "in")
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017"})
    ecc.write()
    path = ecc.folder / "FBL5N.txt"
    path.write_bytes(path.read_bytes().replace(b"Net due date", b"To be paid by"))
    columns = {"open_items": {"due": "To be paid by"}}
    connector = connect("ecc", settings(tmp_path, columns=columns), {"1000": "weser"})
    ((found,),) = (page.records for page in connector.pull("invoice", None))
    assert isinstance(found, Invoice)
    assert found.dues[0].date == date(2026, 10, 31)


def test_thousands_stand_where_they_belong_or_are_refused(tmp_path: Path) -> None:
    ecc = Exports(tmp_path / "in")
    for n, amount in enumerate(("1.234.567,89", "1234,5", "12.34,00", "1,234.00"), start=1):
        ecc.item(f"180000000{n}", amount, **{"Billing Document": f"9000001{n}"})
    ecc.write()
    connector = connect("ecc", settings(tmp_path), {"1000": "weser"})
    (page,) = connector.pull("invoice", None)
    assert [each.open for each in page.records if isinstance(each, Invoice)] == [
        Decimal("1234567.89"),
        Decimal("1234.5"),
    ]
    (aside,) = connector.pull("payment", None)  # of unknown sign: it may be money
    assert [each.faults[0].message for each in aside.records] == [  # type: ignore[union-attr]
        f'FBL5N.txt, row {row} (180000000{n}), column Amount in doc. curr. is "{amount}": '
        'expected a number such as 1.234,50, with "," and "." between thousands.'
        for row, n, amount in ((7, 3, "12.34,00"), (8, 4, "1,234.00"))
    ]


def test_titles_are_found_below_other_lines_and_furniture_is_passed_over() -> None:
    lines = layout.split(
        "Report of the day\tX\n\n\tDocument Number\tAmount in doc. curr.\tText\tText\n---\n"
        "\t1\t5,00\ta\tb\n*\t\t5,00\t\t\n\tDocument Number\tAmount in doc. curr.\tText\tText\n\t2\t7,00\t\tc\td\n",
        "\t",
    )
    header, rows = layout.table(lines, TITLES)
    assert header == ["Document Number", "Amount in doc. curr.", "Text", "Text (2)"]
    assert rows == [
        (5, ["1", "5,00", "a", "b"], ""),
        (8, ["2", "7,00", "", "c"], "has 6 columns where the titles have 5"),
    ]


def test_a_text_may_hold_what_unicode_calls_a_line() -> None:
    lines = layout.split("\tDocument Number\tAmount in doc. curr.\r\n\t1\x0c\x85\u20282\t5,00\r\n", "\t")
    assert [cells for _, cells, _ in layout.table(lines, TITLES)[1]] == [["1\x0c\x85\u20282", "5,00"]]


def test_lines_are_separated_by_bars_when_a_list_is_saved_unconverted() -> None:
    lines = layout.split("-----\n|Document Number|Amount in doc. curr.|\n|-----|-----|\n|1 |5,00 |\n-----\n", "|")
    assert layout.table(lines, TITLES) == (
        ["Document Number", "Amount in doc. curr."],
        [(4, ["1", "5,00"], "")],
    )


def test_a_hold_is_written_beside_the_lists(tmp_path: Path) -> None:
    ecc = Exports(tmp_path / "in")
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017"})
    ecc.write()
    connector = connect("ecc", settings(tmp_path), {"1000": "weser"})
    (page,) = connector.pull("customer", None)
    assert connector.push(SetHold(target=page.records[0].ref, on=True, reason="overdue"), "k1").done
    assert "100023" in (tmp_path / "out" / "holds.csv").read_text()


def test_check_says_what_the_lists_were_made_into(tmp_path: Path) -> None:
    ecc = Exports(tmp_path / "in")
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017"})
    ecc.item("1400000001", "30,00-", "DZ")
    ecc.write()
    found: list[Finding] = connect("ecc", settings(tmp_path), {"1000": "weser"}).check()
    said = [each.message.split(", written")[0] for each in found if each.subject == "FBL5N.txt"]
    assert {"1 rows, made into invoices", "1 rows, made into payments", "2 rows"} <= set(said)
    assert not any(each.subject in LISTS for each in found)
