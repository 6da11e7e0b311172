"""The invoice as one HTML page that needs nothing else: no script, no other file, no network.

It says what the PDF page says, from the same data, for a screen, a screen reader and a printer. Texts become text nodes
of a tree, so that none of them is ever markup.
"""

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree
from lxml.builder import E  # type: ignore[import-not-found]

from einvoice.model import Invoice
from einvoice.page import LANGUAGES, Look, language_for, page, title
from einvoice.page import look as looks

Node = Any  # an element; the builder has no types
_MIMES = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}
# Nothing is loaded, and nothing runs, whatever else a page might be made to hold.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root { --ink: #1c2733; --soft: #55636f; --hair: #d3dae0 }
* { box-sizing: border-box }
body { margin: 0; background: #eef1f4; color: var(--ink); font: 16px/1.45 "Source Sans Pro", "Segoe UI", sans-serif }
main { max-width: 54rem; margin: 2rem auto; padding: 3rem; background: #fff; overflow-wrap: anywhere }
header, .sides, .parties, .pay { display: flex; flex-wrap: wrap; gap: 1.5rem 2.5rem; justify-content: space-between }
header { margin-bottom: 2rem }
.parties { margin-top: 1.5rem }
h1 { margin: 0; font-size: 1.75rem; font-weight: 400; text-align: right }
h1 b { display: block; font-size: 1.05rem }
h2, th, .name, .payable, h1 b { color: var(--accent) }
h2 { margin: 0 0 .35rem; font-size: .85rem }
.name { margin: 0; font-size: 1.35rem; font-weight: 600 }
.logo { display: block; max-width: 16rem; max-height: 3.5rem; margin-bottom: .4rem }
.small, dt, footer { color: var(--soft) }
.small, footer { font-size: .85rem }
address { font-style: normal }
address strong { display: block }
dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem 1rem; margin: 0 }
dd { margin: 0 }
.sums dd { text-align: right }
table { width: 100%; margin: 1.75rem 0 1.25rem; border-collapse: collapse }
th { padding: .3rem .5rem .3rem 0; border-bottom: 2px solid var(--accent); font-size: .85rem; text-align: left }
td { padding: .45rem .5rem .45rem 0; border-bottom: 1px solid var(--hair); vertical-align: top }
.figure { padding-right: 0; padding-left: .5rem; text-align: right; white-space: nowrap }
.tax { margin: 0; font-size: .9rem }
.half { flex: 1 1 18rem }
.payable { margin-top: .5rem; padding-top: .4rem; border-top: 2px solid var(--accent) }
.payable { font-size: 1.3rem; font-weight: 600 }
.payable dt { color: inherit }
.pay { margin-top: 1.5rem; padding-top: .75rem; border-top: 1px solid var(--hair) }
figure { width: 8rem; margin: 0; text-align: center }
footer { margin-top: 2rem; padding-top: .5rem; border-top: 1px solid var(--hair) }
@media print { body { background: none } main { max-width: none; margin: 0; padding: 0 } }
"""


def render(invoice: Invoice, language: str | None = None, *, look: Look | None = None) -> str:
    """The page in `language` (`fr`, `it`, `en`, `de`; without it that of the buyer's country, else English).

    Raises ValueError for another language, `Unacceptable` for a logo or colour that cannot be shown.
    """
    spoken = language or language_for(invoice)
    if spoken not in LANGUAGES:
        raise ValueError(f"no page in {spoken!r}: choose one of {', '.join(LANGUAGES)}")
    look = look or Look()
    looks.check(look)
    data = page(invoice, spoken, look)
    words = data["labels"]
    main = E.main(
        _head(data, look),
        E.div({"class": "sides"}, _facts(data["facts"], "half"), _addressed(data)),
        *_parties(data["parties"]),
        _lines(data),
        E.div({"class": "sides"}, _taxes(data), _totals(data)),
        *_payment(data),
        *(_paragraph(note) for note in data["notes"]),
        *_list(words["attachments"], data["attachments"]),
        *(_paragraph(note, "small") for note in data["legal"]),
        _foot(data["seller"]),
    )
    document = E.html(
        {"lang": spoken},
        E.head(
            E.meta(charset="utf-8"),
            E.meta({"http-equiv": "Content-Security-Policy", "content": _POLICY}),
            E.meta(name="viewport", content="width=device-width"),
            E.title(_clean(title(invoice, spoken))),
            E.style(f":root {{ --accent: {look.accent} }}{_STYLE}"),
        ),
        E.body(main),
    )
    text: str = etree.tostring(document, method="html", encoding="unicode", doctype="<!DOCTYPE html>")
    return text


def _head(data: dict[str, Any], look: Look) -> Node:
    seller = data["seller"]
    mark = []
    if look.logo:
        source = f"data:{_MIMES[looks.kind(look.logo)]};base64,{base64.b64encode(look.logo).decode()}"
        mark = [E.img({"class": "logo", "src": source, "alt": _clean(seller["name"])})]
    lines = [seller["legal_name"], *seller["address"], *seller["contact"]]
    sender = E.div(
        *mark, E.p({"class": "name"}, _clean(seller["name"])), E.address({"class": "small"}, *_broken(lines))
    )
    return E.header(sender, E.h1(_clean(data["title"]), E.b(_clean(data["number"]))))


def _addressed(data: dict[str, Any]) -> Node:
    name, *lines = data["buyer"]
    return E.section({"class": "half"}, E.h2(data["addressed"]), E.address(E.strong(_clean(name)), *_broken(lines)))


def _parties(parties: Sequence[dict[str, Any]]) -> list[Node]:
    blocks = [E.section(E.h2(party["label"]), E.address(*_broken(party["lines"]))) for party in parties]
    return [E.div({"class": "parties"}, *blocks)] if blocks else []


def _lines(data: dict[str, Any]) -> Node:
    words = data["labels"]
    rows = [
        E.tr(
            E.td(
                *([E.span({"class": "small"}, _clean(row["item"])), " "] if row["item"] else []),
                *_broken([row["name"]]),
                *(E.div({"class": "small"}, *_broken([detail])) for detail in row["details"]),
            ),
            _figure(f"{row['quantity']}\u00a0{row['unit']}".rstrip()),
            _figure(row["price"], row["per"]),
            _figure(row["rate"]),
            _figure(row["amount"]),
        )
        for row in data["lines"]
    ]
    rows += [
        E.tr(E.td({"colspan": "3"}, _clean(row["name"])), _figure(row["rate"]), _figure(row["amount"]))
        for row in data["extras"]
    ]
    heads = [words[key] for key in ("item", "quantity", "price", "rate", "amount")]
    return E.table(E.thead(_headings(heads)), E.tbody(*rows))


def _taxes(data: dict[str, Any]) -> Node:
    words = data["labels"]
    rows = []
    for tax in data["taxes"]:
        rows.append(E.tr(E.td(tax["rate"]), _figure(tax["base"]), _figure(tax["tax"])))
        if tax["reason"]:
            rows.append(E.tr(E.td({"colspan": "3", "class": "small"}, *_broken([tax["reason"]]))))
    heads = _headings([words["rate"], words["base"], words["tax"]])
    return E.section(
        {"class": "half"}, E.h2(words["vat_summary"]), E.table({"class": "tax"}, E.thead(heads), E.tbody(*rows))
    )


def _totals(data: dict[str, Any]) -> Node:
    payable = _facts([data["payable"]], "sums payable")
    return E.section({"class": "half"}, _facts(data["totals"], "sums"), payable)


def _payment(data: dict[str, Any]) -> list[Node]:
    words = data["labels"]
    parts = []
    if data["payment"]:
        parts.append(E.section({"class": "half"}, E.h2(words["payment"]), _facts(data["payment"])))
    terms = [E.h2(words["terms"]), _paragraph(data["terms"])] if data["terms"] else []
    if data["instalments"]:
        terms += [E.h2(words["instalments"]), _facts(data["instalments"], "sums")]
    if terms:
        parts.append(E.section({"class": "half"}, *terms))
    if data["code"]:
        picture = etree.fromstring(data["code"])
        picture.set("role", "img")
        picture.set("aria-label", words["scan"])
        parts.append(E.figure(picture, E.figcaption({"class": "small"}, words["scan"])))
    return [E.div({"class": "pay"}, *parts)] if parts else []


def _foot(seller: dict[str, Any]) -> Node:
    name = seller["legal_name"] or seller["name"]
    return E.footer(*_broken([" · ".join(filter(None, (name, seller["legal"]))), " · ".join(seller["identifiers"])]))


def _list(label: str, items: Sequence[str]) -> list[Node]:
    return [E.section(E.h2(label), E.ul(*(E.li(_clean(item)) for item in items)))] if items else []


def _facts(pairs: Iterable[tuple[str, str]], kind: str = "") -> Node:
    parts = [part for label, value in pairs for part in (E.dt(_clean(label)), E.dd(*_broken([value])))]
    return E.dl({"class": kind} if kind else {}, *parts)


def _headings(names: Sequence[str]) -> Node:
    first, *others = names
    return E.tr(E.th({"scope": "col"}, first), *(E.th({"scope": "col", "class": "figure"}, name) for name in others))


def _figure(value: str, below: str = "") -> Node:
    return E.td({"class": "figure"}, value, *([E.div({"class": "small"}, below)] if below else []))


def _paragraph(text: str, kind: str = "") -> Node:
    return E.p({"class": kind} if kind else {}, *_broken([text]))


def _broken(lines: Iterable[str]) -> list[Any]:
    """Lines with breaks between them."""
    parts: list[Any] = []
    for line in (part for text in lines if text for part in text.split("\n")):
        parts += [E.br(), _clean(line)] if parts else [_clean(line)]
    return parts


def _clean(text: str) -> str:
    """A text without the characters that no page may hold."""
    return "".join(
        char for char in text if char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff"
    )
