"""VAT of lines, of either of NetSuite's tax engines, in the terms of EN 16931.

*Legacy*: each line may name a tax code and its rate (`taxcode`, `taxrate1`); the tax itself stands in lines of its own
(`taxline = 'T'`), whose item is the tax code. *SuiteTax*: `transactiontaxdetail` says what was computed for each line.
What a code means (category, exemption) no engine says: the configuration does.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import ZERO, Row, decimal, percent, text, tidy, yes
from connectors.netsuite.world import World
from connectors.seller import Tax
from einvoice.model import TaxBreakdown, Vat

_NONE = "-1"  # stands for what is null in a key: a page follows the last key, and nothing is behind null
DETAILS = Select(
    columns={
        "transaction": "d.transaction", "line": f"NVL(d.line, {_NONE})", "code": f"NVL(d.taxcode, {_NONE})",
        "name": "MAX(BUILTIN.DF(d.taxcode))", "rate": "MAX(d.taxrate)", "tax": "SUM(d.taxamount)",
    },
    source="transactiontaxdetail d",
    keys=("transaction", "line", "code"),
    group=("transaction", "line", "code"),
    hint="the tax details of SuiteTax",
)  # fmt: skip


def _given(row: Row, name: str) -> str:
    value = text(row, name)
    return "" if value == _NONE else value


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """One code on one line, or, without a line, on the whole document."""

    line: str
    code: str
    name: str
    rate: Decimal | None  # per cent
    tax: Decimal  # as the row's sign has it


class Treatment(msgspec.Struct, frozen=True, kw_only=True):
    """How VAT applies to a line. `unclear` says what to set: then no e-invoice can leave."""

    vat: Vat
    unclear: str = ""


def details(world: World, documents: Iterable[str]) -> dict[str, list[Applied]]:
    """What SuiteTax computed, by document."""
    found: dict[str, list[Applied]] = {}
    if world.settings.tax == "suitetax":
        for row in world.client.lookup(DETAILS, "d.transaction", documents):
            found.setdefault(text(row, "transaction"), []).append(
                Applied(
                    line=_given(row, "line"),
                    code=_given(row, "code"),
                    name=text(row, "name"),
                    rate=percent(row.get("rate")),
                    tax=decimal(row.get("tax")) or ZERO,
                )
            )
    return found


def legacy(rows: Sequence[Row]) -> list[Applied]:
    """What the lines of a document say: those of tax by their code, and each line's own code."""
    lines = [row for row in rows if not yes(row, "tax")]
    rates = {text(row, "code"): percent(row.get("taxrate")) for row in lines if text(row, "code")}
    return [
        Applied(
            line="",
            code=text(row, "item"),
            name=text(row, "taxname"),
            rate=rates.get(text(row, "item"), percent(row.get("rate"))),
            tax=decimal(row.get("net")) or ZERO,
        )
        for row in rows
        if yes(row, "tax")
    ]


def of_line(row: Row, applied: Sequence[Applied], codes: Mapping[str, Tax]) -> Treatment:
    """By the line's own code or detail; by the document's only code where lines name none."""
    own = [each for each in applied if each.line and each.line == text(row, "id")]
    code, name, rate = text(row, "code"), text(row, "codename"), percent(row.get("taxrate"))
    if not code:
        there = own or ([each for each in applied if not each.line] if not any(e.line for e in applied) else [])
        kinds = {each.code: each for each in there}
        if len(kinds) != 1:
            why = "several tax codes, and the line names none" if kinds else "no tax code"
            return Treatment(vat=Vat(category=""), unclear=f"{why}: no VAT can be said")
        one = next(iter(kinds.values()))
        code, name, rate = one.code, one.name, one.rate
    return meaning(code, name, rate, codes)


def meaning(code: str, name: str, rate: Decimal | None, codes: Mapping[str, Tax]) -> Treatment:
    """A tax code by its name or id; `rate` is what NetSuite applied, in per cent."""
    table = codes.get(name) or codes.get(code)
    if table is None:
        where = f'tax_codes."{name or code}"'
        return Treatment(
            vat=Vat(category="", rate=rate or ZERO), unclear=f"tax code {name or code}: say what it means in {where}"
        )
    own = table.rate if table.rate is not None else rate if rate is not None else ZERO
    return Treatment(
        vat=Vat(
            category=table.category,
            rate=tidy(own) if table.category == "S" or own else ZERO,
            exemption_reason=table.exemption_reason,
            exemption_code=table.exemption_code,
            national_code=table.national_code,
        )
    )


def breakdown(
    nets: Sequence[tuple[Vat, Decimal]], applied: Sequence[Applied], total: Decimal, sign: int, codes: Mapping[str, Tax]
) -> tuple[TaxBreakdown, ...]:
    """BG-23: nets and taxes as posted, by their treatment. Where all is of one treatment, the whole tax is its."""
    bases: dict[Vat, Decimal] = {}
    for vat, net in nets:
        bases[vat] = bases.get(vat, ZERO) + net
    taxes: dict[Vat, Decimal] = {}
    for each in applied:
        vat = meaning(each.code, each.name, each.rate, codes).vat
        taxes[vat] = taxes.get(vat, ZERO) + each.tax * sign
    if len(bases) == 1:
        vat = next(iter(bases))
        return (TaxBreakdown(vat=vat, base=bases[vat], tax=total),)
    return tuple(TaxBreakdown(vat=vat, base=base, tax=taxes.get(vat, ZERO)) for vat, base in bases.items())
