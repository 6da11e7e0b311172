"""Values as SOAP takes them: file types, external ids, texts without what XML cannot hold."""

import hashlib
import re
import textwrap

# MediaType of documents.fileCabinetTypes.xsd; zeep would send any word.
_TYPES = {
    "application/pdf": "_PDF",
    "application/xml": "_XMLDOC",
    "text/xml": "_XMLDOC",
    "application/json": "_JSON",
    "application/zip": "_ZIP",
    "application/gzip": "_GZIP",
    "application/rtf": "_RTF",
    "application/msword": "_WORD",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "_WORD",
    "application/vnd.ms-excel": "_EXCEL",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "_EXCEL",
    "message/rfc822": "_MESSAGERFC",
    "text/plain": "_PLAINTEXT",
    "text/csv": "_CSV",
    "text/html": "_HTMLDOC",
    "image/png": "_PNGIMAGE",
    "image/jpeg": "_JPGIMAGE",
    "image/gif": "_GIFIMAGE",
    "image/tiff": "_TIFFIMAGE",
    "image/svg+xml": "_SVG",
}
_OTHER = "_MISCBINARY"
_TEXTS = ("_XMLDOC", "_JSON", "_PLAINTEXT", "_CSV", "_HTMLDOC")  # what NetSuite keeps as text, in an encoding
_UTF8 = "_utf8"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_TITLE = 80  # characters
_PLAIN = 40  # characters of a key that stand in an external id as they are


def file_type(mime: str) -> tuple[str, str]:
    """MediaType, and TextFileEncoding where it is a text: ours are UTF-8."""
    type_ = _TYPES.get(mime.partition(";")[0].strip().lower(), _OTHER)
    return type_, _UTF8 if type_ in _TEXTS else ""


def external_id(key: str) -> str:
    """ "solde-" and the key. NetSuite does not tell capitals from small letters, and takes letters, digits, "_" and "-"
    (help: "Using External IDs", "External IDs Overview"): a key with others, or a long one, is told apart by its hash.
    """
    plain = re.sub("[^a-z0-9_-]", "-", key.lower())[:_PLAIN]
    return f"solde-{plain}" if plain == key else f"solde-{plain}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def clean(text: str) -> str:
    """Without the characters that XML 1.0 has no way to write."""
    return _NOT_XML.sub("\ufffd", text)


def title(text: str) -> str:
    """The first line of a note, cut at a word."""
    line = clean(text).strip().partition("\n")[0]
    short = textwrap.shorten(line, _TITLE, placeholder="…")
    return short if len(short) > 1 else line[:_TITLE]
