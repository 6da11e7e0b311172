"""Which fields are read. What a version, a missing module or missing rights do not offer is left out."""

CUSTOMER = (
    "name", "is_company", "active", "parent_id", "commercial_partner_id", "type", "lang", "email", "phone", "mobile",
    "street", "street2", "zip", "city", "state_id", "country_id", "country_code", "vat", "ref", "siret",
    "company_registry", "peppol_eas", "peppol_endpoint", "user_id", "credit_limit", "use_partner_credit_limit",
    "property_payment_term_id", "sale_warn", "sale_warn_msg", "customer_rank", "write_date",
    "l10n_it_codice_fiscale", "l10n_it_pa_index", "l10n_it_pec_email",
    "solde_hold", "solde_hold_reason", "solde_hold_source",
)  # fmt: skip
COMPANY = (
    "name", "partner_id", "vat", "siret", "company_registry", "currency_id", "country_code", "email", "phone",
    "l10n_it_codice_fiscale", "l10n_it_tax_system", "l10n_it_has_eco_index", "l10n_it_eco_index_office",
    "l10n_it_eco_index_number", "l10n_it_eco_index_share_capital", "l10n_it_eco_index_sole_shareholder",
    "l10n_it_eco_index_liquidation_state",
)  # fmt: skip
MOVE = (
    "name", "move_type", "state", "posted_before", "payment_state", "company_id", "currency_id", "partner_id",
    "commercial_partner_id", "partner_shipping_id", "partner_bank_id", "invoice_date", "invoice_date_due",
    "delivery_date", "ref", "payment_reference", "invoice_origin", "narration", "reversed_entry_id",
    "debit_origin_id", "amount_untaxed", "amount_tax", "amount_total", "amount_residual",
    "amount_untaxed_signed", "invoice_currency_rate", "amount_tax_signed",
    "invoice_payment_term_id", "fiscal_position_id", "matched_payment_ids", "is_move_sent", "write_date",
    "l10n_it_edi_state", "l10n_it_edi_transaction", "edi_state", "peppol_move_state", "l10n_it_cig", "l10n_it_cup",
    "access_token", "l10n_it_document_type", "l10n_it_payment_method", "l10n_it_stamp_duty",
    "l10n_it_origin_document_type", "l10n_it_origin_document_name", "l10n_it_origin_document_date",
    "l10n_fr_is_company_french",
)  # fmt: skip
LINE = (
    "move_id", "sequence", "display_type", "name", "quantity", "price_unit", "discount", "price_subtotal",
    "price_total", "amount_currency", "tax_ids", "tax_line_id", "product_id", "product_uom_id", "date_maturity",
    "amount_residual_currency", "account_type", "is_downpayment", "blocked", "no_followup",
)  # fmt: skip
TAX = (
    "name", "description", "invoice_label", "amount", "amount_type", "price_include", "tax_scope",
    "children_tax_ids", "l10n_it_exempt_reason", "l10n_it_law_reference", "invoice_legal_notes",
    "ubl_cii_tax_category_code", "ubl_cii_tax_exemption_reason_code", "l10n_it_withholding_type",
    "l10n_it_pension_fund_type",
)  # fmt: skip
BANK = ("acc_number", "sanitized_acc_number", "acc_type", "acc_holder_name", "bank_bic", "partner_id", "sequence",
        "currency_id", "company_id")  # fmt: skip
ORDER = (
    "name", "partner_id", "partner_invoice_id", "company_id", "currency_id", "state", "locked", "date_order",
    "amount_total", "invoice_status", "client_order_ref", "payment_term_id", "commitment_date", "write_date",
)  # fmt: skip
ORDER_LINE = (
    "order_id", "sequence", "display_type", "is_downpayment", "name", "product_id", "product_uom_qty", "product_uom",
    "product_uom_id", "price_unit", "price_subtotal", "qty_delivered", "qty_delivered_method",
)  # fmt: skip
BILLED_LINE = ("move_id", "parent_state", "move_type", "currency_id", "price_total", "sale_line_ids")
DRAFT = (
    "name", "partner_id", "commercial_partner_id", "company_id", "currency_id", "state", "invoice_date", "create_date",
    "amount_total", "ref", "write_date",
)  # fmt: skip
TERM_LINE = ("payment_id", "value", "delay_type", "nb_days")
SETTLEMENT = (
    "debit_move_id", "credit_move_id", "debit_amount_currency", "credit_amount_currency", "max_date",
)  # fmt: skip
PAYMENT = (
    "name", "partner_id", "company_id", "currency_id", "date", "amount", "state", "move_id", "memo", "ref",
    "payment_reference", "partner_type", "payment_type", "is_matched", "is_reconciled", "reconciled_invoice_ids",
    "invoice_ids", "write_date",
)  # fmt: skip
CREDIT_LINE = (
    "name", "ref", "move_id", "move_name", "partner_id", "company_id", "currency_id", "date", "amount_currency",
    "amount_residual_currency", "payment_id", "parent_state", "account_type", "move_type", "balance", "reconciled",
    "write_date",
)  # fmt: skip
EDI_FILES = ("ubl_cii_xml_file", "l10n_it_edi_attachment_file")
PDF_FILE = "invoice_pdf_report_file"
