"""The canonical fields of each kind of file. docs/files.md says what they mean; a test keeps the two equal."""

# A field with a star must be filled in each row.
_ADDRESS = "street street2 postcode city province country"
_VAT = "vat_category* vat_rate exemption_reason exemption_code natura"
_TABLE = {
    "companies": f"id* name* trading_name {_ADDRESS} vat_id siren siret codice_fiscale legal_info endpoint "
    "endpoint_scheme contact phone email iban bic account_name note_pmt note_pmd note_aab",
    "customers": f"id* company name* trading_name {_ADDRESS} vat_id siren siret codice_fiscale "
    "codice_destinatario pec endpoint endpoint_scheme contact phone email language consumer public_body active "
    "parent salesperson salesperson_name salesperson_email credit_limit terms hold dunning_block group grade "
    "dunning_key sole_trader since changed",
    "orders": "id* company* number* customer* date* state* currency* total* uninvoiced purchase_order terms term_days "
    "bill_street bill_street2 bill_postcode bill_city bill_province bill_country changed",
    "order_lines": "order* id* item* quantity* unit price* net delivered",
    "invoices": "id* company* number* customer* type issue_date* due_date currency* state* net_total* tax_total* "
    "total* open* lines_total prepaid rounding payable purchase_order orders contract buyer_reference terms note "
    "process preceding_number preceding_date payment_means remittance iban delivery_date delivery_name "
    "delivery_street delivery_postcode delivery_city delivery_country disputed dispute_reason erp_einvoice "
    "tax_currency tax_accounting area payment_url pdf changed",
    "invoice_lines": "invoice* id* name* description note quantity* unit price* base_quantity discount "
    f"discount_reason net* {_VAT} item order_line",
    "taxes": f"invoice* {_VAT} base* tax*",
    "allowances": f"invoice* amount* charge reason reason_code base percent {_VAT}",
    "instalments": "invoice* due* amount* open*",
    "settlements": "invoice* date* amount* ref credit",
    "payments": "id* company* customer* date* currency* amount* unapplied state memo changed",
    # Lists of an accounting system, out of which the files above are made: connectors/files/lists/
    "open_items": "company* customer* document* year item type* date* due amount* currency* billing reference "
    "invoice_reference invoice_year special_gl dunning_block area cleared text",
    "billing": "number* company* customer* date* type* net* tax currency* cancelled posted purchase_order",
    "order_items": "order* company* customer* date* currency* net* item material name quantity unit purchase_order",
}
LISTS: dict[str, tuple[str, ...]] = {  # list -> the files that it takes the place of
    "open_items": ("invoices", "invoice_lines", "payments", "settlements", "instalments"),
    "billing": (),
    "order_items": ("orders", "order_lines"),
}

FIELDS: dict[str, tuple[str, ...]] = {k: tuple(t.replace("*", "").split()) for k, t in _TABLE.items()}
REQUIRED: dict[str, tuple[str, ...]] = {
    kind: tuple(name[:-1] for name in text.split() if name.endswith("*")) for kind, text in _TABLE.items()
}
OPTIONAL = frozenset(
    {"orders", "order_lines", "payments", "taxes", "allowances", "instalments", "settlements", *LISTS}
)  # "" in `files`: there is none
ABSENT_IS_EMPTY = frozenset({"order_lines", "taxes", "allowances", "instalments", "settlements"})

# Where a field of invoices.csv goes in the model.
INVOICE_PATHS = {
    "number": "number",
    "type": "type_code",
    "issue_date": "issue_date",
    "due_date": "due_date",
    "currency": "currency",
    "net_total": "totals.tax_exclusive",
    "tax_total": "totals.tax",
    "total": "totals.tax_inclusive",
    "lines_total": "totals.lines",
    "prepaid": "totals.prepaid",
    "rounding": "totals.rounding",
    "payable": "totals.payable",
    "tax_currency": "tax_currency",
    "tax_accounting": "totals.tax_accounting",
    "purchase_order": "purchase_order",
    "orders": "sales_order",
    "contract": "contract",
    "buyer_reference": "buyer_reference",
    "terms": "terms",
    "process": "process",
    "note": "notes",
    "preceding_number": "preceding",
    "preceding_date": "preceding[0].issue_date",
    "payment_means": "payment[0].code",
    "remittance": "payment[0].remittance",
    "delivery_date": "delivery.delivered",
    "delivery_name": "delivery.name",
    "delivery_street": "delivery.address.line1",
    "delivery_postcode": "delivery.address.postcode",
    "delivery_city": "delivery.address.city",
    "delivery_country": "delivery.address.country",
}
# Where a field of companies.csv and customers.csv goes in a party.
PARTY_PATHS = {
    "name": "name",
    "trading_name": "trading_name",
    "street": "address.line1",
    "street2": "address.line2",
    "city": "address.city",
    "postcode": "address.postcode",
    "province": "address.subdivision",
    "country": "address.country",
    "vat_id": "vat_id",
    "siren": "legal_id",
    "siret": "identifiers",
    "codice_fiscale": "tax_registration",
    "legal_info": "legal_info",
    "endpoint": "endpoint",
    "contact": "contact.name",
    "phone": "contact.phone",
    "email": "contact.email",
    "consumer": "consumer",
    "public_body": "public_body",
}

# Where a field of invoice_lines.csv goes in a line, and one of taxes.csv or allowances.csv in their part.
_VAT_PATHS = {
    "vat_category": "vat.category",
    "vat_rate": "vat.rate",
    "exemption_reason": "vat.exemption_reason",
    "exemption_code": "vat.exemption_code",
    "natura": "vat.national_code",
}
TAX_PATHS = {"base": "base", "tax": "tax", **_VAT_PATHS}
LINE_PATHS = {
    "invoice": "",
    "name": "name",
    "quantity": "quantity",
    "unit": "unit",
    "price": "price",
    "net": "net",
    "discount": "allowances",
    **_VAT_PATHS,
}


def path_of(kind: str, field: str, part: str = "") -> str:
    """The place in the record or its document that a field fills; the field itself where there is none.

    `part` is the row's own place in the document, where it is one of several: `lines[2]`.
    """
    if part:
        inner = LINE_PATHS.get(field, field) if kind == "invoice_lines" else TAX_PATHS.get(field, field)
        return f"{part}.{inner}".rstrip(".")
    if kind == "invoices":
        return INVOICE_PATHS.get(field, field)
    if kind == "customers" and field in PARTY_PATHS:
        return f"party.{PARTY_PATHS[field]}"
    return field
