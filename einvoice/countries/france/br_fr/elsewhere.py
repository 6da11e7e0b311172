"""The official rules of BR-FR that no invoice of the model can break, each with the reason."""

_EXTENDED = "speaks of parties or lines of EXTENDED-CTC-FR, for which EN 16931 and the model have no terms"
_GROUPS = "speaks of groups of lines (EXTENDED-CTC-FR), which the model does not have"
_ONE_OBJECT = "the model has one object on the invoice (BT-18); an empty one is not written"
_ELSEWHERE = "looks for BT-128 where CII has no such element, and so finds nothing"
_NO_SCHEME = "an identifier without a scheme is written as ram:ID, never as ram:GlobalID"

ONLY_IN_DOCUMENTS: dict[str, str] = {
    **dict.fromkeys(
        (
            *("BR-FR-01_EXT-FR-FE-136", "BR-FR-02_EXT-FR-FE-136", "BR-FR-03_EXT-FR-FE-138", "BR-FR-03_EXT-FR-FE-158"),
            *("BR-FR-04_EXT-FR-FE-02", "BR-FR-04_EXT-FR-FE-137"),
            *(f"BR-FR-09_EXT-FR-FE-{n}" for n in ("06", "46", "69", "92", "115", "146")),
            *(f"BR-FR-23_EXT-FR-FE-{n}" for n in ("12", "29", "52", "75", "98", "121")),
            *(f"BR-FR-25_EXT-FR-FE-{n}" for n in ("12", "29", "52", "75", "98", "121")),
            *(f"BR-FR-CO-10_EXT-FR-FE-{n}-{i}" for n in ("06", "46", "69", "92", "115", "146") for i in (1, 2)),
            "BR-FR-27_EXT-FR-FE-159",
        ),
        _EXTENDED,
    ),
    **dict.fromkeys(
        (
            *("BR-FR-MV-01_EXT-FR-FE-163", "BR-FR-MV-05_EXT-FR-FE-BG-12", "BR-FR-MV-08_BT-128"),
            *(f"BR-FR-MV-03_EXT-FR-FE-{n}" for n in ("164", "167", "177", "181", "182")),
            *("BR-FR-MV-03_BT-128_AFL", "BR-FR-MV-03_BT-128_AVV", "BR-FR-MV-09_EXT-FR-FE-181"),
            *("BR-FR-MV-10_EXT-FR-FE-184", "BR-FR-MV-11_BT-128", "BR-FR-MV-12_BT-128"),
            *("BR-FR-MV-14-EXT-FR-FE-136", "BR-FR-MV-14-EXT-FR-FE-138"),
            *("BR-FR-BD-14-EXT-FR-FE-136", "BR-FR-BD-14-EXT-FR-FE-138"),
        ),
        _GROUPS,
    ),
    **dict.fromkeys(("BR-FR-29_BT-18", "BR-FR-29_AFL", "BR-FR-29_AVV"), _ONE_OBJECT),
    **dict.fromkeys(("BR-FR-30_BT-128", "BR-FR-30_AFL", "BR-FR-30_AVV"), _ELSEWHERE),
    **dict.fromkeys((f"BR-FR-CO-10_{term}-1" for term in ("BT-29", "BT-46", "BT-60", "BT-71")), _NO_SCHEME),
    "BR-FR-CO-10_BT-71-2": "the model has one identifier of the place of delivery (BT-71)",
    "BR-FR-DEC-01_BT-111": "never runs: the rule on BT-110 before it has the same context, and finds the same",
}
