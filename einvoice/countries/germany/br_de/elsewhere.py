"""The official rules of XRechnung that no invoice of the model can break, each with the reason."""

_WRITTEN = "our writers write it in one form only, and the readers know no other"
_SUB_LINES = "speaks of sub invoice lines, which are in the extension and not in the model"
_THIRD_PARTY = "speaks of payments by third parties, which are in the extension and not in the model"
_ONCE = "the model has this term once"

ONLY_IN_DOCUMENTS: dict[str, str] = {
    **dict.fromkeys(
        (
            *("PEPPOL-EN16931-R043", "PEPPOL-EN16931-R043-1", "PEPPOL-EN16931-R043-2", "PEPPOL-EN16931-R044"),
            *("PEPPOL-EN16931-R101", "BR-TMP-3", "BR-TMP-6", "BR-TMP-7"),
        ),
        _WRITTEN,
    ),
    **dict.fromkeys(("BR-TMP-4", "BR-TMP-5"), _ONCE),
    **dict.fromkeys(("BR-DEX-02", "BR-DEX-03", "BR-DEX-15"), _SUB_LINES),
    **dict.fromkeys((f"BR-DEX-{n:02}" for n in range(9, 15)), _THIRD_PARTY),
}
