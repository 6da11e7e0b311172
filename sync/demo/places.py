"""Towns and streets of the eight countries."""

import msgspec


class Town(msgspec.Struct, frozen=True):
    """A town; `province` and `cadastral` (its code in a codice fiscale) are Italian only."""

    postcode: str
    name: str
    province: str = ""
    cadastral: str = ""


TOWNS: dict[str, tuple[Town, ...]] = {
    "FR": (
        Town("69001", "Lyon"),
        Town("69003", "Lyon"),
        Town("69100", "Villeurbanne"),
        Town("38000", "Grenoble"),
        Town("42000", "Saint-Étienne"),
        Town("01000", "Bourg-en-Bresse"),
        Town("74000", "Annecy"),
        Town("73000", "Chambéry"),
        Town("26000", "Valence"),
        Town("71000", "Mâcon"),
        Town("21000", "Dijon"),
        Town("25000", "Besançon"),
        Town("63000", "Clermont-Ferrand"),
        Town("75011", "Paris"),
        Town("13002", "Marseille"),
        Town("31000", "Toulouse"),
        Town("33000", "Bordeaux"),
        Town("44000", "Nantes"),
        Town("35000", "Rennes"),
        Town("59000", "Lille"),
        Town("67000", "Strasbourg"),
        Town("06000", "Nice"),
        Town("34000", "Montpellier"),
        Town("51100", "Reims"),
    ),
    "IT": (
        Town("20121", "Milano", "MI", "F205"),
        Town("20154", "Milano", "MI", "F205"),
        Town("10122", "Torino", "TO", "L219"),
        Town("16121", "Genova", "GE", "D969"),
        Town("24121", "Bergamo", "BG", "A794"),
        Town("25121", "Brescia", "BS", "B157"),
        Town("27100", "Pavia", "PV", "G388"),
        Town("35121", "Padova", "PD", "G224"),
        Town("37121", "Verona", "VR", "L781"),
        Town("40121", "Bologna", "BO", "A944"),
        Town("43121", "Parma", "PR", "G337"),
        Town("50122", "Firenze", "FI", "D612"),
        Town("00184", "Roma", "RM", "H501"),
        Town("80133", "Napoli", "NA", "F839"),
        Town("70121", "Bari", "BA", "A662"),
        Town("90133", "Palermo", "PA", "G273"),
    ),
    "DE": (
        Town("80331", "München"),
        Town("79098", "Freiburg im Breisgau"),
        Town("70173", "Stuttgart"),
        Town("50667", "Köln"),
        Town("20095", "Hamburg"),
        Town("04109", "Leipzig"),
        Town("90402", "Nürnberg"),
        Town("40213", "Düsseldorf"),
        Town("10115", "Berlin"),
    ),
    "ES": (
        Town("08001", "Barcelona"),
        Town("28013", "Madrid"),
        Town("46001", "Valencia"),
        Town("41001", "Sevilla"),
        Town("48005", "Bilbao"),
        Town("50001", "Zaragoza"),
    ),
    "BE": (
        Town("1000", "Bruxelles"),
        Town("4000", "Liège"),
        Town("9000", "Gent"),
        Town("2000", "Antwerpen"),
        Town("5000", "Namur"),
        Town("3000", "Leuven"),
    ),
    "NL": (
        Town("1012 AB", "Amsterdam"),
        Town("3011 CD", "Rotterdam"),
        Town("3511 EF", "Utrecht"),
        Town("5611 GH", "Eindhoven"),
        Town("9711 JK", "Groningen"),
    ),
    "CH": (
        Town("1204", "Genève"),
        Town("1003", "Lausanne"),
        Town("8001", "Zürich"),
        Town("3011", "Bern"),
        Town("6900", "Lugano"),
        Town("4051", "Basel"),
    ),
    "GB": (
        Town("EC1A 1BB", "London"),
        Town("M1 1AE", "Manchester"),
        Town("B1 1HQ", "Birmingham"),
        Town("BS1 4ST", "Bristol"),
        Town("EH1 1YZ", "Edinburgh"),
    ),
}

STREETS: dict[str, tuple[str, ...]] = {
    "FR": (
        "{n} rue de la République",
        "{n} rue des Écoles",
        "{n} avenue Jean-Jaurès",
        "{n} place du Marché",
        "{n} quai des Tanneurs",
        "{n} chemin du Moulin",
        "{n} bis, rue Pasteur",
    ),
    "IT": (
        "Via Garibaldi {n}",
        "Via Roma {n}",
        "Corso Italia {n}",
        "Piazza del Mercato {n}",
        "Via dei Mille {n}",
        "Viale della Stazione {n}",
        "Via Giuseppe Verdi {n}/A",
    ),
    "DE": (
        "Bahnhofstraße {n}",
        "Hauptstraße {n}",
        "Schillerstraße {n}",
        "Am Marktplatz {n}",
        "Lindenweg {n}",
    ),
    "ES": ("Calle Mayor {n}", "Avenida de la Constitución {n}", "Plaza de España {n}", "Calle del Sol {n}"),
    "BE": ("Rue de la Gare {n}", "Kerkstraat {n}", "Avenue des Tilleuls {n}", "Stationsstraat {n}"),
    "NL": ("Kerkstraat {n}", "Dorpsstraat {n}", "Prinsengracht {n}", "Molenweg {n}"),
    "CH": ("Rue du Lac {n}", "Bahnhofstrasse {n}", "Via Nassa {n}", "Hauptgasse {n}"),
    "GB": ("{n} High Street", "{n} Station Road", "{n} Church Lane", "{n} Mill Road"),
}
