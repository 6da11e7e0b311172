"""The canonical fields of each kind of file. docs/files.md says what they mean; a test keeps the two equal."""

# A field with a star must be filled in each row.
_ADDRESS = "street street2 postcode city province country"
_VAT = "vat_category* vat_rate exemption_reason exemption_code natura"
_TABLE = {
    "companies": f"id* name* trading_name {_ADDRESS} vat_id siren siret codice_fiscale legal_info endpoint "
    "endpoint_scheme contact phone email iban bic account_name note_pmt note_pmd note_aab",
    "customers": f"id* company name* trading_name {_ADDRESS} vat_id siren siret codice_fiscale "
    "codice_destinatario pec endpoint endpoint_scheme contact phone email language consumer public_body active "
    "parent salesperson salesperson_name salesperson_email credit_limit terms hold dunning_block changed",
    "orders": "id* company* number* customer* date* state* currency* total* uninvoiced purchase_order changed",
    "invoices": "id* company* number* customer* type issue_date* due_date currency* state* net_total* tax_total* "
    "total* open* lines_total prepaid rounding payable purchase_order orders contract buyer_reference terms note "
    "process preceding_number preceding_date payment_means remittance iban delivery_date delivery_name "
    "delivery_street delivery_postcode delivery_city delivery_country disputed dispute_reason erp_einvoice "
    "tax_currency tax_accounting pdf changed",
    "invoice_lines": "invoice* id* name* description note quantity* unit price* base_quantity discount "
    f"discount_reason net* {_VAT} item order_line",
    "taxes": f"invoice* {_VAT} base* tax*",
    "allowances": f"invoice* amount* charge reason reason_code base percent {_VAT}",
    "instalments": "invoice* due* amount* open*",
    "payments": "id* company* customer* date* currency* amount* unapplied state memo changed",
}

FIELDS: dict[str, tuple[str, ...]] = {k: tuple(t.replace("*", "").split()) for k, t in _TABLE.items()}
REQUIRED: dict[str, tuple[str, ...]] = {
    kind: tuple(name[:-1] for name in text.split() if name.endswith("*")) for kind, text in _TABLE.items()
}
OPTIONAL = frozenset({"orders", "payments", "taxes", "allowances", "instalments"})  # "" in `files`: there is none
ABSENT_IS_EMPTY = frozenset({"taxes", "allowances", "instalments"})
ID = {kind: "id" if "id" in fields and "invoice" not in fields else "" for kind, fields in FIELDS.items()}
