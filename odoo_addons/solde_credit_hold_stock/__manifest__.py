# SPDX-License-Identifier: LGPL-3.0-or-later
{
    "name": "Credit hold, deliveries (Solde)",
    "version": "1.0.0",
    "summary": "A delivery to a customer on credit hold cannot be validated, over the API either",
    "category": "Sales/Sales",
    "author": "Solde",
    "license": "LGPL-3",
    "depends": ["solde_credit_hold", "sale_stock"],
    "data": ["views/stock_picking.xml"],
    "auto_install": True,
    "uninstall_hook": "forget",
    "installable": True,
}
