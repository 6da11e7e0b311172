"""The one sentence that a customer or a shop's visitor is shown: neutral, and nothing of what was looked at."""

_SENTENCES: dict[str, dict[str, str]] = {
    "allowed": {
        "en": "Your order can go ahead.",
        "fr": "Votre commande peut être traitée.",
        "it": "Il Suo ordine può essere evaso.",
        "de": "Ihre Bestellung kann ausgeführt werden.",
    },
    "held": {
        "en": "We cannot confirm this order yet. Please get in touch with our accounts department.",
        "fr": "Nous ne pouvons pas encore confirmer cette commande. Merci de contacter notre service comptable.",
        "it": "Non possiamo ancora confermare questo ordine. La preghiamo di contattare il nostro ufficio contabile.",
        "de": "Wir können diese Bestellung noch nicht bestätigen. Bitte wenden Sie sich an unsere Buchhaltung.",
    },
    "review": {
        "en": "We are looking at your order and will get back to you shortly.",
        "fr": "Nous examinons votre commande et reviendrons vers vous rapidement.",
        "it": "Stiamo esaminando il Suo ordine e La ricontatteremo a breve.",
        "de": "Wir prüfen Ihre Bestellung und melden uns in Kürze bei Ihnen.",
    },
}
LANGUAGES = tuple(_SENTENCES["held"])


def sentence(outcome: str, language: str) -> str:
    """For the customer, in their language where it is en, fr, it or de, else in English."""
    known = _SENTENCES[outcome]
    return known.get(language[:2].lower(), known["en"])
