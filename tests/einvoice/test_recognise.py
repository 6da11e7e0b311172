"""What a document is: by its root element, by BT-24, by who sells to whom."""

from xml.sax.saxutils import escape

import pytest

from einvoice.artefacts import lock
from einvoice.judges import NATIVE
from einvoice.kind import Kind
from einvoice.parsing import parse
from einvoice.recognise import recognise

EN = "urn:cen.eu:en16931:2017"
XRECHNUNG = f"{EN}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
EXTENSION = f"{XRECHNUNG}#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0"
CVD = f"{XRECHNUNG}#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9"
PEPPOL = f"{EN}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
CTC = f"{EN}#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
CII_RULES, UBL_RULES = ("cii-xsd", "en16931-cii"), ("ubl-xsd", "en16931-ubl")


def cii(bt_24: str, seller: str = "DE", buyer: str = "DE", day: str = "20261005") -> bytes:
    party = "<{0}TradeParty><PostalTradeAddress><CountryID>{1}</CountryID></PostalTradeAddress></{0}TradeParty>"
    return f"""<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100">
        <ExchangedDocumentContext><GuidelineSpecifiedDocumentContextParameter><ID> {escape(bt_24)} </ID>
        </GuidelineSpecifiedDocumentContextParameter></ExchangedDocumentContext>
        <ExchangedDocument><IssueDateTime><DateTimeString>{day}</DateTimeString></IssueDateTime></ExchangedDocument>
        <SupplyChainTradeTransaction><ApplicableHeaderTradeAgreement>{party.format("Seller", seller)}
        {party.format("Buyer", buyer)}</ApplicableHeaderTradeAgreement></SupplyChainTradeTransaction>
        </CrossIndustryInvoice>""".encode()


def ubl(bt_24: str, root: str = "Invoice", seller: str = "DE", buyer: str = "DE", day: str = "2026-10-05") -> bytes:
    party = (
        "<Accounting{0}Party><Party><PostalAddress><Country><IdentificationCode>{1}</IdentificationCode></Country>"
        "</PostalAddress></Party></Accounting{0}Party>"
    )
    return f"""<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2">
        <CustomizationID>{escape(bt_24)}</CustomizationID><IssueDate>{day}</IssueDate>
        {party.format("Supplier", seller)}{party.format("Customer", buyer)}</{root}>""".encode()


def kind(data: bytes, *, hybrid: bool = False) -> Kind:
    found = recognise(parse(data), hybrid=hybrid)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("data", "format_", "profile", "rules"),
    [
        (cii(EN), "cii", "EN 16931", CII_RULES),
        (ubl(EN), "ubl", "EN 16931", UBL_RULES),
        (ubl(EN, "CreditNote"), "ubl", "EN 16931", UBL_RULES),
        (cii(""), "cii", "EN 16931", CII_RULES),
        (cii(XRECHNUNG), "xrechnung-cii", "XRechnung", (*CII_RULES, "xrechnung-cii")),
        (ubl(XRECHNUNG), "xrechnung-ubl", "XRechnung", (*UBL_RULES, "xrechnung-ubl")),
        (ubl(XRECHNUNG, "CreditNote"), "xrechnung-ubl", "XRechnung", (*UBL_RULES, "xrechnung-ubl")),
        (cii(EXTENSION), "xrechnung-cii", "XRechnung Extension", (*CII_RULES, "xrechnung-cii")),
        (ubl(EXTENSION), "xrechnung-ubl", "XRechnung Extension", (*UBL_RULES, "xrechnung-ubl")),
        (ubl(CVD), "xrechnung-ubl", "XRechnung CVD", (*UBL_RULES, "xrechnung-ubl")),
        (cii(PEPPOL), "cii", "Peppol BIS", CII_RULES),
        (ubl(PEPPOL), "ubl", "Peppol BIS", UBL_RULES),
        (cii(CTC), "cii", "EXTENDED-CTC-FR", ("cii-xsd", "ctc-fr-cii")),
        (ubl(CTC), "ubl", "EXTENDED-CTC-FR", ("ubl-xsd", "ctc-fr-ubl")),
        (cii("urn:factur-x.eu:1p0:minimum"), "cii", "MINIMUM", ("facturx-minimum-xsd", "facturx-minimum")),
        (cii("urn:zugferd.de:2p0:minimum"), "cii", "MINIMUM", ("facturx-minimum-xsd", "facturx-minimum")),
        (cii("urn:factur-x.eu:1p0:basicwl"), "cii", "BASIC WL", ("facturx-basicwl-xsd", "facturx-basicwl")),
        (cii(f"{EN}#compliant#urn:factur-x.eu:1p0:basic"), "cii", "BASIC", CII_RULES),
        (
            cii(f"{EN}#conformant#urn:factur-x.eu:1p0:extended"),
            "cii",
            "EXTENDED",
            ("facturx-extended-xsd", "facturx-extended"),
        ),
    ],
)
def test_bt_24_says_which_rules_bind(data: bytes, format_: str, profile: str, rules: tuple[str, ...]) -> None:
    found = kind(data)
    assert (found.format, found.profile, found.rules) == (format_, profile, rules)
    assert found.unsupported is None


def test_the_same_xml_in_a_pdf_is_a_factur_x() -> None:
    for bt_24 in (EN, XRECHNUNG, PEPPOL, "urn:factur-x.eu:1p0:minimum"):
        plain, hybrid = kind(cii(bt_24)), kind(cii(bt_24), hybrid=True)
        assert hybrid.format == "facturx"
        assert (hybrid.profile, hybrid.rules) == (plain.profile, plain.rules)


def test_all_rules_add_the_profiles_own() -> None:
    assert kind(cii(EN)).more_rules == ("facturx-en16931-xsd", "facturx-en16931")
    assert kind(cii(f"{EN}#compliant#urn:factur-x.eu:1p0:basic")).more_rules == ("facturx-basic-xsd", "facturx-basic")
    assert kind(ubl(EN)).more_rules == ()


@pytest.mark.parametrize(
    ("data", "extra"),
    [
        (cii(EN, "FR", "FR"), ("br-fr-cii",)),
        (cii(EN, "FR", "FR", "20260901"), ("br-fr-cii",)),
        (cii(EN, "FR", "FR", "20260831"), ()),
        (cii(EN, "FR", "DE"), ()),
        (cii(EN, "BE", "FR"), ()),
        (ubl(EN, seller="FR", buyer="FR"), ("br-fr-ubl",)),
        (ubl(EN, seller="FR", buyer="FR", day="2026-08-31"), ()),
        (cii("urn:factur-x.eu:1p0:basicwl", "FR", "FR"), ("br-fr-cii",)),
        (cii("urn:factur-x.eu:1p0:minimum", "FR", "FR"), ()),
        (cii(CTC, "FR", "FR"), ("br-fr-cii",)),
    ],
)
def test_br_fr_binds_domestic_french_invoices_since_the_reform(data: bytes, extra: tuple[str, ...]) -> None:
    found = kind(data).rules
    assert tuple(rule for rule in found if rule.startswith("br-fr")) == extra


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (cii("urn:somebody:invoice:1"), "no_specification"),
        (ubl("urn:peppol:pint:billing-1@jp-1"), "no_specification"),
        (ubl(f"{EN}#conformant#urn:somebody:more:1"), "extension"),
        (ubl(XRECHNUNG.replace("3.0", "2.3")), "xrechnung_version"),
        (cii(f"{EN}#compliant#urn:xoev-de:kosit:standard:xrechnung_2.1"), "xrechnung_version"),
        (ubl(EXTENSION, "CreditNote"), "xrechnung_credit_note"),
        (b"<NotificaScarto/>", "notice"),
        (b"<n:RicevutaScarto xmlns:n='urn:x'/>", "notice"),
        (b"<FileMetadati/>", "notice"),
    ],
)
def test_what_nobody_here_can_judge_is_unsupported(data: bytes, why: str) -> None:
    found = kind(data)
    assert found.unsupported is not None
    assert found.unsupported[0] == why
    assert found.rules == ()


def test_an_unknown_cius_is_judged_by_en_16931_and_says_how_far_that_is() -> None:
    found = kind(ubl(f"{EN}#compliant#urn:fdc:nen.nl:nlcius:v1.0"))
    assert (found.profile, found.rules) == ("EN 16931", UBL_RULES)
    assert found.notes == (("specification", {"name": "compliant#urn:fdc:nen.nl:nlcius:v1.0"}),)


def test_italian_documents() -> None:
    ordinary = kind(b"<p:FatturaElettronica versione='FPR12' xmlns:p='urn:x'/>")
    assert (ordinary.format, ordinary.profile, ordinary.rules) == ("fatturapa", "FPR12", ("fatturapa-xsd", "sdi"))
    simplified = kind(b"<FatturaElettronicaSemplificata versione='FSM10'/>")
    assert simplified.rules == ("fatturapa-simplified-xsd", "sdi-simplified")
    signature = b"<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>"
    xades = kind(b"<FatturaElettronica versione='FPA12'>" + signature + b"</FatturaElettronica>")
    assert xades.notes == (("signature", {}),)
    [(old, values)] = kind(b"<FatturaElettronica versione='1.1'/>").notes
    assert (old, values) == ("old_fatturapa", {"version": "1.1"})


def test_lifecycle_messages_and_zugferd_1() -> None:
    assert kind(b"<CrossDomainAcknowledgementAndResponse/>").rules == ("cdar-xsd", "br-fr-cdv")
    old = kind(
        b"<CrossIndustryDocument><SpecifiedExchangedDocumentContext><GuidelineSpecifiedDocumentContextParameter>"
        b"<ID>urn:ferd:CrossIndustryDocument:invoice:1p0:comfort</ID></GuidelineSpecifiedDocumentContextParameter>"
        b"</SpecifiedExchangedDocumentContext></CrossIndustryDocument>"
    )
    assert (old.format, old.profile, old.rules) == ("facturx", "ZUGFeRD 1.0 COMFORT", ("zugferd1-xsd",))


@pytest.mark.parametrize("data", [b"<Order/>", b"<html/>", b"<Invoice xmlns='urn:someone:else'/>"])
def test_other_xml_is_no_e_invoice(data: bytes) -> None:
    assert recognise(parse(data)) is None


def test_kosit_lowers_some_rules_and_raises_others() -> None:
    assert kind(ubl(EXTENSION)).levels["BR-CO-16"] == "warning"
    assert "BR-CO-16" not in kind(cii(EXTENSION)).levels
    assert kind(cii(XRECHNUNG)).levels["CII-SR-454"] == "error"
    assert kind(ubl(XRECHNUNG)).levels["UBL-CR-646"] == "error"
    assert kind(ubl(EN)).levels == {}


def test_every_rule_set_that_is_named_exists() -> None:
    known = {*lock().rules, *NATIVE}
    roots = ("CrossIndustryInvoice", "Invoice", "CreditNote")
    specifications = (EN, XRECHNUNG, EXTENSION, CVD, CTC, PEPPOL, f"{EN}#conformant#urn:factur-x.eu:1p0:extended")
    for bt_24 in specifications:
        for data in (cii(bt_24, "FR", "FR"), *(ubl(bt_24, root, "FR", "FR") for root in roots[1:])):
            found = kind(data)
            assert {*found.rules, *found.more_rules} <= known
