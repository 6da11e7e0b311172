# SPDX-License-Identifier: LGPL-3.0-or-later
"""What Odoo does not take back itself."""


def forget(env):
    """On removal Odoo leaves the mark that the module was installed in a database with demo data."""
    env["ir.module.module"].search([("name", "=", "solde_credit_hold_stock")]).demo = False
