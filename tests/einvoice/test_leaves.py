"""Every value of a model by its path, and one of them exchanged."""

import pytest

from einvoice.leaves import leaves, said, with_leaf
from tests.einvoice import samples


def test_each_value_has_a_path_that_finds_it_again() -> None:
    invoice = samples.french_invoice()
    found = dict(leaves(invoice))
    assert found["lines[0].vat.category"] == invoice.lines[0].vat.category
    assert found["seller.address.city"] == "Lyon"
    texts = {path: value for path, value in said(invoice).items() if isinstance(value, str)}
    for path in texts:
        assert dict(leaves(with_leaf(invoice, path, "x")))[path] == "x"


def test_the_rest_stays_as_it_is() -> None:
    invoice = samples.french_invoice()
    changed = said(with_leaf(invoice, "lines[1].name", "x"))
    assert {path for path, value in said(invoice).items() if changed.get(path) != value} == {"lines[1].name"}


@pytest.mark.parametrize("path", ["lines[0].net", "lines[99].name", "seller", "nothing", "seller.nothing", ""])
def test_what_is_no_text_is_left_alone(path: str) -> None:
    with pytest.raises((LookupError, AttributeError, TypeError)):
        with_leaf(samples.french_invoice(), path, "x")
