"""The peers together: a page by WeasyPrint (BSD), an XML by drafthorse (Apache-2.0), one file by factur-x (BSD).

The page shows what ours shows, with the same words and the same code for the telephone, laid out with plain tables.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

import facturx

try:
    import weasyprint
except OSError as error:  # it is installed, and Pango is not
    raise ModuleNotFoundError("Pango is not installed", name="Pango, which WeasyPrint needs,") from error

from bench import peer_drafthorse
from einvoice.model import Invoice
from einvoice.page import page

_STYLE = """
@page { size: A4; margin: 18mm 20mm 24mm; @bottom-left { content: element(foot) }
  @bottom-right { content: "Page " counter(page) "/" counter(pages); font: 7.5pt "Source Sans Pro", sans-serif } }
body { font: 9.5pt/1.25 "Source Sans Pro", "DejaVu Sans", sans-serif; color: #1c2733; margin: 0 }
footer { position: running(foot) } h1 { font-size: 19pt; font-weight: 400; text-align: right; margin: 0 }
table { width: 100%; border-collapse: collapse; margin-bottom: 4mm } td, th { text-align: left; vertical-align: top }
h2, th { font-size: 8pt; color: #14506b } .lines th { border-bottom: .9pt solid #14506b }
.lines td { border-bottom: .4pt solid #d3dae0; padding: 1.6mm 0 } .lines .n, .n { text-align: right }
.s, footer { font-size: 8pt; color: #55636f } .due { font-size: 15pt; font-weight: 600; color: #14506b }
svg { width: 24mm; height: 24mm }
"""


def write(invoice: Invoice) -> bytes:
    """The hybrid PDF; nobody looks whether it is valid, neither schema nor Schematron."""
    page = weasyprint.HTML(string=_page(invoice)).write_pdf(pdf_variant="pdf/a-3b")
    xml = peer_drafthorse.write(invoice)
    options = {"flavor": "factur-x", "level": "en16931", "check_xsd": False, "check_schematron": False}
    pdf: bytes = facturx.generate_from_binary(page, xml, **options)
    return pdf


def _page(invoice: Invoice) -> str:
    data = page(invoice, "fr")
    words, seller = data["labels"], data["seller"]
    reach = _broken([*seller["address"], *seller["contact"]])
    head = f"<p><b>{escape(seller['name'])}</b><br><span class=s>{reach}</span>"
    buyer = f"<h2>{data['addressed']}</h2>{_broken(data['buyer'])}"
    titles = _cells((words[key] for key in ("item", "quantity", "price", "rate", "amount")), "th")
    lines = "".join(f"<tr>{_cells(_line(row))}" for row in data["lines"])
    taxes = "".join(f"<tr>{_cells((tax['rate'], tax['base'], tax['tax']))}" for tax in data["taxes"])
    heads = _cells((words["rate"], words["base"], words["tax"]), "th")
    notes = "".join(f"<p class=s>{escape(note)}" for note in data["legal"])
    return (
        f"<!DOCTYPE html><html lang=fr><title>{escape(data['number'])}</title><style>{_STYLE}</style>"
        f"<footer>{escape(seller['legal'])}<br>{escape(' · '.join(seller['identifiers']))}</footer>"
        f"<table><tr><td>{head}<td><h1>{data['title']}</h1><p class=n>{escape(data['number'])}</table>"
        f"<table><tr><td>{_rows(data['facts'])}<td>{buyer}</table>"
        f"<table class=lines><thead><tr>{titles}<tbody>{lines}</table>"
        f"<table><tr><td><h2>{words['vat_summary']}</h2><table><tr>{heads}{taxes}</table>"
        f"<td>{_rows(data['totals'])}<table class=due><tr>{_cells(data['payable'])}</table></table>"
        f"<h2>{words['payment']}</h2><table><tr><td>{_rows(data['payment'])}<td>{escape(data['terms'])}"
        f"<td class=n>{data['code']}<br>{words['scan']}</table>{notes}"
    )


def _line(row: dict[str, Any]) -> Iterable[str]:
    return row["name"], f"{row['quantity']} {row['unit']}", row["price"], row["rate"], row["amount"]


def _cells(values: Iterable[str], kind: str = "td") -> str:
    first, *others = values
    return f"<{kind}>{escape(first)}" + "".join(f"<{kind} class=n>{escape(value)}" for value in others)


def _rows(pairs: Iterable[tuple[str, str]]) -> str:
    return "<table>" + "".join(f"<tr>{_cells(pair)}" for pair in pairs) + "</table>"


def _broken(lines: Iterable[str]) -> str:
    return "<br>".join(map(escape, lines))
