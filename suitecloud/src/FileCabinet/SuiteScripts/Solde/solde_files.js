/**
 * The RESTlet by which Solde attaches files and notes, and reads an invoice's own page. One message is one POST; the
 * README of this project lists the messages. What a message means is in solde_files_logic.js.
 *
 * SPDX-License-Identifier: Apache-2.0
 * @NApiVersion 2.1
 * @NScriptType Restlet
 * @NModuleScope SameAccount
 */
define(
  ['N/file', 'N/log', 'N/record', 'N/render', 'N/search', './solde_files_logic'],
  (file, log, record, render, search, logic) => ({
    post: (message) => logic.answer({ file, log, record, render, search }, message),
  }),
);
