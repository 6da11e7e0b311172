"""A message that the channels' tests send, and variations of it."""

from typing import Any

import msgspec

from connectors.contract import Message, MessageFile

PDF = MessageFile(name="relevé.pdf", mime="application/pdf", content=b"%PDF-1.7 \x00\xff")
LETTER = Message(
    to="compta@lefevre.example",
    subject="Rappel amical\u00a0: votre facture F1",
    body="Madame, Monsieur,\n\n.\nF1  120,00 €\n",
    sender='"Atelier Aubépine" <clients@aubepine.example>',
    language="fr",
    files=(PDF,),
)


def changed(**fields: Any) -> Message:
    return msgspec.structs.replace(LETTER, **fields)
