"""A query that was found right, turned into SQLite's SQL."""

from collections.abc import Mapping

import sqlglot
from sqlglot import exp

from tests.connectors.netsuite.standin import functions
from tests.connectors.netsuite.standin.answers import query_refused, untranslated
from tests.connectors.netsuite.standin.catalogue import Column, tables
from tests.connectors.netsuite.standin.names import UNSUPPORTED, kind_of, outputs

NOW = "@now@"
_CUT = {functions.STAMP: 19, "%Y-%m-%d": 10}  # formats that are the beginning of what is stored
_DATES = ("date", "instant")
_KEYS = {table.name: table.key for table in tables().values()}


_RUN = (  # the functions that SQLite runs as Oracle does; And, Or, Case and Exists count as functions too
    exp.Abs, exp.And, exp.Avg, exp.Case, exp.Coalesce, exp.Count, exp.CurrentDate, exp.CurrentTimestamp, exp.DecodeCase,
    exp.Exists, exp.Greatest, exp.If, exp.Least, exp.Length, exp.Lower, exp.Max, exp.Min, exp.Nullif, exp.Nvl2, exp.Or,
    exp.Replace, exp.Round, exp.RowNumber, exp.Sign, exp.StrPosition, exp.StrToDate, exp.StrToTime, exp.Substring,
    exp.Sum, exp.TimeToStr, exp.ToChar, exp.Trim, exp.Upper,
)  # fmt: skip


def text(select: exp.Expression) -> str:
    return select.sql(dialect="sqlite", identify=True)


def rownum(select: exp.Select) -> bool:
    """Turn ROWNUM <= n into a limit. Whether the query says itself how many rows it gives."""
    for nested in list(select.find_all(exp.Select)):
        where = nested.args.get("where")
        for condition in (
            list(where.this.flatten()) if where and isinstance(where.this, exp.And) else [where and where.this]
        ):
            if condition is None or not _is_rownum(condition):
                continue
            if nested.args.get("order"):
                raise untranslated("ROWNUM beside ORDER BY: Oracle counts before it sorts")
            most = int(condition.expression.name) - isinstance(condition, exp.LT)
            condition.replace(exp.true()) if condition is not where.this else nested.set("where", None)
            nested.limit(most, copy=False)
    if any(column.name.lower() == "rownum" and not column.table for column in select.find_all(exp.Column)):
        raise untranslated("ROWNUM other than ROWNUM <= n")
    return bool(select.args.get("limit"))


def _is_rownum(condition: exp.Expression) -> bool:
    named = isinstance(condition, exp.LTE | exp.LT | exp.EQ) and condition.this.name.lower() == "rownum"
    return named and isinstance(condition.expression, exp.Literal)


def translate(select: exp.Select) -> None:
    """In place, from the leaves up."""
    for node in reversed(list(select.walk())):
        _run(node)
        made = _translated(node)
        if made is not node:
            node.replace(made)
    for ordered in select.find_all(exp.Ordered):
        column = ordered.this.meta.get("column") if isinstance(ordered.this, exp.Column) else None
        if column is not None and _never_null(ordered.this, column.kind):
            ordered.set("nulls_first", not ordered.args.get("desc"))  # as SQLite does by itself: it can use an index


def _run(node: exp.Expression) -> None:
    if isinstance(node, exp.Anonymous):
        builtin = isinstance(node.parent, exp.Dot) and node.parent.this.name.upper() == "BUILTIN"
        if not builtin and (node.name.upper() != "TRUNC" or len(node.expressions) != 1):
            raise untranslated(f"the function {node.name}")
    elif isinstance(node, exp.Func) and not isinstance(node, _RUN):
        raise untranslated(f"the function {node.sql_name()}")


def _never_null(column: exp.Column, kind: str) -> bool:
    return kind == "instant" or column.name in ("id", "transaction", _KEYS.get(column.meta.get("of", ""), "id"))


def _translated(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Dot) and isinstance(node.this, exp.Identifier) and node.this.name.upper() == "BUILTIN":
        return _builtin(node.expression)
    if isinstance(node, exp.ToChar | exp.TimeToStr):
        return _to_char(node)
    if isinstance(node, exp.StrToTime | exp.StrToDate):
        return _to_date(node)
    if isinstance(node, exp.CurrentTimestamp | exp.CurrentDate):
        return exp.Literal.string(NOW)
    if isinstance(node, exp.DPipe):
        sides = [
            exp.Coalesce(this=side.copy(), expressions=[exp.Literal.string("")]) for side in (node.left, node.right)
        ]
        return _call("nullif", exp.DPipe(this=sides[0], expression=sides[1]), exp.Literal.string(""))
    if isinstance(node, exp.Add | exp.Sub | exp.Mul):
        return _arithmetic(node)
    if isinstance(node, exp.Sum | exp.Avg):
        return _call("round", node.copy(), exp.Literal.number(10))
    if isinstance(node, exp.Substring):
        return _call("ns_substr", node.this, node.args["start"], node.args.get("length") or exp.Literal.number(10**6))
    if isinstance(node, exp.Anonymous) and node.name.upper() == "TRUNC":
        return _call("ns_trunc", node.expressions[0])
    return node


def _arithmetic(node: exp.Binary) -> exp.Expression:
    if any(kind_of(side).kind in _DATES for side in (node.left, node.right)):
        days = node.right.sql() if not isinstance(node, exp.Mul) else ""
        if not days.replace(".", "").isdigit():
            raise untranslated("dates that are subtracted")
        sign = "-" if isinstance(node, exp.Sub) else "+"
        return _call("datetime", node.left.copy(), exp.Literal.string(f"{sign}{days} days"))
    return _call("round", exp.Paren(this=node.copy()), exp.Literal.number(10))


def _to_char(node: exp.Expression) -> exp.Expression:
    """Of a date; sqlglot has two kinds of it, one with Oracle's format and one with strftime's."""
    form = node.args.get("format")
    dated = kind_of(node.this).kind in _DATES or (isinstance(node.this, exp.Literal) and node.this.name == NOW)
    if not dated or form is None:
        if form is not None or dated:
            raise untranslated("TO_CHAR of a number with a format, or of a date without")
        return _call("ns_text", node.this)
    if not isinstance(form, exp.Literal):
        raise untranslated("TO_CHAR with a format that is no literal")
    try:
        said = form.name if isinstance(node, exp.TimeToStr) else functions.pattern(form.name)
    except ValueError as error:
        raise untranslated(str(error)) from None
    if said in _CUT:
        return _call("substr", node.this, exp.Literal.number(1), exp.Literal.number(_CUT[said]))
    return _call("ns_to_char", node.this, exp.Literal.string(said))


def _to_date(node: exp.Expression) -> exp.Expression:
    form = node.args.get("format")
    if not isinstance(node.this, exp.Literal) or not isinstance(form, exp.Literal):
        raise untranslated("TO_DATE or TO_TIMESTAMP of what is no literal, or without a format")
    try:
        read = functions.parsed(node.this.name, form.name)
    except ValueError:
        raise query_refused(UNSUPPORTED) from None
    return exp.Literal.string(read.strftime(functions.STAMP))


def _builtin(call: exp.Expression) -> exp.Expression:
    """BUILTIN.DF and BUILTIN.CF of a column."""
    if len(call.expressions) != 1 or not isinstance(column := call.expressions[0], exp.Column):
        raise query_refused(UNSUPPORTED)
    known = column.meta.get("column")
    if known is not None and known.name == "status" and column.meta["of"] == "transaction":
        kind = exp.column("type", table=column.table)
        if call.name.upper() == "CF":
            return exp.Paren(this=exp.DPipe(this=exp.DPipe(this=kind, expression=exp.Literal.string(":")), expression=column.copy()))  # fmt: skip # noqa: E501
        return _call("ns_status", kind, column)
    if known is None or not known.refers:
        return column.copy()
    found = _shown(known.refers, column)
    if known.refers == "item.itemid":  # tax codes are items too, with ids of the same range
        found = exp.Coalesce(this=found, expressions=[_shown("salestaxitem.name", column)])
    return found


def _shown(refers: str, column: exp.Column) -> exp.Expression:
    """What a person reads for the id in this column."""
    table, name = refers.split(".")
    here = column.sql("sqlite", identify=True)
    inner = f'SELECT df."{name}" FROM "{table}" AS df WHERE df."{_KEYS[table]}" = {here}'
    return exp.Subquery(this=sqlglot.parse_one(inner, read="sqlite"))


def hidden(select: exp.Expression, types: list[str]) -> exp.Expression:
    """Without the transactions of these types, and without their lines: the role may not view them. Links stay."""
    if not types:
        return select
    listed = ", ".join(f"'{each}'" for each in types)
    only = {
        "transaction": f'SELECT * FROM "transaction" WHERE type NOT IN ({listed})',
        "transactionline": 'SELECT * FROM transactionline WHERE "transaction" NOT IN '
        f'(SELECT id FROM "transaction" WHERE type IN ({listed}))',
    }
    for table in [each for each in select.find_all(exp.Table) if each.name in only]:
        seen = sqlglot.parse_one(only[table.name], read="sqlite")
        table.replace(exp.Subquery(this=seen, alias=exp.TableAlias(this=exp.to_identifier(table.alias_or_name))))
    return select


def counting(select: exp.Select, limited: bool) -> str:
    """How many rows there are, as SQL."""
    counted = select.copy()
    counted.set("order", None)
    plain = not (counted.args.get("group") or counted.args.get("distinct") or counted.args.get("having"))
    if plain and not any(each.find(exp.AggFunc, exp.Window) for each in counted.expressions):
        counted.set("expressions", [exp.Literal.number(1)])
    for each in counted.expressions if not plain else ():
        if isinstance(each, exp.Column):
            each.replace(exp.alias_(each.copy(), each.name))
    inner = text(counted)
    return f"SELECT COUNT(*) FROM ({inner}{'' if limited else ' LIMIT ?'})"


def answered(select: exp.Select, form: str, kinds: Mapping[str, Column]) -> None:
    """Raw dates in the user's format, without their time; every column under its name."""
    made = []
    for name, each in outputs(select):
        shown = _call("ns_day", each, exp.Literal.string(form)) if kinds[name].kind in _DATES else each.copy()
        made.append(exp.alias_(shown, name, quoted=True))
    select.set("expressions", made)


def _call(name: str, *values: exp.Expression) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=[value.copy() for value in values])
