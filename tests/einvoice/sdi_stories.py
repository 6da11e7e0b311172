"""One story for each of SdI's controls: a document that it takes, one thing broken, and what is then found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree
from lxml.etree import _Element

from einvoice.fatturapa import controls
from einvoice.fatturapa.controls.reading import ordinary, simplified
from einvoice.rules.rule import Rule, run
from tests.einvoice.sdi_documents import DOCUMENTS

Break = Callable[[_Element], None]
Rules = tuple[Rule[Any], ...]


def put(place: str, text: str) -> Break:
    """Another text in an element."""

    def broken(root: _Element) -> None:
        _at(root, place).text = text

    return broken


def add(place: str, xml: str) -> Break:
    """One more child, at the end: no control looks at the order."""

    def broken(root: _Element) -> None:
        _at(root, place).append(etree.fromstring(xml))

    return broken


def drop(place: str) -> Break:
    """An element less."""

    def broken(root: _Element) -> None:
        found = _at(root, place)
        found.getparent().remove(found)  # type: ignore[union-attr]

    return broken


def version(text: str) -> Break:
    """Another attribute versione."""
    return lambda root: root.set("versione", text)


def _at(root: _Element, place: str) -> _Element:
    found = root.find(f".//{place}")
    assert found is not None, place
    return found


@dataclass(frozen=True)
class Story:
    """`control` is the name of its function; `found` are codes and model paths, all of them."""

    control: str
    document: str
    breaks: tuple[Break, ...]
    found: frozenset[tuple[str, str]]
    on: date | None = None

    @property
    def simplified(self) -> bool:
        return self.document.startswith("simplified")

    def findings(self, rules: Rules, *, broken: bool) -> frozenset[tuple[str, str]]:
        root = etree.fromstring(DOCUMENTS[self.document])
        for change in self.breaks if broken else ():
            change(root)
        on = self.on if broken else None
        case = simplified(root, on) if self.simplified else ordinary(root, on)
        return frozenset((fault.code, fault.path) for fault in run(rules, case))

    def holds(self, rules: Rules) -> bool:
        """Nothing is found on the sound document, and exactly `found` on the broken one."""
        return not self.findings(rules, broken=False) and self.findings(rules, broken=True) == self.found


def rules_of(story: Story) -> Rules:
    return controls.SIMPLIFIED if story.simplified else controls.RULES


def story(control: str, document: str, *breaks: Break, found: str, on: date | None = None) -> Story:
    """`found`: `code path`, several of them with a semicolon between."""
    pairs = frozenset((one.split()[0], one.split()[1]) for one in found.split(";"))
    return Story(control, document, breaks, pairs, on)


_LINE, _SUM, _FUND = "DettaglioLinee", "DatiRiepilogo", "DatiCassaPrevidenziale"
_SELLER, _BUYER = "CedentePrestatore/DatiAnagrafici", "CessionarioCommittente/DatiAnagrafici"
_ID, _AGENT = "IdFiscaleIVA/IdCodice", "RappresentanteFiscale"
_N1 = "<Natura>N1</Natura>"
_N4 = "<Natura>N4</Natura>"
_PEC = "<PECDestinatario>{}</PECDestinatario>"
_NOTHING_AT = (
    "<DatiRiepilogo><AliquotaIVA>{}</AliquotaIVA>{}"
    "<ImponibileImporto>0.00</ImponibileImporto><Imposta>0.00</Imposta></DatiRiepilogo>"
)

STORIES = (
    # The header
    story("abroad_but_italian", "plain", put("CodiceDestinatario", "XXXXXXX"),
          found="00313 national.IT.codice_destinatario"),
    story("pec_of_sdi", "consumer", add("DatiTrasmissione", _PEC.format("SDI01@pec.fatturapa.it")),
          found="00330 national.IT.pec"),
    story("pec_with_code", "plain", add("DatiTrasmissione", _PEC.format("luce@pec.example")),
          found="00426 national.IT.pec"),
    story("form_and_version", "plain", version("FPA12"), found="00428 buyer.public_body"),
    story("public_recipient", "public_body", put("CodiceDestinatario", "UFABC12"),
          found="00427 national.IT.codice_destinatario"),
    story("private_recipient", "plain", put("CodiceDestinatario", "ABC123"),
          found="00427 national.IT.codice_destinatario"),
    # The parties
    story("transmitter_number", "plain", put("IdTrasmittente/IdCodice", "01234560158"),
          found="00300 national.IT.id_trasmittente"),
    story("seller_vat", "plain", put(f"{_SELLER}/{_ID}", "01234560158"), found="00301 seller.vat_id"),
    story("seller_fiscal", "plain", put(f"{_SELLER}/CodiceFiscale", "01234560158"),
          found="00302 seller.tax_registration"),
    story("seller_agent_vat", "professional", put(f"{_AGENT}/DatiAnagrafici/{_ID}", "09876540107"),
          found="00303 tax_representative.vat_id"),
    story("buyer_agent_vat", "professional", put(f"CessionarioCommittente/{_AGENT}/{_ID}", "01234560158"),
          found="00303 national.IT.cessionario.rappresentante_fiscale.vat_id"),
    story("seller_agent_fiscal", "professional", put(f"{_AGENT}/DatiAnagrafici/CodiceFiscale", "09876540107"),
          found="00304 tax_representative.tax_registration"),
    story("buyer_vat", "plain", put(f"{_BUYER}/{_ID}", "09876540107"), found="00305 buyer.vat_id"),
    story("buyer_fiscal", "consumer", put(f"{_BUYER}/CodiceFiscale", "RSSMRA85T10A562X"),
          found="00306 buyer.tax_registration"),
    story("buyer_without_number", "consumer", drop(f"{_BUYER}/CodiceFiscale"), found="00417 buyer.vat_id"),
    story("both_abroad", "export", put(f"{_SELLER}/IdFiscaleIVA/IdPaese", "FR"), found="00476 seller.vat_id"),
    # Types of document
    story("must_differ", "plain", put(f"{_BUYER}/{_ID}", "01234560157"), found="00471 buyer.vat_id"),
    story("must_be_the_same", "plain", put("TipoDocumento", "TD27"), found="00472 buyer.vat_id"),
    story("seller_not_italian", "plain", put("TipoDocumento", "TD17"), found="00473 seller.vat_id"),
    story("seller_italian", "plain", put("TipoDocumento", "TD29"), put(f"{_SELLER}/IdFiscaleIVA/IdPaese", "FR"),
          found="00473 seller.vat_id"),
    story("no_line_without_vat", "ceiling",
          put(f"{_LINE}[2]/AliquotaIVA", "0.00"), add(f"{_LINE}[2]", _N4),
          put(f"{_SUM}[2]/AliquotaIVA", "0.00"), add(f"{_SUM}[2]", _N4), put(f"{_SUM}[2]/Imposta", "0.00"),
          found="00474 lines[1].vat.rate"),
    story("buyer_needs_vat", "integrated", drop(f"{_BUYER}/IdFiscaleIVA"),
          add(_BUYER, "<CodiceFiscale>09876540106</CodiceFiscale>"), found="00475 buyer.vat_id"),
    # The document
    story("day_to_come", "plain", found="00403 issue_date", on=date(2026, 11, 1)),
    story("twice_in_lot", "lot", put("FatturaElettronicaBody[2]//Numero", "2026/118"), found="00409 lot[1].number"),
    story("line_withheld", "plain", add(_LINE, "<Ritenuta>SI</Ritenuta>"), found="00411 national.IT.ritenute"),
    story("fund_withheld", "professional", drop("DatiRitenuta"), found="00415 national.IT.ritenute"),
    story("before_its_reference", "professional", put("DatiFattureCollegate/Data", "2026-11-03"),
          found="00418 preceding[0].issue_date"),
    story("number_without_digit", "plain", put("Numero", "BOZZA"), found="00425 number"),
    story("document_discount", "professional", drop("DatiGeneraliDocumento/ScontoMaggiorazione/Percentuale"),
          found="00437 national.IT.sconto_maggiorazione[0]"),
    # Rates and Natura
    story("line_without_natura", "professional", drop(f"{_LINE}[3]/Natura"),
          found="00400 lines[2].vat.national_code"),
    story("line_with_both", "professional", add(f"{_LINE}[1]", _N4), found="00401 lines[0].vat.national_code"),
    story("fund_without_natura", "professional", drop(f"{_FUND}[2]/Natura"),
          found="00413 national.IT.casse[1].vat.national_code"),
    story("fund_with_both", "professional", add(f"{_FUND}[1]", _N4),
          found="00414 national.IT.casse[0].vat.national_code"),
    story("line_rate", "professional", put(f"{_LINE}[2]/AliquotaIVA", "0.04"), put(f"{_SUM}[2]/AliquotaIVA", "0.04"),
          put(f"{_SUM}[2]/Imposta", "0.00"), found="00424 lines[1].vat.rate; 00424 taxes[1].vat.rate"),
    story("fund_rate", "professional", put(f"{_FUND}[1]/AliquotaIVA", "0.22"),
          add("DatiBeniServizi", _NOTHING_AT.format("0.22", "")),
          found="00424 national.IT.casse[0].vat.rate; 00424 taxes[4].vat.rate"),
    story("summary_rate", "professional", add("DatiBeniServizi", _NOTHING_AT.format("0.10", "")),
          found="00424 taxes[4].vat.rate; 00443 taxes[4].vat.rate"),
    story("summary_without_natura", "professional", add("DatiBeniServizi", _NOTHING_AT.format("0.00", "")),
          found="00429 taxes[4].vat.national_code"),
    story("summary_with_both", "professional", add(f"{_SUM}[1]", _N4), found="00430 taxes[0].vat.national_code"),
    story("line_general", "export", put(f"{_LINE}/Natura", "N3"), put(f"{_SUM}/Natura", "N3"),
          found="00445 lines[0].vat.national_code; 00445 taxes[0].vat.national_code"),
    story("fund_general", "professional", put(f"{_FUND}[2]/Natura", "N2"),
          found="00445 national.IT.casse[1].vat.national_code; 00444 national.IT.casse[1].vat.national_code"),
    story("summary_general", "professional",
          add("DatiBeniServizi", _NOTHING_AT.format("0.00", "<Natura>N3</Natura>")),
          found="00445 taxes[4].vat.national_code; 00444 taxes[4].vat.national_code"),
    # Lines
    story("line_total", "plain", put(f"{_LINE}/PrezzoTotale", "845.02"), found="00423 lines[0].net"),
    story("line_discount", "professional", drop(f"{_LINE}/ScontoMaggiorazione/Importo"),
          put(f"{_LINE}/PrezzoUnitario", "10.00"), found="00438 lines[0].allowances[0]"),
    # Summaries
    story("too_few_summaries", "plain", drop(f"{_SUM}[2]"), found="00419 taxes; 00443 lines[1].vat.rate"),
    story("split_and_reverse", "export", put(f"{_LINE}/Natura", "N6.3"), put(f"{_SUM}/Natura", "N6.3"),
          add(_SUM, "<EsigibilitaIVA>S</EsigibilitaIVA>"), found="00420 national.IT.esigibilita"),
    story("tax_amount", "plain", put(f"{_SUM}/Imposta", "185.92"), found="00421 taxes[0].tax"),
    story("taxable_amount", "export", put(f"{_SUM}/ImponibileImporto", "31.00"), found="00422 taxes[0].base"),
    story("line_rate_unsummed", "professional", put(f"{_LINE}[2]/AliquotaIVA", "5.00"),
          found="00443 lines[1].vat.rate; 00443 taxes[1].vat.rate"),
    story("fund_rate_unsummed", "professional", put(f"{_FUND}[1]/AliquotaIVA", "10.00"),
          found="00443 national.IT.casse[0].vat.rate; 00419 taxes"),
    story("summary_of_no_rate", "professional", add("DatiBeniServizi", _NOTHING_AT.format("10.00", "")),
          found="00443 taxes[4].vat.rate"),
    story("line_natura_unsummed", "professional", put(f"{_LINE}[4]/Natura", "N2.1"),
          found="00444 lines[3].vat.national_code; 00444 taxes[3].vat.national_code"),
    story("fund_natura_unsummed", "professional", put(f"{_FUND}[2]/Natura", "N2.2"),
          found="00444 national.IT.casse[1].vat.national_code"),
    story("summary_of_no_natura", "professional",
          add("DatiBeniServizi", _NOTHING_AT.format("0.00", "<Natura>N3.1</Natura>")),
          found="00444 taxes[4].vat.national_code"),
    # The simplified form
    story("simplified_must_differ", "simplified", put(f"IdentificativiFiscali/{_ID}", "01234560157"),
          found="00471 buyer.vat_id"),
    story("goods_rate", "simplified", put("DatiBeniServizi[1]/DatiIVA/Aliquota", "0.22"),
          found="00424 lines[0].vat.rate"),
    story("goods_general", "simplified", put("DatiBeniServizi[2]/Natura", "N2"),
          found="00445 lines[1].vat.national_code"),
    story("goods_without_natura", "simplified", drop("DatiBeniServizi[2]/Natura"),
          found="00400 lines[1].vat.national_code"),
    story("goods_with_both", "simplified", add("DatiBeniServizi[1]", _N1), found="00401 lines[0].vat.national_code"),
    story("over_limit", "simplified", put("DatiBeniServizi[2]/Importo", "339.01"),
          found="00460 totals.tax_inclusive"),
)  # fmt: skip

# Controls that both forms share read the simplified one elsewhere: the same functions, their other places.
SHARED = (
    story("seller_vat", "simplified", put(f"CedentePrestatore/{_ID}", "01234560158"), found="00301 seller.vat_id"),
    story("seller_fiscal", "simplified", put("CedentePrestatore/CodiceFiscale", "01234560158"),
          found="00302 seller.tax_registration"),
    story("seller_agent_vat", "simplified",
          add("CedentePrestatore", "<RappresentanteFiscale><IdFiscaleIVA><IdPaese>IT</IdPaese>"
              "<IdCodice>09876540107</IdCodice></IdFiscaleIVA></RappresentanteFiscale>"),
          found="00303 tax_representative.vat_id"),
    story("buyer_vat", "simplified", put(f"IdentificativiFiscali/{_ID}", "09876540107"), found="00305 buyer.vat_id"),
    story("buyer_without_number", "simplified", drop("IdentificativiFiscali/IdFiscaleIVA"),
          found="00417 buyer.vat_id"),
    story("both_abroad", "simplified", put("CedentePrestatore/IdFiscaleIVA/IdPaese", "FR"),
          put("IdentificativiFiscali/IdFiscaleIVA/IdPaese", "DE"), found="00476 seller.vat_id"),
    story("form_and_version", "simplified", version("FPR12"), found="00428 buyer.public_body"),
    story("day_to_come", "simplified", found="00403 issue_date", on=date(2026, 11, 1)),
    story("before_its_reference", "simplified_note", put("DataFR", "2026-11-03"),
          found="00418 preceding[0].issue_date"),
    story("number_without_digit", "simplified", put("Numero", "BOZZA"), found="00425 number"),
)  # fmt: skip
