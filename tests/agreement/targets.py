"""The documents that are made to break one rule each, so that every native rule is tried, in each syntax it has."""

from dataclasses import dataclass

from msgspec.structs import replace

from tests.einvoice import france_stories, germany_stories

from . import stories_en, stories_vat
from .stories import Story, drop, say
from .terms_of import PATHS


@dataclass(frozen=True, slots=True)
class Target:
    """A rule, the story that breaks it, and how the document is written and judged."""

    rule: str
    story: Story
    kind: str
    syntax: str


def _german() -> list[tuple[str, Story]]:
    sound = germany_stories.SOUND
    told = [(rule, Story(sound, change)) for rule, change in germany_stories.STORIES.items()]
    currency = replace(sound, tax_currency="SEK")
    in_cii, in_ubl = PATHS["BT-119"]
    return [
        *told,
        (
            "PEPPOL-EN16931-R005",
            Story(currency, xml={"cii": say("TaxCurrencyCode", "EUR"), "ubl": say("TaxCurrencyCode", "EUR")}),
        ),
        ("BR-DE-14", Story(sound, xml={"cii": drop(in_cii), "ubl": drop(in_ubl)})),
    ]


def _targets() -> tuple[Target, ...]:
    plain = [*stories_en.stories(), *stories_vat.stories()]
    return (
        *(Target(rule, story, "plain", syntax) for rule, story in plain for syntax in ("cii", "ubl")),
        *(
            Target(rule, Story(france_stories.INVOICE, change), "french", "cii")
            for rule, change in france_stories.STORIES.items()
        ),
        *(Target(rule, story, "xrechnung", syntax) for rule, story in _german() for syntax in ("cii", "ubl")),
        *(
            Target(rule, Story(germany_stories.SOUND, change), "xrechnung", "ubl")
            for rule, change in germany_stories.STORIES_IN_UBL.items()
        ),
    )


TARGETS = _targets()
# Rules that no document can be made to break, each with the reason.
UNPROVOKED: dict[str, str] = {}
