/**
 * Sales orders of customers that Solde holds are not accepted, by whatever way they come. What is stopped, and what
 * not, is in solde_hold_logic.js.
 *
 * SPDX-License-Identifier: Apache-2.0
 * @NApiVersion 2.1
 * @NScriptType UserEventScript
 * @NModuleScope SameAccount
 */
define(
  ['N/error', 'N/log', 'N/record', 'N/runtime', 'N/search', './solde_hold_logic'],
  (error, log, record, runtime, search, logic) => ({
    beforeSubmit: (context) => {
      const message = logic.refusal({ log, record, runtime, search }, context);
      if (message) throw error.create({ name: 'SOLDE_CREDIT_HOLD', message, notifyOff: true });
    },
  }),
);
