"""Names of customers: made of a trade, a word and a legal form, so that they read like local firms."""

TRADES: dict[str, tuple[str, ...]] = {
    "FR": (
        "Boulangerie {w} SARL",
        "Café {w} SAS",
        "Hôtel {w} SAS",
        "Brasserie {w} SARL",
        "Épicerie {w} EURL",
        "Traiteur {w} SAS",
        "Bureaux {w} SA",
        "Librairie {w} SARL",
    ),
    "IT": (
        "Bar {w} S.n.c.",
        "Albergo {w} S.r.l.",
        "Trattoria {w} S.a.s.",
        "Pasticceria {w} S.r.l.",
        "Caffè {w} S.r.l.",
        "Officina {w} S.r.l.",
        "Libreria {w} S.r.l.s.",
        "Mensa {w} Soc. Coop.",
    ),
    "DE": ("Café {w} GmbH", "Hotel {w} GmbH & Co. KG", "Bäckerei {w} GmbH", "Rösterei {w} UG"),
    "ES": ("Cafetería {w}, S.L.", "Hotel {w}, S.L.", "Panadería {w}, S.L.", "Comedores {w}, S.L."),
    "BE": ("Brasserie {w} SRL", "Koffiehuis {w} BV", "Hôtel {w} SA", "Bakkerij {w} BV"),
    "NL": ("Koffiebar {w} B.V.", "Hotel {w} B.V.", "Bakkerij {w} B.V.", "Lunchroom {w} B.V."),
    "CH": ("Café {w} SA", "Hotel {w} AG", "Confiserie {w} Sagl", "Bäckerei {w} AG"),
    "GB": ("{w} Coffee House Ltd", "The {w} Hotel Ltd", "{w} Bakery Ltd", "{w} Catering Ltd"),
}

WORDS: dict[str, tuple[str, ...]] = {
    "FR": (
        "Perrache",
        "des Traboules",
        "du Vieux Pont",
        "des Tilleuls",
        "Bellecombe",
        "de l'Écluse",
        "du Parc",
        "Saint-Roch",
        "des Canuts",
        "Montplaisir",
        "de la Gare",
    ),
    "IT": (
        "Luce",
        "dei Navigli",
        "della Piazza",
        "Stella Alpina",
        "San Giorgio",
        "del Borgo",
        "Primavera",
        "La Torre",
        "Fratelli Conti",
        "del Porto",
    ),
    "DE": ("Lindenhof", "Schwarzwald", "Grünwald", "Am Fluss", "Löwenherz", "Morgenröte"),
    "ES": ("Girasol", "La Peña", "del Puerto", "Los Olivos", "Mirador"),
    "BE": ("du Beffroi", "De Linde", "Saint-Michel", "De Kroon", "des Ardennes"),
    "NL": ("De Molen", "Zonnewende", "De Haven", "Het Anker", "Windkracht"),
    "CH": ("du Léman", "Edelweiss", "Bellavista", "Zum Bären", "Monte Rosso"),
    "GB": ("Riverside", "Oakfield", "Harbour", "Kingfisher", "Foxglove"),
}

PEOPLE: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "FR": (
        ("Martin", "Claire", True),
        ("Bernard", "Luc", False),
        ("Petit", "Hélène", True),
        ("Moreau", "Éric", False),
        ("Garnier", "Sophie", True),
        ("Lefèvre", "Antoine", False),
        ("Roux", "Camille", True),
        ("Chevalier", "Noël", False),
    ),
    "IT": (
        ("Rossi", "Giovanna", True),
        ("Bianchi", "Marco", False),
        ("Ferrari", "Lucia", True),
        ("Esposito", "Antonio", False),
        ("Colombo", "Beatrice", True),
        ("Ricci", "Stefano", False),
        ("Greco", "Nicolò", False),
        ("Fontana", "Chiara", True),
    ),
}

PUBLIC: dict[str, tuple[str, ...]] = {
    "FR": (
        "Commune de Saint-Exemple-sur-Saône",
        "Lycée public des Monts-Fictifs",
        "Centre hospitalier de Val-Exemple",
        "Office du tourisme de Fictive-les-Bains",
    ),
    "IT": (
        "Comune di Borgo Esempio",
        "Istituto Comprensivo Statale Esempio",
        "Azienda Sanitaria di Valle Esempio",
        "Università degli Studi di Esempio",
    ),
}
