"""The invoice page as PDF/A-3b: the model in, `templates/invoice.typ` filled, the XML attached if there is one."""

import re

import msgspec
import typst

from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice
from einvoice.page import Look, page, title
from einvoice.page import look as looks
from einvoice.pdf import Container
from einvoice.typeset import compile_pdf, font_faults

# Parts of the model that no one reads on the page.
_UNSEEN = ("national", "process", "specification")
_LONG = re.compile(r"[^\s\"]{31,}")
_KEPT = re.compile(r"[@:]|\d{6}")  # addresses, accounts and numbers, as in the template


def render(
    invoice: Invoice,
    language: str,
    *,
    look: Look | None = None,
    xml: bytes = b"",
    container: Container | None = None,
) -> bytes:
    """The page in `language`, one of `page.LANGUAGES`; with `xml` attached as `container` says.

    Raises `Unacceptable`: `SOLDE-FONT` for each text with a character that the page's font cannot show, `SOLDE-LOOK`.
    """
    look = look or Look()
    looks.check(look)
    if faults := _font_faults(invoice):
        raise Unacceptable(faults)
    data = page(invoice, language, look)
    inputs = {"accent": look.accent}
    words = _LONG.findall(msgspec.json.encode({**data, "code": "", "labels": {}}).decode())
    if any(not _KEPT.search(word) for word in words):
        inputs["long"] = "yes"
    pictures = {}
    if look.logo:
        inputs["logo"] = f"logo.{looks.kind(look.logo)}"
        pictures[inputs["logo"]] = look.logo
    if container:
        inputs |= {"xml": xml.decode(), "xml-name": container.name, "relationship": container.relationship.lower()}
    try:
        return compile_pdf(
            "invoice.typ",
            data,
            title=title(invoice, language),
            lang=language,
            created=invoice.issue_date,
            inputs=inputs,
            pictures=pictures,
        )
    except (typst.TypstError, RuntimeError) as error:  # the latter for a binary file that is no picture
        if look.logo:
            raise looks.unreadable(str(error)[:200]) from error
        raise


def _font_faults(invoice: Invoice) -> list[Fault]:
    seen = msgspec.to_builtins(invoice)
    shown = {key: value for key, value in seen.items() if key not in _UNSEEN}
    for attachment in shown.get("attachments", ()):
        attachment.pop("content", None)
    return font_faults(shown)
