# SPDX-License-Identifier: LGPL-3.0-or-later
{
    "name": "Credit hold (Solde)",
    "version": "1.0.0",
    "summary": "An order of a customer on credit hold cannot be confirmed, over the API either",
    "category": "Sales/Sales",
    "author": "Solde",
    "license": "LGPL-3",
    "depends": ["sale"],
    "data": [
        "security/groups.xml",
        "views/res_partner.xml",
        "views/sale_order.xml",
    ],
    "post_init_hook": "place_groups",
    "uninstall_hook": "forget",
    "installable": True,
}
