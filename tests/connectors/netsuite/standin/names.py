"""Which table and column each name of a query stands for, and what an account or a role does not let it see."""

from collections.abc import Iterator, Mapping

import msgspec
from sqlglot import exp

from tests.connectors.netsuite.standin import schema
from tests.connectors.netsuite.standin.answers import query_refused, unexpected, untranslated
from tests.connectors.netsuite.standin.catalogue import Column, Table
from tests.connectors.netsuite.standin.rules import Rules

UNSUPPORTED = "Search error occurred: Invalid or unsupported search"
_LINKS = ("previoustransactionlinelink", "nexttransactionlinelink", "previoustransactionlink", "nexttransactionlink")
_PSEUDO = ("rownum",)


class Frame(msgspec.Struct):
    """One SELECT: what its names are looked up in."""

    sources: dict[str, tuple[str, Mapping[str, Column]]]  # alias -> table, columns
    aliases: dict[str, exp.Expression]  # of its own columns, for ORDER BY
    outer: "Frame | None" = None

    def identifiers(self) -> str:
        listed = ", ".join(f"{alias}={table}" for alias, (table, _) in self.sources.items())
        return f"{{{listed}}}"


class Names:
    """Resolves one query; each exp.Column gets its Column in `meta`."""

    def __init__(self, known: Mapping[str, Table], rules: Rules) -> None:
        self._known = known
        self._rules = rules

    def resolve(self, select: exp.Select, outer: Frame | None = None) -> dict[str, Column]:
        """The columns that it answers. Raises Refusal."""
        frame = Frame({}, {}, outer)
        joined = [select.args["from_"].this] if select.args.get("from_") else []
        joined += [join.this for join in select.args.get("joins") or ()]
        if not joined:
            raise query_refused("Failed to parse SQL: a SELECT without FROM")
        for source in joined:
            self._source(source, frame)
        frame.aliases = {each.alias.lower(): each.this for each in select.expressions if isinstance(each, exp.Alias)}
        self._shape(select, frame)
        for part in own(select):
            if isinstance(part, exp.Column):
                self._column(part, frame)
            elif isinstance(part, exp.Select):
                self.resolve(part, frame)
        return {name: msgspec.structs.replace(kind_of(each), name=name, refused="") for name, each in outputs(select)}

    def _source(self, source: exp.Expression, frame: Frame) -> None:
        alias = source.alias_or_name.lower()
        if isinstance(source, exp.Subquery) and isinstance(source.this, exp.Select):
            frame.sources[alias] = (alias, self.resolve(source.this))
        elif isinstance(source, exp.Table) and not source.args.get("db"):
            table = self._table(source.name.lower())
            source.this.replace(exp.to_identifier(table.name))
            frame.sources[alias] = (table.name, self._seen(table))
        else:
            raise query_refused(UNSUPPORTED)

    def _table(self, name: str) -> Table:
        table = self._known.get(name)
        if table is None:
            raise query_refused(f"Invalid search type: {name}")
        if name in self._rules.lacking or (table.feature and table.feature not in self._rules.features):
            raise query_refused(f"Search error occurred: Record '{name}' was not found")
        if all(column.doubtful for column in table.columns.values()) and name not in self._rules.exposes:
            raise query_refused(f"Invalid search type: {name}")
        return table

    def _seen(self, table: Table) -> dict[str, Column]:
        seen = dict(table.columns)
        for name, kind in self._rules.custom.items():
            if schema.place(name) == table.name:
                seen[name] = Column(name, kind)
        for name, column in table.columns.items():
            opened = f"{table.name}.{name}" in self._rules.exposes or table.name in self._rules.exposes
            if (column.doubtful and not opened) or (column.feature and column.feature not in self._rules.features):
                del seen[name]
        return seen

    def _column(self, column: exp.Column, frame: Frame) -> None:
        name, owner = column.name.lower(), column.table.lower()
        if not owner and name in _PSEUDO:
            return
        aliased = not owner and name in frame.aliases and column.find_ancestor(exp.Order)
        if aliased and not any(name in columns for _, columns in frame.sources.values()):
            return
        looked: Frame | None = frame
        while looked is not None:
            places = [owner] if owner else list(looked.sources)
            found = [(each, looked.sources[each]) for each in places if each in looked.sources]
            holders = [(each, table, columns[name]) for each, (table, columns) in found if name in columns]
            if len(holders) > 1:
                raise query_refused(f"Search error occurred: Field '{name}' is ambiguous")
            if holders:
                self._found(column, *holders[0])
                return
            if owner and found:
                break
            looked = looked.outer
        told = f"'{column.table}.{column.name}'" if owner and owner not in frame.sources else f"'{column.name}'"
        raise query_refused(
            f"Search error occurred: Unknown identifier {told}. Available identifiers are: {frame.identifiers()}"
        )

    def _found(self, column: exp.Column, alias: str, table: str, known: Column) -> None:
        if known.refused == "UNEXPECTED_ERROR":
            raise unexpected()
        if known.refused:
            said = f"Field '{known.name}' for record '{table}' was not found. Reason: {known.refused}"
            raise query_refused(f"Search error occurred: {said}")
        column.meta["column"], column.meta["of"] = known, table
        column.set("this", exp.to_identifier(known.name))
        column.set("table", exp.to_identifier(alias))

    def _shape(self, select: exp.Select, frame: Frame) -> None:
        """Forms that public reports say an account refuses."""
        grouped = select.args.get("group")
        links = [table for table, _ in frame.sources.values() if table in _LINKS]
        if links and grouped and len(frame.sources) > 1:
            raise query_refused(UNSUPPORTED)
        if links and any(table == "transactionline" for table, _ in frame.sources.values()):
            raise unexpected()
        for ordered in (select.args.get("order") or exp.Order(expressions=[])).expressions:
            each = ordered.this
            if grouped and isinstance(each, exp.Column) and not each.table:
                aliased = frame.aliases.get(each.name.lower())
                if aliased is not None and aliased.find(exp.AggFunc):
                    raise query_refused(UNSUPPORTED)
        if any(isinstance(each, exp.Star) for each in select.expressions):
            raise untranslated("SELECT *; name the columns")


def own(select: exp.Expression) -> Iterator[exp.Expression]:
    """The parts of a SELECT, nested ones as a whole, those it reads from not at all."""
    waiting = [child for key, child in _children(select) if key != "from_"]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, exp.Select):
            continue
        skipped = part.this if isinstance(part, exp.Join) else None
        waiting += [child for _, child in _children(part) if child is not skipped]


def _children(node: exp.Expression) -> Iterator[tuple[str, exp.Expression]]:
    for key, value in node.args.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, exp.Expression):
                yield key, each


def outputs(select: exp.Select) -> list[tuple[str, exp.Expression]]:
    """Name and expression of what it answers."""
    found = []
    for number, each in enumerate(select.expressions, 1):
        name = each.alias_or_name.lower() if isinstance(each, exp.Alias | exp.Column) else f"expr{number}"
        found.append((name, each.this if isinstance(each, exp.Alias) else each))
    return found


def kind_of(part: exp.Expression) -> Column:
    """What an expression gives, as far as dates are concerned."""
    if isinstance(part, exp.Column):
        return part.meta.get("column") or Column(part.name.lower(), "text")
    if isinstance(part, exp.Max | exp.Min | exp.Coalesce | exp.Paren):
        return kind_of(part.this)
    if isinstance(part, exp.Anonymous) and part.name.upper() == "TRUNC":
        return kind_of(part.expressions[0])
    if isinstance(part, exp.StrToTime | exp.StrToDate | exp.CurrentTimestamp | exp.CurrentDate):
        return Column("", "instant")
    if isinstance(part, exp.Sum | exp.Count | exp.Avg | exp.Add | exp.Sub | exp.Mul | exp.Div):
        sides = [kind_of(child) for _, child in _children(part)]
        return next((side for side in sides if side.kind in ("date", "instant")), Column("", "number"))
    if isinstance(part, exp.Literal):
        return Column("", "text" if part.is_string else "number")
    return Column("", "text")
