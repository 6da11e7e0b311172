"""Pages: a Typst template and data in, a PDF/A-3b with embedded fonts out.

Data reaches the template as JSON, never as Typst source, so a customer called `#panic()` is only a name. A
template reads it so:

    #let data = json(bytes(sys.inputs.data))
    #set document(title: sys.inputs.title)
    #set text(font: "Source Sans Pro", fallback: false, lang: sys.inputs.lang)

The same arguments always give the same bytes: the clock is not read, the fonts come from a pinned package.
"""

import hashlib
import re
import shutil
import tempfile
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from einvoice.faults import Fault, Unacceptable

TEMPLATES = Path(__file__).parent / "templates"
FAMILY = "Source Sans Pro"
_FACES = ("Regular", "It", "Semibold", "Bold")
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[^n\"\\/]")  # in JSON: a tab or another control character
_LOOKS = 64  # folders of pictures that are kept at once
_SOURCE = "PDF/A-3 (ISO 19005-3:2012) 6.2.11: every character has a glyph in an embedded font"


def compile_pdf(
    template: Path | str,
    data: Mapping[str, Any],
    *,
    title: str,
    lang: str,
    created: date,
    inputs: Mapping[str, str] | None = None,
    pictures: Mapping[str, bytes] | None = None,
    pdfa: bool = True,
) -> bytes:
    """The PDF of `template` (a path, or a name in `einvoice/templates`) filled with `data`.

    `data` holds what msgspec can write as JSON (Decimals and dates become strings). `lang` is an ISO 639-1
    code and steers hyphenation; `created` is the document's date in its metadata, at midnight UTC. `inputs`
    are more texts for the template, each under its name in `sys.inputs`: a file to attach, a colour. `pictures` are
    files that it finds beside itself under their names.

    Raises `Unacceptable` with a `SOLDE-FONT` fault for each text that no embedded font can show.
    """
    path = Path(template)
    if not path.is_absolute():
        path = TEMPLATES / path
    encoded = msgspec.json.encode(data).decode()
    if not _simple(encoded):
        content = printable(msgspec.to_builtins(data))
        if faults := font_faults(content):
            raise Unacceptable(faults)
        encoded = msgspec.json.encode(content).decode()
    given = dict(inputs or {}) | {"data": encoded, "title": printable(title), "lang": lang}
    try:
        result = _press().compile(path, given, dict(pictures or {}), _midnight(created), pdfa)
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            raise Unacceptable([_fault("", error.message)]) from error
        raise
    return result


def printable(value: Any) -> Any:
    """The same data with every text in composed form (NFC), without invisible characters.

    Only format characters (Unicode Cf: zero-width spaces, marks of direction) and controls other than line
    breaks go: none of them has a shape.
    """
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else _clean(value)
    if isinstance(value, Mapping):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(item) for item in value]
    return value


def font_faults(value: Any, path: str = "") -> list[Fault]:
    """A `SOLDE-FONT` fault for each text in `value` (mappings, lists, strings) that the font cannot show.

    The path of a fault is the path in `value`: `lines[2].name`.
    """
    faults = []
    for where, text in _texts(value, path):
        if missing := sorted(set(printable(text)) - coverage()):
            shown = ", ".join(f"{char} (U+{ord(char):04X})" for char in missing[:5])
            faults.append(_fault(where, f"the page's font has no shape for {shown} in {text[:60]!r}"))
    return faults


@lru_cache(maxsize=1)
def coverage() -> frozenset[str]:
    """The characters that every upright face of the page's font can show, and line breaks."""
    maps = [set(TTFont(_face(name), lazy=True).getBestCmap()) for name in _FACES if name != "It"]
    return frozenset(map(chr, set.intersection(*maps))) | {"\n"}


def _simple(encoded: str) -> bool:
    """Whether JSON holds only characters that the font can show, composed and visible: nothing is to be cleaned."""
    escaped = "\\" in encoded and _ESCAPE.search(encoded)
    return not escaped and set(encoded) <= _visible() and unicodedata.is_normalized("NFC", encoded)


@lru_cache(maxsize=1)
def _visible() -> frozenset[str]:
    return frozenset(char for char in coverage() if unicodedata.category(char) not in {"Cc", "Cf"})


def _clean(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(c for c in composed if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if not value.isascii():
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")


def _fault(path: str, message: str) -> Fault:
    return Fault(code="SOLDE-FONT", path=path, message=message, source=_SOURCE)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _face(name: str) -> Path:
    spec = find_spec("font_source_sans_pro")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the package font-source-sans-pro is not installed")
    return Path(spec.submodule_search_locations[0]) / "files" / f"SourceSansPro-{name}.ttf"


class _Press:
    """One Typst compiler for the life of the process: fonts are read once, templates are cached.

    The compiler refuses to be entered by two threads, hence the lock.
    """

    def __init__(self) -> None:
        # Typst takes folders of fonts only; the package holds each face twice (.otf and .ttf) and which one
        # would be picked depends on the file system. So the wanted faces get a folder of their own.
        self._folder = tempfile.TemporaryDirectory(prefix="solde-fonts-")
        for name in _FACES:
            shutil.copy(_face(name), self._folder.name)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[self._folder.name])
        self._compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
        self._lock = threading.Lock()
        self._places = tempfile.TemporaryDirectory(prefix="solde-looks-")

    def compile(
        self, template: Path, inputs: dict[str, str], pictures: dict[str, bytes], created: datetime, pdfa: bool
    ) -> bytes:
        with self._lock:
            place = self._beside(template, pictures) if pictures else template
            result = self._compiler.compile(
                str(place),
                root=str(place.parent),
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=["a-3b"] if pdfa else [],
                timestamp=created,
            )
        if not isinstance(result, bytes):
            raise TypeError(f"Typst gave {type(result).__name__} instead of a PDF")
        return result

    def _beside(self, template: Path, pictures: dict[str, bytes]) -> Path:
        """A copy of the template in a folder with these pictures: Typst reads binary files from folders alone."""
        digest = hashlib.sha256(template.read_bytes())
        for name, content in sorted(pictures.items()):
            digest.update(b"\0%s\0%d\0" % (name.encode(), len(content)) + content)
        place = Path(self._places.name) / digest.hexdigest()[:32] / template.name
        if not place.exists():
            if sum(1 for _ in Path(self._places.name).iterdir()) >= _LOOKS:
                self._places.cleanup()
                self._places = tempfile.TemporaryDirectory(prefix="solde-looks-")
                place = Path(self._places.name) / place.parent.name / template.name
            place.parent.mkdir()
            for name, content in pictures.items():
                (place.parent / name).write_bytes(content)
            shutil.copy(template, place)
        return place


@lru_cache(maxsize=1)
def _press() -> _Press:
    return _Press()
