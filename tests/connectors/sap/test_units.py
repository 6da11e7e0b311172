"""SAP's units of measure in UN/ECE Rec 20: German and English keys, the settings before ours, nothing guessed."""

import pytest

from connectors.sap.units import code
from tests.connectors.sap.bills import bill, item, price, read


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("ST", "H87"), ("PC", "H87"), ("KG", "KGM"), ("kg", "KGM"), ("STD", "HUR"), ("H", "HUR"), ("M2", "MTK"),
     ("TAG", "DAY"), ("KAR", "XCT"), ("CAR", "XCT"), ("LE", "E48"), ("EA", "EA")],
)  # fmt: skip
def test_german_and_english_keys(unit: str, expected: str) -> None:
    assert code(unit, {}) == expected


def test_the_settings_go_first() -> None:
    assert code("PAL", {"PAL": "XPB"}) == "XPB"
    assert code("ZPT", {"ZPT": "NPT"}) == "NPT"


def test_a_unit_that_nobody_knows_is_not_called_one() -> None:
    assert code("ZPT", {}) == code("", {}) == ""
    paper, case = read(bill(item("10.00", price("10.00", unit="ZPT"), unit="ZPT")))
    assert paper is not None
    assert paper.lines[0].unit == ""
    assert "unit ZPT: say its code of UN/ECE Rec 20 in units" in case.origins["lines[0].unit"].place
    named, _ = read(bill(item("10.00", unit="ZPT")), units={"ZPT": "NPT"})
    assert named is not None
    assert named.lines[0].unit == "NPT"
