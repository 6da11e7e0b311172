"""A notice as plain text: lines that no mail client breaks, columns that read well in any font."""

import textwrap

from sync.letters.parts import LetterHead
from sync.letters.sheet import Group, Sheet, Stretch
from sync.letters.wording import Labels, Wording

WIDTH = 72  # of an e-mail's lines: no mail client breaks them


def mail_text(sheet: Sheet, company: LetterHead, wording: Wording) -> str:
    """The body of the e-mail; only an address to pay at may be wider than 72 characters."""
    labels = wording.labels
    blocks = [_wrap(sheet.greeting), *map(_wrap, sheet.opening), _table(sheet, labels)]
    blocks += map(_wrap, sheet.ending)
    if sheet.payment:
        wide = max(len(label) for label, _ in sheet.payment)
        lines = [f"  {label:<{wide}}  {value}" for label, value in sheet.payment]
        blocks.append("\n".join([labels.payment, *lines]))
    blocks += [f"{label}\n  {address}" for label, address in sheet.links]
    if sheet.code:
        blocks.append(_wrap(wording.beside.code))
    blocks.append(_wrap(sheet.closing))
    phone = f"{labels.phone} {company.phone}" if company.phone else ""
    vat = f"{labels.vat} {company.vat}" if company.vat else ""
    signature = [company.signature, company.name, phone, company.contact, vat]
    blocks.append("\n".join(line for line in signature if line))
    if sheet.working:
        blocks.append("\n\n".join([labels.working, *map(_stretch, sheet.working), sheet.basis]))
    return "\n\n".join(blocks) + "\n"


def _table(sheet: Sheet, labels: Labels) -> str:
    """Columns that line up where letters are equally wide, and that read well where they are not."""

    def cells(number: str, due: str, late: str, open_: str) -> list[str]:
        return [number, due, late, open_] if sheet.late else [number, due, open_]

    head = cells(labels.invoice, labels.due, labels.late, labels.open)
    groups = [[cells(r.number, r.due, r.late, r.open) for r in group.rows] for group in sheet.groups]
    ends = [_end(group, labels) for group in sheet.groups]
    widths = [max(map(len, column)) for column in zip(head, *(row for rows in groups for row in rows), strict=True)]
    gaps = 2 * (len(widths) - 1)
    longest = max(len(label) + 2 + len(value) for pair in ends for label, value in pair)
    widths[0] += max(0, longest - sum(widths) - gaps)
    wide = sum(widths) + gaps

    def line(row: list[str]) -> str:
        others = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        return "  ".join([row[0].ljust(widths[0]), *others])

    lines = [line(head)]
    for rows, pairs in zip(groups, ends, strict=True):
        lines += ["-" * wide, *map(line, rows), "-" * wide]
        lines += [label.ljust(wide - len(value)) + value for label, value in pairs if value]
    return "\n".join(lines)


def _end(group: Group, labels: Labels) -> list[tuple[str, str]]:
    return [
        (labels.credits, group.credits),
        (labels.outstanding, group.outstanding),
        *group.charges,
        (labels.total, group.total),
    ]


def _stretch(one: Stretch) -> str:
    when = f"{one.number}: {one.period}" + (f" ({one.how})" if one.how else "")
    return "\n".join([_wrap(when), f"  {one.sum}"])


def _wrap(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
