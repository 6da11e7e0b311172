"""A FatturaPA document against the ERP's rows: XPath over its XML, and SdI's arithmetic written out by hand.

Sources: FatturaPA 1.2.3 (names and numbers of the fields), SdI's Elenco dei controlli 2.0 (00421, 00422, 00423
and their tolerances), the Agenzia's guide to compiling e-invoices 1.10 (buyers abroad) and its answer 64 of 19
July 2019 (other currencies: Divisa is EUR, taxable amounts and VAT are in euro, the agreed amount may stand in
AltriDatiGestionali).
"""

from decimal import Decimal
from pathlib import Path
from typing import cast

from lxml import etree

from tests.end_to_end.independent_rows import CENT, ZERO, Rate, Row, Sale, Sheet, cents, number, worth

_HEADER = "FatturaElettronicaHeader"
_BODY = "FatturaElettronicaBody"
_GENERAL = f"{_BODY}/DatiGenerali"
_DOCUMENT = f"{_GENERAL}/DatiGeneraliDocumento"
_LINE = f"{_BODY}/DatiBeniServizi/DettaglioLinee"
_SUMMARY = f"{_BODY}/DatiBeniServizi/DatiRiepilogo"
_PAYMENT = f"{_BODY}/DatiPagamento"
_TYPES = {"380": "TD01", "381": "TD04"}


class Paper:
    """The XML of one document, read place by place."""

    def __init__(self, data: bytes) -> None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        self.root = etree.fromstring(data, parser)

    def all(self, path: str, under: etree._Element | None = None) -> list[etree._Element]:
        return cast(list[etree._Element], (self.root if under is None else under).xpath(path))

    def text(self, path: str, under: etree._Element | None = None) -> str:
        return " | ".join(node if isinstance(node, str) else (node.text or "") for node in self.all(path, under))

    def amount(self, path: str, under: etree._Element | None = None) -> Decimal:
        return number(self.text(path, under))

    @property
    def key(self) -> tuple[str, str]:
        """The seller's VAT number and the document's own."""
        at = f"{_HEADER}/CedentePrestatore/DatiAnagrafici/IdFiscaleIVA"
        return self.text(f"{at}/IdPaese") + self.text(f"{at}/IdCodice"), self.text(f"{_DOCUMENT}/Numero")


def open_(path: Path) -> Paper:
    """The document in a file."""
    return Paper(path.read_bytes())


def compare(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    """Every fact of the sale against the document."""
    _header(sheet, sale, paper)
    _seller(sheet, sale, paper)
    _buyer(sheet, sale, paper)
    _references(sheet, sale, paper)
    bases = _taxes(sheet, sale, paper)
    _totals(sheet, sale, paper, bases)
    _payment(sheet, sale, paper)
    _lines(sheet, sale, paper)
    arithmetic(sheet, sale.id, paper)


def _rate(sale: Sale) -> Decimal:
    """Euro for one unit of the invoice's currency."""
    return Decimal(1) if sale.row["currency"] == "EUR" else number(sale.row["it.eur_rate"])


def _header(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    row, buyer = sale.row, sale.buyer
    abroad, public = buyer["country"] != "IT", bool(buyer["public_body"])
    format_ = "FPA12" if public and not abroad else "FPR12"
    recipient = buyer["codice_destinatario"] or ("XXXXXXX" if abroad else "0000000")
    facts = {
        "version": (format_, "@versione"),
        "1.1.3": (format_, f"{_HEADER}/DatiTrasmissione/FormatoTrasmissione"),
        "1.1.4": (recipient, f"{_HEADER}/DatiTrasmissione/CodiceDestinatario"),
        "1.1.6": (buyer["pec"] if recipient == "0" * 7 else "", f"{_HEADER}/DatiTrasmissione/PECDestinatario"),
        "2.1.1.1": (_TYPES[row["type"]], f"{_DOCUMENT}/TipoDocumento"),
        "2.1.1.2": ("EUR", f"{_DOCUMENT}/Divisa"),
        "2.1.1.4": (row["number"], f"{_DOCUMENT}/Numero"),
        "2.1.1.6.1": ("SI" if row["it.bollo_virtuale"] else "", f"{_DOCUMENT}/DatiBollo/BolloVirtuale"),
        "2.1.1.6.2": (row["it.importo_bollo"], f"{_DOCUMENT}/DatiBollo/ImportoBollo"),
    }
    for what, (said, path) in facts.items():
        sheet.same(sale.id, "header", what, said, paper.text(path))
    sheet.same(sale.id, "dates", "2.1.1.3", row["issue_date"], paper.text(f"{_DOCUMENT}/Data"))
    reasons = [node.text for node in paper.all(f"{_DOCUMENT}/Causale")]
    if row["terms"]:
        sheet.same(sale.id, "payment", "terms in 2.1.1.11", True, row["terms"] in reasons)
    if row["currency"] != "EUR":
        agreed = f"{row['currency']} {cents(number(row['total']))}"
        naming = [text for text in reasons if text and agreed in text]
        rate = row["it.eur_rate"], row["it.eur_rate_date"]
        there = [all(part in text for part in rate) for text in naming]
        sheet.same(sale.id, "currency", "total, rate and its day in 2.1.1.11", [True], there)


def _seller(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    who, at = sale.seller, f"{_HEADER}/CedentePrestatore"
    facts = {
        "1.2.1.1": (who["vat_id"], None),
        "1.2.1.2": (who["codice_fiscale"], "DatiAnagrafici/CodiceFiscale"),
        "1.2.1.3.1": (who["name"], "DatiAnagrafici/Anagrafica/Denominazione"),
        "1.2.1.8": (who["it.regime_fiscale"], "DatiAnagrafici/RegimeFiscale"),
        "1.2.2.1": (who["street"], "Sede/Indirizzo"),
        "1.2.2.3": (who["postcode"], "Sede/CAP"),
        "1.2.2.4": (who["city"], "Sede/Comune"),
        "1.2.2.5": (who["province"], "Sede/Provincia"),
        "1.2.2.6": (who["country"], "Sede/Nazione"),
        "1.2.4.1": (who["it.rea_ufficio"], "IscrizioneREA/Ufficio"),
        "1.2.4.2": (who["it.rea_numero"], "IscrizioneREA/NumeroREA"),
        "1.2.4.3": (who["it.capitale_sociale"], "IscrizioneREA/CapitaleSociale"),
        "1.2.4.4": (who["it.socio_unico"], "IscrizioneREA/SocioUnico"),
        "1.2.5.3": (who["email"], "Contatti/Email"),
    }
    for what, (said, path) in facts.items():
        sheet.same(sale.id, "seller", what, said, paper.text(f"{at}/{path}") if path else paper.key[0])


def _buyer(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    who, at = sale.buyer, f"{_HEADER}/CessionarioCommittente"
    abroad, vat = who["country"] != "IT", who["vat_id"]
    country, code = vat[:2].replace("EL", "GR"), vat[2:]
    if vat.startswith("CHE"):
        code = vat  # a Swiss UID is CHE and nine digits: no country prefix to take off
    if abroad and not vat:
        country, code = who["country"], "0000000" if who["consumer"] else "OO99999999999"
    street = f"{who['street']}, {who['postcode']}" if abroad else who["street"]  # a CAP has five digits
    facts = {
        "1.4.1.1.1": (country, "DatiAnagrafici/IdFiscaleIVA/IdPaese"),
        "1.4.1.1.2": (code, "DatiAnagrafici/IdFiscaleIVA/IdCodice"),
        "1.4.1.2": ("" if abroad else who["codice_fiscale"], "DatiAnagrafici/CodiceFiscale"),
        "1.4.1.3.1": (who["name"], "DatiAnagrafici/Anagrafica/Denominazione"),
        "1.4.2.1": (street, "Sede/Indirizzo"),
        "1.4.2.3": ("00000" if abroad else who["postcode"], "Sede/CAP"),
        "1.4.2.4": (who["city"], "Sede/Comune"),
        "1.4.2.5": ("" if abroad else who["province"], "Sede/Provincia"),
        "1.4.2.6": (who["country"], "Sede/Nazione"),
    }
    for what, (said, path) in facts.items():
        sheet.same(sale.id, "buyer", what, said, paper.text(f"{at}/{path}"))


def _references(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    row = sale.row
    order = row["purchase_order"] or ("NON DISPONIBILE" if row["it.cig"] else "")
    facts = {
        "2.1.2.2": (order, f"{_GENERAL}/DatiOrdineAcquisto/IdDocumento"),
        "2.1.2.7": (row["it.cig"], f"{_GENERAL}/DatiOrdineAcquisto/CodiceCIG"),
        "2.1.6.2": (row["preceding_number"], f"{_GENERAL}/DatiFattureCollegate/IdDocumento"),
    }
    for what, (said, path) in facts.items():
        sheet.same(sale.id, "references", what, said, paper.text(path))
    earlier = paper.text(f"{_GENERAL}/DatiFattureCollegate/Data")
    sheet.same(sale.id, "dates", "2.1.6.3", row["preceding_date"], earlier)
    delivered = paper.text(f"{_GENERAL}/DatiTrasporto/DataOraConsegna")
    sheet.same(sale.id, "dates", "2.1.9.13", row["delivery_date"], delivered.removesuffix("T00:00:00"))


def _taxes(sheet: Sheet, sale: Sale, paper: Paper) -> dict[Rate, tuple[Decimal, Decimal]]:
    """Compares the summaries, and gives what they should say, in euro."""
    rate, row = _rate(sale), sale.row
    posted, groups = sale.posted(), sale.groups()
    expected, found = {}, {}
    for key, group in groups.items():
        # The lines' sum; where the ERP rounds once per invoice, its unrounded lines' sum.
        said = posted.get(key, (ZERO, ZERO))
        base = said[0] if said[0] in (group.base, group.exact) else group.base
        tax = cents(base * key[1] / 100)
        sheet.same(sale.id, "VAT", f"posted base and tax of {key}", said, (base, tax))
        expected[key] = (cents(base * rate), cents(tax * rate))
    for summary in paper.all(_SUMMARY):
        key2 = (paper.amount("AliquotaIVA", summary), paper.text("Natura", summary))
        found[key2] = (paper.amount("ImponibileImporto", summary), paper.amount("Imposta", summary))
        collect = (row["it.esigibilita"] or "I") if key2[0] else ""
        sheet.same(sale.id, "VAT", "2.2.2.7", collect, paper.text("EsigibilitaIVA", summary))
        reason = {line["exemption_reason"] for line in sale.lines if (number(line["vat_rate"]), line["natura"]) == key2}
        sheet.same(sale.id, "VAT", "2.2.2.8", reason, {paper.text("RiferimentoNormativo", summary)})
    sheet.same(sale.id, "VAT", "rates", {key[1:]: amounts for key, amounts in expected.items()}, found)
    return expected


def _totals(sheet: Sheet, sale: Sale, paper: Paper, bases: dict[Rate, tuple[Decimal, Decimal]]) -> None:
    total = sum((base + tax for base, tax in bases.values()), ZERO)
    sheet.same(sale.id, "totals", "2.1.1.9", total, paper.amount(f"{_DOCUMENT}/ImportoTotaleDocumento"))
    # FatturaPA has no field for the two sums; its summaries must still add up to what the ERP posted.
    rate, off = _rate(sale), ZERO if _rate(sale) == 1 else CENT * len(bases)
    sums = (sum((base for base, _ in bases.values()), ZERO), sum((tax for _, tax in bases.values()), ZERO), total)
    for column, summed in zip(("net_total", "tax_total", "total"), sums, strict=True):
        sheet.near(sale.id, "totals", column, cents(number(sale.row[column]) * rate), summed, off)


def _payment(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    if sale.row["type"] == "381":
        # A credit note asks for no payment.
        sheet.same(sale.id, "payment", "2.4", 0, len(paper.all(_PAYMENT)))
        return
    parts: list[tuple[str, Decimal]] = [(p["due"], number(p["amount"])) for p in sale.instalments]
    parts = parts or [(sale.row["due_date"], sale.payable)]
    found = paper.all(f"{_PAYMENT}/DettaglioPagamento")
    terms = "TP01" if len(parts) > 1 else "TP02"
    sheet.same(sale.id, "payment", "2.4.1", terms, paper.text(f"{_PAYMENT}/CondizioniPagamento"))
    days = [paper.text("DataScadenzaPagamento", part) for part in found]
    sheet.same(sale.id, "dates", "2.4.2.5", [due for due, _ in parts], days)
    rate = _rate(sale)
    for (due, amount), part in zip(parts, found, strict=False):
        off = ZERO if rate == 1 else CENT * 2  # rates are turned into euro one by one, the last takes the rest
        sheet.near(
            sale.id, "payment", f"2.4.2.6 on {due}", cents(amount * rate), paper.amount("ImportoPagamento", part), off
        )
        facts = {
            "2.4.2.1": (sale.seller["account_name"], "Beneficiario"),
            "2.4.2.2": ("MP05", "ModalitaPagamento"),
            "2.4.2.13": (sale.seller["iban"], "IBAN"),
            "2.4.2.16": (sale.seller["bic"], "BIC"),
            "2.4.2.21": (sale.row["remittance"], "CodicePagamento"),
        }
        for what, (said, path) in facts.items():
            sheet.same(sale.id, "payment", what, said, paper.text(path, part))
    asked = sum((paper.amount("ImportoPagamento", part) for part in found), ZERO)
    off = ZERO if rate == 1 else CENT * len(sale.taxes)
    sheet.near(sale.id, "payment", "sum of 2.4.2.6", cents(sale.payable * rate), asked, off)


def _lines(sheet: Sheet, sale: Sale, paper: Paper) -> None:
    found = paper.all(_LINE)
    sheet.same(sale.id, "lines", "count", len(sale.lines), len(found))
    for position, (row, line) in enumerate(zip(sale.lines, found, strict=False), 1):
        texts = {
            "2.2.1.1": (str(position), "NumeroLinea"),
            "2.2.1.3.2": (row["item"], "CodiceArticolo/CodiceValore"),
            "2.2.1.4": (" ".join(row["name"].split()), "Descrizione"),
            "2.2.1.14": (row["natura"], "Natura"),
            "2.2.1.10.1": ("SC" if row["discount"] else "", "ScontoMaggiorazione/Tipo"),
        }
        for what, (said, path) in texts.items():
            sheet.same(sale.id, "lines", f"line {row['id']} {what}", said, paper.text(path, line))
        sheet.same(
            sale.id, "lines", f"line {row['id']} 2.2.1.12", number(row["vat_rate"]), paper.amount("AliquotaIVA", line)
        )
        _money(sheet, sale, paper, row, line)


def _money(sheet: Sheet, sale: Sale, paper: Paper, row: Row, line: etree._Element) -> None:
    rate, quantity = _rate(sale), number(row["quantity"])

    def near(what: str, said: Decimal, path: str, by: Decimal, times: Decimal = Decimal(1)) -> None:
        sheet.near(sale.id, "lines", f"line {row['id']} {what}", said, paper.amount(path, line) * times, by)

    near("2.2.1.5", quantity, "Quantita", ZERO)
    foreign = rate != 1
    may_move = foreign or sale.spread(row)
    if foreign:
        kind = "AltriDatiGestionali[TipoDato='VALUTA']"
        agreed = (paper.text(f"{kind}/RiferimentoTesto", line), paper.amount(f"{kind}/RiferimentoNumero", line))
        sheet.same(
            sale.id, "currency", f"line {row['id']} 2.2.1.16", (sale.row["currency"], number(row["net"])), agreed
        )
    near("2.2.1.11", cents(number(row["net"]) * rate), "PrezzoTotale", CENT if may_move else ZERO)
    # SdI takes a discount off the price of one unit, at up to eight decimals.
    near("2.2.1.10.3", number(row["discount"]) * rate, "ScontoMaggiorazione/Importo", CENT, quantity)
    # The row's own price; where that does not give the row's net, the one that does (00423).
    off = CENT * 2 if may_move or cents(worth(row)) != number(row["net"]) else ZERO
    near("2.2.1.9", number(row["price"]) * rate * quantity, "PrezzoUnitario", off, quantity)


def arithmetic(sheet: Sheet, invoice: str, paper: Paper) -> None:
    """SdI's 00421 (one cent), 00422 (one euro) and 00423 (one cent), and, stricter, the bases to the cent."""
    sums: dict[tuple[Decimal, str], Decimal] = {}
    for line in paper.all(_LINE):
        price, total = paper.amount("PrezzoUnitario", line), paper.amount("PrezzoTotale", line)
        for extra in paper.all("ScontoMaggiorazione", line):
            step = paper.amount("Importo", extra)
            price += step if paper.text("Tipo", extra) == "MG" else -step
        quantity = paper.amount("Quantita", line) if paper.all("Quantita", line) else Decimal(1)
        sheet.near(invoice, "SdI", "00423", cents(price * quantity), total, CENT)
        key = (paper.amount("AliquotaIVA", line), paper.text("Natura", line))
        sums[key] = sums.get(key, ZERO) + total
    for summary in paper.all(_SUMMARY):
        base, rate = paper.amount("ImponibileImporto", summary), paper.amount("AliquotaIVA", summary)
        sheet.near(invoice, "SdI", "00421", cents(base * rate / 100), paper.amount("Imposta", summary), CENT)
        summed = sums.pop((rate, paper.text("Natura", summary)), ZERO)
        sheet.near(invoice, "SdI", "00422", summed, base, Decimal("0.99"))
        sheet.same(invoice, "SdI", "00422 to the cent", summed, base)
    sheet.same(invoice, "SdI", "00419, 00443: a summary for each rate", {}, sums)
