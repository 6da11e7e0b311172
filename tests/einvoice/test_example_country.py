"""The example of docs/adding-a-country.md: found without editing anything, obeyed from end to end, quoted truly."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from einvoice import countries, emission, ubl
from einvoice.artefacts import Artefacts, default_folder
from einvoice.emission import emit
from einvoice.judges import Judges
from einvoice.model import Address, Identifier, Invoice, Party
from einvoice.rules.rule import LANGUAGES
from tests.einvoice import example_country as freedonia
from tests.einvoice import samples
from tests.einvoice.stories import Break, found, invoice, part, silent

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-country.md"
SELLER = Party(
    name="Sylvania & Daughters Ltd",
    tax_registration="123456",
    legal_id=Identifier(value="FR-1933"),
    vat_id="",
    address=Address(line1="1 Palace Square", city="Freedonia City", postcode="1000", country="XF"),
)
BUYER = Party(name="Lemonade Stands plc", address=Address(city="Port Duck", postcode="2000", country="XF"))
GIVEN = samples.build(
    (samples.line(1, "Peanuts", "40", "12.50", samples.EXEMPT),),
    vats=(samples.EXEMPT,),
    seller=SELLER,
    buyer=BUYER,
    payment=(),
    national={"XF": {"tax_office": "07"}},
)
SOUND = freedonia.complete(GIVEN)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A distribution of somebody else's with an entry point, as pip would leave it."""
    metadata = tmp_path / "solde_freedonia-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: solde-freedonia\nVersion: 1.0\n", encoding="utf-8")
    entry = f"[solde.countries]\nXF = {freedonia.__name__}\n"
    (metadata / "entry_points.txt").write_text(entry, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    countries.country.cache_clear()
    yield
    countries.country.cache_clear()


def owed_by(given: Invoice) -> list[str]:
    owed = emission.obligations(given.seller, given.buyer, given.type_code, given.issue_date, given.national)
    return [each.format for each in owed]


def test_without_the_distribution_nobody_knows_freedonia() -> None:
    countries.country.cache_clear()
    assert owed_by(GIVEN) == []


def test_with_it_freedonia_is_a_country_like_any_other(installed: None) -> None:
    assert countries.country("XF") is freedonia
    assert owed_by(GIVEN) == ["ubl"]
    assert owed_by(replace(GIVEN, issue_date=date(2026, 6, 30))) == []
    assert owed_by(replace(GIVEN, buyer=replace(BUYER, consumer=True))) == []


def test_an_invoice_leaves_under_freedonias_own_specification(installed: None) -> None:
    if faults := Artefacts(default_folder()).verify():
        pytest.skip(faults[0].message)
    (owed,) = emission.obligations(SELLER, BUYER, "380", samples.DAY)
    with Judges(Artefacts(default_folder())) as judges:
        one = emit(GIVEN, owed, judges, 1)
    # All that the judge has to say is that there is no such country.
    assert {fault.code for fault in one.faults} == {"BR-CL-14"}
    assert ubl.read(one.content).specification == freedonia.SPECIFICATION
    assert ubl.read(one.content).seller.tax_registration == "07/123456"


STORIES: dict[str, Break] = {
    "XF-01": part("seller", tax_registration="123456"),
    "XF-02": part("totals", payable=Decimal("10000.01")),
    "XF-03": invoice(due_date=samples.DAY + timedelta(days=61)),
}


@pytest.mark.parametrize("rule", freedonia.RULES, ids=lambda rule: rule.code)
def test_each_rule_has_a_story_that_notices_when_it_is_inverted(rule: freedonia.Rule[freedonia.Case]) -> None:
    broken = STORIES[rule.code](SOUND)
    assert found(freedonia.RULES, SOUND) == set()
    assert found(freedonia.RULES, broken) == {rule.code}
    assert found((silent(rule),), broken) == set()
    assert len({rule.sentence(language) for language in LANGUAGES}) == 4


def test_flood_relief_gives_ninety_days() -> None:
    late = STORIES["XF-03"](replace(SOUND, national={"XF": {"tax_office": "07", "relief": "true"}}))
    assert freedonia.check(late) == []
    (fault,) = freedonia.check(replace(late, due_date=samples.DAY + timedelta(days=91)), "fr")
    assert (fault.path, fault.severity) == ("due_date", "warning")
    assert "90 jours" in fault.message


def test_unknown_facts_are_a_fault_and_not_a_crash() -> None:
    strange = replace(GIVEN, national={"XF": {"taxoffice": "07"}})
    (fault,) = freedonia.check(freedonia.complete(strange))
    assert (fault.code, fault.path) == ("SOLDE-XF-BLOCK", "national.XF")
    assert "taxoffice" in fault.message


def test_other_countries_invoices_are_left_alone() -> None:
    french = samples.french_invoice()
    assert freedonia.complete(french) is french
    assert freedonia.check(french) == []
    assert freedonia.obligations(french.seller, BUYER, "380", samples.DAY) == []


def test_what_is_complete_stays_as_it_is() -> None:
    assert freedonia.complete(SOUND) == SOUND
    assert SOUND.seller.tax_registration == "07/123456"


def test_the_country_is_under_150_lines() -> None:
    assert len(Path(freedonia.__file__).read_text(encoding="utf-8").splitlines()) < 150


def test_the_page_quotes_the_country_as_it_is() -> None:
    source = Path(freedonia.__file__).read_text(encoding="utf-8")
    quoted = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(quoted) > 4
    assert [text for text in quoted if text.rstrip() not in source] == []
