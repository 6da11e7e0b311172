"""Turns a TOML table into a typed struct and reports everything that does not fit, not only the first.

`msgspec.convert` stops at the first mistake and knows neither secrets nor relative paths; so the structs are
walked here, and only single values are left to it.
"""

import types
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from config.places import within
from config.problems import Problems, known
from config.secrets import Unavailable, resolve
from config.words import expected, found
from connectors.secret import Secret

Struct = TypeVar("Struct", bound=msgspec.Struct)
_LISTS: dict[Any, Callable[[list[Any]], Any]] = {list: list, tuple: tuple, set: set, frozenset: frozenset}
_TIMES = (date, datetime, time)
_BAD = object()  # stands for a value that was reported


class Reader:
    """Reads the tables of one file. Relative paths count from `folder`."""

    def __init__(self, file: str, folder: Path, problems: Problems) -> None:
        self.file = file
        self.folder = folder
        self.problems = problems

    def struct(self, wanted: type[Struct], table: object, key: str) -> Struct | None:
        """The struct that stands under `key` (empty: the whole file), or None after reporting."""
        if not isinstance(table, Mapping):
            self._error(key, f"expected a table [{key}], found {found(table, key)}")
            return None
        fields = {f.encode_name: f for f in msgspec.structs.fields(wanted)}
        values: dict[str, Any] = {}
        for name in table.keys() - fields.keys():
            self._error(_join(key, name), "unknown key" + known(name, fields, "known here"))
        for name, field in fields.items():
            if name in table:
                values[field.name] = self.value(field.type, table[name], _join(key, name))
            elif field.required:
                values[field.name] = _BAD
                self._error(_join(key, name), f"missing; expected {expected(field.type)}")
        if any(value is _BAD for value in values.values()) or table.keys() - fields.keys():
            return None
        try:
            return wanted(**values)
        except ValueError as error:  # from a struct's own __post_init__
            self._error(key, str(error))
            return None

    def value(self, wanted: Any, value: object, key: str) -> Any:
        """One value, or `_BAD` after reporting."""
        kind = _plain(wanted)
        origin = get_origin(kind) or kind
        if kind is Secret:
            return self._secret(value, key)
        if kind is Path:
            return self._path(value, key)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            made = self.struct(kind, value, key)
            return _BAD if made is None else made
        if origin in (dict, Mapping) and isinstance(value, Mapping):
            inner = (get_args(kind) or (str, Any))[1]
            pairs = {name: self.value(inner, part, _join(key, name)) for name, part in value.items()}
            return _BAD if any(part is _BAD for part in pairs.values()) else pairs
        if origin in _LISTS and isinstance(value, list):
            inner = (get_args(kind) or (Any,))[0]
            parts = [self.value(inner, part, f"{key} #{n}") for n, part in enumerate(value, start=1)]
            return _BAD if any(part is _BAD for part in parts) else _LISTS[origin](parts)
        return self._single(wanted, kind, value, key)

    def _single(self, wanted: Any, kind: Any, value: object, key: str) -> Any:
        made = _BAD
        # TOML has dates of its own, and numbers that are none (nan, inf).
        if not (isinstance(value, str) and kind in _TIMES) and _finite(value):
            with suppress(msgspec.ValidationError):
                made = msgspec.convert(value, wanted)
        if made is not _BAD and _finite(made):
            return made
        self._error(key, f"expected {expected(wanted)}, found {found(value, key)}")
        return _BAD

    def _secret(self, value: object, key: str) -> Any:
        try:
            secret, warning = resolve(value, self.folder)
        except Unavailable as problem:
            self._error(key, str(problem))
            return _BAD
        if warning:
            self.problems.warning(self.file, key, warning)
        return secret

    def _path(self, value: object, key: str) -> Any:
        if not isinstance(value, str) or not value:
            self._error(key, f"expected {expected(Path)}, found {found(value, key)}")
            return _BAD
        try:
            return within(self.folder, value)
        except ValueError as error:
            self._error(key, str(error))
            return _BAD

    def _error(self, key: str, message: str) -> None:
        self.problems.error(self.file, key, message)


def _finite(value: object) -> bool:
    return not isinstance(value, (Decimal, float)) or isfinite(value)


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _plain(wanted: Any) -> Any:
    """The type without `| None` (TOML has no null) and without limits."""
    while True:
        if get_origin(wanted) is Annotated:
            wanted = get_args(wanted)[0]
        elif get_origin(wanted) in (Union, types.UnionType):
            rest = [part for part in get_args(wanted) if part is not type(None)]
            if len(rest) != 1:
                return wanted
            wanted = rest[0]
        else:
            return wanted
