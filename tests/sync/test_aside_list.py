"""A person reads once where a fault is to be mended, whoever says it."""

import pytest

from sync.cli.aside import untold_origin

ORIGIN = "Files: invoices.csv, row 12 (FAC/7) (invoices 7, total)"


@pytest.mark.parametrize(
    ("message", "origin", "told"),
    [
        ("the total is 10.00 EUR too high", ORIGIN, ORIGIN),
        ('invoices.csv, row 12 (FAC/7), column total is "x": expected a number.', ORIGIN, ""),
        ("vat is empty. Odoo: Contacts > Ada (res.partner 4, vat)", "Odoo: Contacts > Ada (res.partner 4, vat)", ""),
        ("the number has no digit", "", ""),
    ],
)
def test_the_place_is_told_where_the_message_does_not_name_it(message: str, origin: str, told: str) -> None:
    assert untold_origin({"message": message, "origin": origin}) == told
