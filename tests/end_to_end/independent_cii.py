"""A Factur-X document against the ERP's rows: XPath over its XML, and EN 16931's arithmetic written out by hand."""

import io
from decimal import Decimal
from pathlib import Path
from typing import cast

import pikepdf
from lxml import etree

from tests.end_to_end.independent_rows import CENT, ZERO, Sale, Sheet, cents, number

_STANDARD = "urn:un:unece:uncefact:data:standard:"
NS = {
    "rsm": f"{_STANDARD}CrossIndustryInvoice:100",
    "ram": f"{_STANDARD}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_STANDARD}UnqualifiedDataType:100",
    "qdt": f"{_STANDARD}QualifiedDataType:100",
}
_TRADE = "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"
_AGREEMENT = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement"
_DELIVERY = f"{_TRADE}/ram:ApplicableHeaderTradeDelivery"
_SETTLEMENT = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
_SUMS = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
_MEANS = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
_DOCUMENT = "/rsm:CrossIndustryInvoice/rsm:ExchangedDocument"


class Paper:
    """The XML of one document. `text` and `amount` read one place; several values there are one difference more."""

    def __init__(self, pdf: bytes) -> None:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            self.names = sorted(opened.attachments)
            self.root = etree.fromstring(
                opened.attachments["factur-x.xml"].get_file().read_bytes(),
                etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False),
            )

    def all(self, path: str, under: etree._Element | None = None) -> list[etree._Element]:
        return cast(list[etree._Element], (self.root if under is None else under).xpath(path, namespaces=NS))

    def text(self, path: str, under: etree._Element | None = None) -> str:
        return " | ".join(node if isinstance(node, str) else (node.text or "") for node in self.all(path, under))

    def amount(self, path: str, under: etree._Element | None = None) -> Decimal:
        return number(self.text(path, under))

    def day(self, path: str, under: etree._Element | None = None) -> str:
        """A date of format 102 as in the exports."""
        found = self.text(f"{path}[@format='102']", under)
        return f"{found[:4]}-{found[4:6]}-{found[6:]}" if found else ""

    @property
    def key(self) -> tuple[str, str]:
        """The seller's VAT number and the document's own."""
        seller = f"{_AGREEMENT}/ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"
        return self.text(seller), self.text(f"{_DOCUMENT}/ram:ID")


def open_(path: Path) -> Paper:
    """The document in a file."""
    return Paper(path.read_bytes())


def compare(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    """Every fact of the sale against the document."""
    _header(sheet, sale, paper)
    _party(sheet, sale, paper, "Seller")
    _party(sheet, sale, paper, "Buyer")
    _references(sheet, sale, paper)
    _payment(sheet, sale, paper)
    _taxes(sheet, sale, paper)
    _totals(sheet, sale, paper)
    _lines(sheet, sale, paper)
    arithmetic(sheet, sale.id, paper)


def _header(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    row = sale.row
    sheet.same(sale.id, "header", "embedded files", ["factur-x.xml"], paper.names)
    sheet.same(sale.id, "header", "BT-1", row["number"], paper.text(f"{_DOCUMENT}/ram:ID"))
    sheet.same(sale.id, "header", "BT-3", row["type"], paper.text(f"{_DOCUMENT}/ram:TypeCode"))
    issued = paper.day(f"{_DOCUMENT}/ram:IssueDateTime/udt:DateTimeString")
    sheet.same(sale.id, "dates", "BT-2", row["issue_date"], issued)
    context = "/rsm:CrossIndustryInvoice/rsm:ExchangedDocumentContext"
    frame = f"{context}/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"
    sheet.same(sale.id, "header", "BT-23", row["process"], paper.text(frame))
    guideline = f"{context}/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
    sheet.same(sale.id, "header", "BT-24", "urn:cen.eu:en16931:2017", paper.text(guideline))
    sheet.same(sale.id, "header", "BT-5", row["currency"], paper.text(f"{_SETTLEMENT}/ram:InvoiceCurrencyCode"))
    accounting = row["tax_currency"] if row["tax_currency"] != row["currency"] else ""
    sheet.same(sale.id, "header", "BT-6", accounting, paper.text(f"{_SETTLEMENT}/ram:TaxCurrencyCode"))
    for subject in ("PMT", "PMD", "AAB"):
        note = f"{_DOCUMENT}/ram:IncludedNote[ram:SubjectCode='{subject}']/ram:Content"
        sheet.same(sale.id, "header", f"BT-22 {subject}", sale.seller[f"note_{subject.lower()}"], paper.text(note))


def _party(sheet: Sheet, sale: Sale, paper: Paper, side: str) -> None:
    who = sale.seller if side == "Seller" else sale.buyer
    at, topic = f"{_AGREEMENT}/ram:{side}TradeParty", side.lower()
    endpoint, scheme = who["endpoint"], who["endpoint_scheme"]
    if who["country"] == "FR" and who["siren"] and not endpoint:
        endpoint, scheme = who["siren"], "0225"  # XP Z12-012: the SIREN is the electronic address
    facts = {
        "name": (who["name"], "ram:Name"),
        "VAT number": (who["vat_id"], "ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"),
        "SIREN": (who["siren"], "ram:SpecifiedLegalOrganization/ram:ID[@schemeID='0002']"),
        "SIRET": (who["siret"], "ram:GlobalID[@schemeID='0009']"),
        "endpoint": (endpoint, "ram:URIUniversalCommunication/ram:URIID"),
        "endpoint scheme": (scheme, "ram:URIUniversalCommunication/ram:URIID/@schemeID"),
        "street": (who["street"], "ram:PostalTradeAddress/ram:LineOne"),
        "postcode": (who["postcode"], "ram:PostalTradeAddress/ram:PostcodeCode"),
        "city": (who["city"], "ram:PostalTradeAddress/ram:CityName"),
        "province": (who["province"], "ram:PostalTradeAddress/ram:CountrySubDivisionName"),
        "country": (who["country"], "ram:PostalTradeAddress/ram:CountryID"),
        "email": (who["email"], "ram:DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID"),
    }
    if side == "Seller":
        facts["legal form"] = (who["legal_info"], "ram:Description")
        facts["contact"] = (who["contact"], "ram:DefinedTradeContact/ram:PersonName")
    for what, (said, path) in facts.items():
        sheet.same(sale.id, topic, what, said, paper.text(f"{at}/{path}"))


def _references(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    row, at = sale.row, "ram:IssuerAssignedID"
    facts = {
        "BT-13": (row["purchase_order"], f"{_AGREEMENT}/ram:BuyerOrderReferencedDocument/{at}"),
        "BT-14": (row["orders"].split(" ")[0], f"{_AGREEMENT}/ram:SellerOrderReferencedDocument/{at}"),
        "BT-25": (row["preceding_number"], f"{_SETTLEMENT}/ram:InvoiceReferencedDocument/{at}"),
        "BT-70": (row["delivery_name"], f"{_DELIVERY}/ram:ShipToTradeParty/ram:Name"),
        "BT-75": (row["delivery_street"], f"{_DELIVERY}/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:LineOne"),
        "BT-77": (row["delivery_city"], f"{_DELIVERY}/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CityName"),
        "BT-78": (
            row["delivery_postcode"],
            f"{_DELIVERY}/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:PostcodeCode",
        ),
        "BT-80": (
            row["delivery_country"],
            f"{_DELIVERY}/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CountryID",
        ),
    }
    for what, (said, path) in facts.items():
        sheet.same(sale.id, "references", what, said, paper.text(path))
    earlier = f"{_SETTLEMENT}/ram:InvoiceReferencedDocument/ram:FormattedIssueDateTime/qdt:DateTimeString"
    sheet.same(sale.id, "dates", "BT-26", row["preceding_date"], paper.day(earlier))
    event = f"{_DELIVERY}/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString"
    sheet.same(sale.id, "dates", "BT-72", row["delivery_date"], paper.day(event))


def _payment(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    row, seller, terms = sale.row, sale.seller, sale.row["terms"]
    first = row["due_date"]
    if len(sale.instalments) > 1:
        first = sale.instalments[0]["due"]
        listed = " / ".join(f"{part['due']}: {part['amount']} {row['currency']}" for part in sale.instalments)
        terms = f"{terms}\n{listed}" if terms else listed
        asked = sum((number(part["amount"]) for part in sale.instalments), ZERO)
        sheet.same(sale.id, "payment", "sum of the instalments", sale.payable, asked)
    at = f"{_SETTLEMENT}/ram:SpecifiedTradePaymentTerms"
    sheet.same(sale.id, "dates", "BT-9", first, paper.day(f"{at}/ram:DueDateDateTime/udt:DateTimeString"))
    account = f"{_MEANS}/ram:PayeePartyCreditorFinancialAccount"
    asks = row["type"] != "381"  # a credit note names no account to pay to: BG-16 is not there
    facts = {
        "BT-20": (terms, f"{at}/ram:Description"),
        "BT-81": ("30" if asks else "", f"{_MEANS}/ram:TypeCode"),
        "BT-83": (row["remittance"] if asks else "", f"{_SETTLEMENT}/ram:PaymentReference"),
        "BT-84": (seller["iban"] if asks else "", f"{account}/ram:IBANID"),
        "BT-85": (seller["account_name"] if asks else "", f"{account}/ram:AccountName"),
        "BT-86": (seller["bic"] if asks else "", f"{_MEANS}/ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
    }
    for what, (said, path) in facts.items():
        sheet.same(sale.id, "payment", what, said, paper.text(path))


def _taxes(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    found = {}
    for element in paper.all(f"{_SETTLEMENT}/ram:ApplicableTradeTax"):
        rate = (paper.text("ram:CategoryCode", element), paper.amount("ram:RateApplicablePercent", element))
        found[rate] = (paper.amount("ram:BasisAmount", element), paper.amount("ram:CalculatedAmount", element))
        why = [(t["exemption_reason"], t["exemption_code"]) for t in sale.lines if _rate(t) == rate]
        said = (paper.text("ram:ExemptionReason", element), paper.text("ram:ExemptionReasonCode", element))
        sheet.same(sale.id, "VAT", f"BT-120, BT-121 of {rate}", why[0] if why else None, said)
    groups, posted = sale.groups(), sale.posted()
    sheet.same(sale.id, "VAT", "rates", {key[:2] for key in groups}, set(found))
    for key, group in groups.items():
        base, tax = found.get(key[:2], (ZERO, ZERO))
        # The lines' sum; where the ERP rounds once per invoice, its unrounded lines' sum.
        sheet.same(
            sale.id, "VAT", f"base of {key[:2]}", base if base in (group.base, group.exact) else group.base, base
        )
        sheet.same(sale.id, "VAT", f"tax of {key[:2]}", cents(base * key[1] / 100), tax)
        sheet.same(sale.id, "VAT", f"posted base and tax of {key[:2]}", posted.get(key), (base, tax))


def _rate(row: dict[str, str]) -> tuple[str, Decimal]:
    return row["vat_category"], number(row["vat_rate"])


def _totals(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    row = sale.row
    facts = {
        "BT-106": (number(row["lines_total"]), f"{_SUMS}/ram:LineTotalAmount"),
        "BT-109": (number(row["net_total"]), f"{_SUMS}/ram:TaxBasisTotalAmount"),
        "BT-110": (number(row["tax_total"]), f"{_SUMS}/ram:TaxTotalAmount[@currencyID='{row['currency']}']"),
        "BT-112": (number(row["total"]), f"{_SUMS}/ram:GrandTotalAmount"),
        "BT-113": (number(row["prepaid"]), f"{_SUMS}/ram:TotalPrepaidAmount"),
        "BT-115": (sale.payable, f"{_SUMS}/ram:DuePayableAmount"),
    }
    for what, (said, path) in facts.items():
        sheet.same(sale.id, "totals", what, said, paper.amount(path))
    if row["tax_currency"] and row["tax_currency"] != row["currency"]:
        accounting = f"{_SUMS}/ram:TaxTotalAmount[@currencyID='{row['tax_currency']}']"
        sheet.same(sale.id, "totals", "BT-111", number(row["tax_accounting"]), paper.amount(accounting))


def _lines(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    found = paper.all(f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem")
    sheet.same(sale.id, "lines", "count", len(sale.lines), len(found))
    for row, line in zip(sale.lines, found, strict=False):
        delivery = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
        settlement = "ram:SpecifiedLineTradeSettlement"
        extra = f"{settlement}/ram:SpecifiedTradeAllowanceCharge"
        texts = {
            "id": (row["id"], "ram:AssociatedDocumentLineDocument/ram:LineID"),
            "name": (row["name"], "ram:SpecifiedTradeProduct/ram:Name"),
            "item": (row["item"], "ram:SpecifiedTradeProduct/ram:SellerAssignedID"),
            "unit": (row["unit"] or "C62", f"{delivery}/@unitCode"),
            "category": (row["vat_category"], f"{settlement}/ram:ApplicableTradeTax/ram:CategoryCode"),
            "discount's reason": (row["discount_reason"], f"{extra}/ram:Reason"),
            "discount, not charge": ("false" if row["discount"] else "", f"{extra}/ram:ChargeIndicator/udt:Indicator"),
        }
        for what, (said, path) in texts.items():
            sheet.same(sale.id, "lines", f"line {row['id']} {what}", said, paper.text(path, line))
        amounts = {
            "quantity": (row["quantity"], delivery),
            "price": (row["price"], "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount"),
            "discount": (row["discount"], f"{extra}/ram:ActualAmount"),
            "rate": (row["vat_rate"], f"{settlement}/ram:ApplicableTradeTax/ram:RateApplicablePercent"),
        }
        for what, (said, path) in amounts.items():
            sheet.same(sale.id, "lines", f"line {row['id']} {what}", number(said), paper.amount(path, line))
        net = paper.amount(f"{settlement}/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", line)
        sheet.near(
            sale.id, "lines", f"line {row['id']} net", number(row["net"]), net, CENT if sale.spread(row) else ZERO
        )


def arithmetic(sheet: Sheet, invoice: str, paper: Paper) -> None:
    """BR-CO-10 to BR-CO-17, the bases of each rate (BR-S-08 and its sisters), and each line's own product."""

    def rule(what: str, left: Decimal, right: Decimal) -> None:
        sheet.same(invoice, "BR-CO", what, left, right)

    sums = {
        name: paper.amount(f"{_SUMS}/ram:{name}Amount")
        for name in ("LineTotal", "ChargeTotal", "AllowanceTotal", "TaxBasisTotal", "GrandTotal", "TotalPrepaid")
    }
    payable, rounding = paper.amount(f"{_SUMS}/ram:DuePayableAmount"), paper.amount(f"{_SUMS}/ram:RoundingAmount")
    currency = paper.text(f"{_SETTLEMENT}/ram:InvoiceCurrencyCode")
    tax = paper.amount(f"{_SUMS}/ram:TaxTotalAmount[@currencyID='{currency}']")
    nets: dict[tuple[str, Decimal], Decimal] = {}
    for line in paper.all(f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem/ram:SpecifiedLineTradeSettlement"):
        rate = _key(paper, line, "ram:ApplicableTradeTax")
        net = paper.amount("ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", line)
        nets[rate] = nets.get(rate, ZERO) + net
        price = paper.amount("../ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount", line)
        quantity = paper.amount("../ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", line)
        less = sum((paper.amount(".", a) for a in paper.all(".//ram:ActualAmount", line)), ZERO)
        # Half a cent of rounding, and the cent that spreading may move.
        sheet.near(invoice, "BR-CO", "price x quantity", price * quantity - less, net, CENT * Decimal("1.5"))
    rule("BR-CO-10", sum(nets.values(), ZERO), sums["LineTotal"])
    extras = {"true": ZERO, "false": ZERO}
    for extra in paper.all(f"{_SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge"):
        charge, amount = paper.text(".//udt:Indicator", extra), paper.amount("ram:ActualAmount", extra)
        extras[charge] += amount
        rate = _key(paper, extra, "ram:CategoryTradeTax")
        nets[rate] = nets.get(rate, ZERO) + (amount if charge == "true" else -amount)
    rule("BR-CO-11", extras["false"], sums["AllowanceTotal"])
    rule("BR-CO-12", extras["true"], sums["ChargeTotal"])
    rule("BR-CO-13", sums["LineTotal"] - sums["AllowanceTotal"] + sums["ChargeTotal"], sums["TaxBasisTotal"])
    taxes = paper.all(f"{_SETTLEMENT}/ram:ApplicableTradeTax")
    rule("BR-CO-14", sum((paper.amount("ram:CalculatedAmount", t) for t in taxes), ZERO), tax)
    rule("BR-CO-15", sums["TaxBasisTotal"] + tax, sums["GrandTotal"])
    rule("BR-CO-16", sums["GrandTotal"] - sums["TotalPrepaid"] + rounding, payable)
    for each in taxes:
        base, percent = paper.amount("ram:BasisAmount", each), paper.amount("ram:RateApplicablePercent", each)
        rule("BR-CO-17", cents(base * percent / 100), paper.amount("ram:CalculatedAmount", each))
        rule("base of the rate", nets.get(_key(paper, each, "."), ZERO), base)


def _key(paper: Paper, element: etree._Element, at: str) -> tuple[str, Decimal]:
    return paper.text(f"{at}/ram:CategoryCode", element), paper.amount(f"{at}/ram:RateApplicablePercent", element)
