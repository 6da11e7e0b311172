"""Which tables and columns SuiteQL answers over REST: an allow-list, each with the public source that it was seen in.

Only what is listed can be asked for. A column that public sources contradict each other about is refused, as long as
an account does not expose it by name (Rules.exposes: "customer.subsidiary"), and one that belongs to a feature is
there only while the account has the feature (Rules.features). Nothing was tried on a live account.

One line a column: NAME KIND MARK | SOURCES. Kinds: id (">table.column" names what it stands for), text, number, bool
('T' or 'F'), date, instant. Marks: "?" public sources contradict each other; "@FEATURE"; "-REASON" NetSuite knows the
column and refuses it with this reason.
"""

from collections.abc import Iterable

import msgspec

SOURCES = {
    "FR": "public REST SuiteQL extract of a French OneWorld account with SuiteTax, every column written out",
    "GO": "github omniboost/go-netsuite-rest: rows of invoices and credit memos by SELECT *",
    "MK": "public migration scripts of an Australian OneWorld account: columns over REST, confirmed 2026-07",
    "LEDG": "public TypeScript migration over REST of a Canadian account",
    "DEMO": "public notes on a OneWorld account, verified with its metadata, 2026-10 (by another door than REST)",
    "SU": "github suiteutils, references on SuiteQL and its errors, marked as verified on a live account, 2026-09",
    "DBX": "github BuildHero/lakeflow-community-connectors, sources/netsuite: errors copied from a live account",
    "NSQ": "public table of errors of a REST query tool",
    "PRO": "https://meir.prolecto.com/2023/02/19/sql-ar-and-ap-fields/",
    "TD": "https://timdietrich.me/blog and github GSpo7/suiteql-sql-library",
    "TAX": "public class SuiteTaxTransactionRepository of a localization SuiteApp",
    "FIV": "github fivetran/dbt_netsuite, macros/staging (SuiteAnalytics Connect, the same names)",
    "CD": "cdn.cdata.com/help, SuiteQL tables of the NetSuite driver",
    "ORA": "docs.oracle.com/en/cloud/saas/netsuite/ns-online-help",
    "PUB": "several public scripts, unnamed",
    "ONE": "one public script",
}


class Column(msgspec.Struct, frozen=True):
    name: str
    kind: str
    refers: str = ""  # table.column whose text BUILTIN.DF shows
    doubtful: bool = False
    feature: str = ""
    refused: str = ""  # NOT_EXPOSED, REMOVED: not in the table, and NetSuite says why
    sources: tuple[str, ...] = ()


class Table(msgspec.Struct, frozen=True):
    name: str
    columns: dict[str, Column]
    feature: str = ""
    key: str = "id"  # of one row, where one column is

    def stored(self) -> Iterable[Column]:
        """The columns that rows have."""
        return (column for column in self.columns.values() if not column.refused)


def table(name: str, listed: str, *, feature: str = "", key: str = "id") -> Table:
    """A table as it is written in this catalogue. Raises where a source is not known."""
    columns = [_column(line) for line in listed.strip().splitlines()]
    return Table(name, {column.name: column for column in columns}, feature, key)


def _column(line: str) -> Column:
    said, _, sources = line.partition("|")
    name, kind, *marks = said.split()
    kind, _, refers = kind.partition(">")
    named = tuple(sources.split())
    if not named or not set(named) <= SOURCES.keys():
        raise ValueError(f"{name}: a source that is not known: {named}")
    feature = next((mark[1:] for mark in marks if mark[0] == "@"), "")
    refused = next((mark[1:] for mark in marks if mark[0] == "-"), "")
    return Column(name, kind, refers, "?" in marks, feature, refused, named)


def tables() -> dict[str, Table]:
    """All of them."""
    from tests.connectors.netsuite.standin import catalogue_money, catalogue_people, catalogue_setup

    listed = (*catalogue_people.TABLES, *catalogue_money.TABLES, *catalogue_setup.TABLES)
    return {each.name: each for each in listed}
