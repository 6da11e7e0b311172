"""Rates and laws of late payment: the shipped tables in this folder, and the operator's in a folder `rates` beside
solde.toml, which add half-years, put others in their place, or replace a country's law, without a release.

A file NAME.toml is the table NAME; laws.toml holds what countries' laws make of the tables.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from config.convert import Reader
from config.problems import Problems, known
from config.toml import NotToml, read
from dunning.interest import Agreed, Basis
from dunning.rates import Law, Rate, Rates, Table, Terms

FOLDER = "rates"
LAWS = "laws"
_HALF_YEAR = re.compile(r"(19|20)\d\dH[12]")
_CEILING = Decimal(100)  # percent a year: more is a slip of the pen
_AGREED = re.compile(r"(?:(?P<table>[a-z][a-z0-9-]*)\s*\+\s*)?(?P<points>\d+(\.\d+)?)")


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """A table as it is written."""

    title: str = ""
    look: str = ""
    rate: list[Rate] = []


def load(folder: Path, problems: Problems) -> Rates:
    """The shipped tables with the operator's on top; `folder` is that of solde.toml. Problems are reported."""
    rates = shipped()
    own = sorted((folder / FOLDER).glob("*.toml"))
    return _with(rates, own, f"{FOLDER}/", problems) if own else rates


@cache
def shipped() -> Rates:
    """What comes with Solde."""
    problems = Problems()
    here = sorted(Path(str(files("config") / FOLDER)).glob("*.toml"))
    rates = _with(Rates(), here, "", problems)
    assert not problems.errors, problems.errors
    return rates


def _with(rates: Rates, paths: list[Path], prefix: str, problems: Problems) -> Rates:
    tables, laws = dict(rates.tables), dict(rates.laws)
    for path in paths:
        name = f"{prefix}{path.name}"
        try:
            content = read(path)
        except NotToml as error:
            problems.error(name, "", str(error))
            continue
        reader = Reader(name, path.parent, problems)
        if path.stem == LAWS:
            laws.update(_laws(reader, content))
        elif (table := _table(reader, path.stem, content, tables.get(path.stem))) is not None:
            tables[path.stem] = table
    found = Rates(tables=tables, laws=laws)
    for name, key, message in _loose(found, prefix, {path.stem for path in paths}):
        problems.error(name, key, message)
    return found


def _table(reader: Reader, key: str, content: dict[str, Any], before: Table | None) -> Table | None:
    file = reader.struct(_File, content, "")
    if file is None:
        return None
    rates: dict[str, Rate] = {}
    for n, rate in enumerate(file.rate, start=1):
        where = f"rate #{n}"
        if not _HALF_YEAR.fullmatch(rate.half_year):
            message = f'expected a half-year such as 2026H2, found "{rate.half_year}"'
            reader.problems.error(reader.file, f"{where}.half_year", message)
        elif rate.half_year in rates:
            reader.problems.error(reader.file, f"{where}.half_year", f"{rate.half_year} is here twice; one must go")
        if abs(rate.percent) > _CEILING:
            message = f"expected percent a year, such as 2.15, found {rate.percent}"
            reader.problems.error(reader.file, f"{where}.percent", message)
        rates[rate.half_year] = rate
    return Table(
        key=key,
        title=file.title or (before.title if before else key),
        look=file.look or (before.look if before else ""),
        rates={**(before.rates if before else {}), **rates},
    )


def _laws(reader: Reader, content: dict[str, Any]) -> Iterator[tuple[str, Law]]:
    """Laws by country; one entry may stand for several `countries`."""
    for key, entry in content.items():
        body = dict(entry) if isinstance(entry, Mapping) else entry
        countries = body.pop("countries", [key]) if isinstance(body, dict) else [key]
        if not isinstance(countries, list) or not all(isinstance(c, str) for c in countries):
            reader.problems.error(reader.file, f"{key}.countries", 'expected a list such as ["BE", "NL"]')
            continue
        if isinstance(body, dict):
            body["country"] = key
        law = reader.struct(Law, body, key)
        if law is not None:
            yield from ((country, msgspec.structs.replace(law, country=country)) for country in countries)


def _loose(rates: Rates, prefix: str, there: set[str]) -> Iterator[tuple[str, str, str]]:
    """References of an operator's laws to tables that nobody has; shipped laws may wait for a table."""
    if not prefix or LAWS not in there:
        return
    shipped_references = {terms.reference for law in shipped().laws.values() for terms in _rates_of(law)}
    for country, law in sorted(rates.laws.items()):
        for terms in _rates_of(law):
            if terms.reference and terms.reference not in {*rates.tables, *shipped_references}:
                message = f'there is no table "{terms.reference}"{known(terms.reference, rates.tables, "tables")}'
                yield f"{prefix}{LAWS}.toml", country, message


def _rates_of(law: Law) -> list[Terms]:
    return [terms for terms in (law.business, law.consumer, law.floor) if terms is not None]


def agreed(text: str, basis: Basis = "actual/365") -> Agreed:
    """What a company's `late_interest` says: `statutory`, `none`, `12.5`, or `ecb + 9`. Raises ValueError."""
    if text == "statutory":
        return Agreed(basis=basis)
    if text == "none":
        return Agreed(none=True, basis=basis)
    match = _AGREED.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'expected "statutory", "none", percent a year such as "12.5", or "ecb + 9", found "{text}"')
    terms = Terms(reference=match["table"] or "", points=Decimal(match["points"]), source="as agreed")
    return Agreed(interest=terms, basis=basis)
