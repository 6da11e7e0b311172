"""DatiPagamento (2.4)."""

from datetime import date

from einvoice.countries.italy.part import Amount, Basic20, Basic60, Code, Latin60, Latin80, Latin200, Part


class DettaglioPagamento(Part, frozen=True, kw_only=True):
    """2.4.2: one payment; amounts in EUR."""

    beneficiario: Latin200 = ""
    modalita_pagamento: Code
    data_riferimento_termini_pagamento: date | None = None
    giorni_termini_pagamento: int | None = None
    data_scadenza_pagamento: date | None = None
    importo_pagamento: Amount
    cod_ufficio_postale: Basic20 = ""
    cognome_quietanzante: Latin60 = ""
    nome_quietanzante: Latin60 = ""
    cf_quietanzante: Code = ""
    titolo_quietanzante: Code = ""
    istituto_finanziario: Latin80 = ""
    iban: Code = ""
    abi: Code = ""
    cab: Code = ""
    bic: Code = ""
    sconto_pagamento_anticipato: Amount | None = None
    data_limite_pagamento_anticipato: date | None = None
    penalita_pagamenti_ritardati: Amount | None = None
    data_decorrenza_penale: date | None = None
    codice_pagamento: Basic60 = ""


class Pagamento(Part, frozen=True, kw_only=True):
    """DatiPagamento: a way of paying the whole (TP02), in parts (TP01), or an advance (TP03)."""

    condizioni_pagamento: Code
    dettaglio_pagamento: tuple[DettaglioPagamento, ...]
