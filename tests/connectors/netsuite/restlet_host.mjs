#!/usr/bin/env node
/*
 * The true RESTlet of suitecloud/ as a process: one JSON message a line on stdin, one JSON answer a line on stdout.
 * Its NetSuite is in memory (suitescript/account.mjs). Run it as `node restlet_host.mjs`; it ends with its stdin.
 *
 * A line is either a message of the RESTlet, as Solde posts it:
 *
 *   {"do": "put_file", "target": {"type": "invoice", "id": "12"}, "name": .., "content": .., "key": .., "folder": ""}
 *     -> {"status": 200, "body": {"id": "987"}}
 *     -> {"status": 200, "body": {"error": {"code": "missing", "message": ...}}}   the script's own refusal
 *     -> {"status": 400, "body": {"error": {"code": "UNEXPECTED_ERROR", "message": ...}}}   what was thrown
 *   so `status` and `body` are what the HTTP server of the stand-in answers.
 *
 * or one for the stand-in, whose targets are spelled as REST spells them (invoice, creditMemo, salesOrder, ...):
 *
 *   {"standin": "records", "records": [["invoice", "12"], ["customer", "7"]]}  these exist from now on -> {"ok": true}
 *     a third element has a customer's fields, for "order":
 *     ["customer", "7", {"creditholdoverride": "ON", "custentity_solde_hold": "why", "parent": ""}]
 *   {"standin": "order", "event": "edit", "now": {"entity": "7", "orderstatus": "B", "total": 100, "currency": "1"},
 *     "then": {...}, "lines": [{"amount", "quantity", "rate", "isclosed"}], "before": [...], "context": "CSVIMPORT",
 *     "parameters": {"custscript_solde_warn_only": true}}    what the true user event script says when a sales order is
 *     saved (`then`, `before`: as it was; all but `event` and `now` may be left out)
 *     -> {"accepted": true} or {"refused": words}
 *   {"standin": "gone", "records": [["invoice", "12"]]}      these were deleted -> {"ok": true}
 *   {"standin": "folder", "id": "55", "name": "E-invoices"}  a folder at the top of the cabinet -> {"ok": true}
 *   {"standin": "paper", "target": {...}, "content": base64} the page that NetSuite prints -> {"ok": true}
 *   {"standin": "files", "target": {...}}                    what is attached, by id
 *     -> {"files": [{"id", "name", "path", "key", "kind", "content": base64}]}    kind: a member of N/file's Type
 *     without a target: all files, those that are not attached too, each with "attached": [["invoice", "12"]]
 *   {"standin": "notes", "target": {...}} -> {"notes": [{"id", "title", "text"}]}; without a target: all, with "on"
 *   {"standin": "detach", "id": "987"}, {"standin": "delete file", "id": "987"}, {"standin": "delete note", "id": "9"}
 *     what a person did -> {"ok": true}
 *   {"standin": "dies", "at": "attach", "when": "before"}    the next one dies; at: "save" (of a file), "attach",
 *     "folder save", "note save"; when: "before" or "after" its work -> {"ok": true}
 *   {"standin": "reset", "sameName": "overwrite"}            an empty account -> {"ok": true}
 *
 * A line for the stand-in that is wrong is answered {"wrong": words}.
 */
import { createInterface } from 'node:readline';

import { Account } from './suitescript/account.mjs';
import { load } from './suitescript/loader.mjs';
import { Orders } from './suitescript/order.mjs';

let account;
let restlet;
let orders;

function reset(options) {
  account = new Account(options);
  restlet = load('solde_files.js', account.modules());
  orders = new Orders(account);
}

const KINDS = Object.fromEntries(
  ['invoice', 'creditMemo', 'customer', 'salesOrder', 'customerPayment'].map((kind) => [kind.toLowerCase(), kind]),
);
const MOMENTS = ['save', 'attach', 'folder save', 'note save'];
const OK = { ok: true };

const fine = (holds, words) => { if (!holds) throw new Error(words); };

/** "invoice/12" of a target as REST spells it. */
function place({ type, id }) {
  fine(KINDS[String(type).toLowerCase()] === type, `no such kind of record: ${type}`);
  return `${type.toLowerCase()}/${id}`;
}

/** The other way round: ["invoice", "12"]. */
function spelled(key) {
  const [type, id] = key.split('/');
  return [KINDS[type], id];
}

function told(file) {
  const names = [];
  for (let at = account.folders.get(file.folder); at; at = account.folders.get(at.parent)) names.unshift(at.name);
  const key = file.description.startsWith('solde:') ? file.description.slice('solde:'.length) : '';
  const { id, name, fileType, content } = file;
  return { id, name, path: [...names, name].join('/'), key, kind: fileType, content: content.toString('base64') };
}

function files({ target }) {
  const all = [...account.files.values()];
  if (target) return { files: all.filter((file) => file.attached.has(place(target))).map(told) };
  return { files: all.map((file) => ({ ...told(file), attached: [...file.attached].map(spelled) })) };
}

function notes({ target }) {
  const all = [...account.notes.values()];
  const words = ({ id, title, note }) => ({ id, title, text: note });
  if (target) return { notes: all.filter((note) => note.on === place(target)).map(words) };
  return { notes: all.map((note) => ({ ...words(note), on: spelled(note.on) })) };
}

const STANDIN = {
  records: ({ records }) => {
    records.forEach(([type, id, fields]) => account.add(type.toLowerCase(), place({ type, id }).split('/')[1], fields));
    return OK;
  },
  order: ({ event, now, then, lines = null, before = null, context = 'RESTWEBSERVICES', parameters = {} }) => {
    fine(['create', 'edit', 'xedit', 'approve', 'cancel', 'delete'].includes(event), `no such event: ${event}`);
    Object.assign(orders, { context, parameters });
    try {
      orders.save(event.toUpperCase(), now, then, { lines, before });
    } catch (error) {
      if (error.name !== 'SOLDE_CREDIT_HOLD') throw error;
      return { refused: error.message };
    }
    return { accepted: true };
  },
  gone: ({ records }) => {
    records.forEach(([type, id]) => account.records.delete(place({ type, id })));
    return OK;
  },
  folder: ({ id, name }) => {
    account.folders.set(String(id), { id: String(id), name, parent: '' });
    return OK;
  },
  paper: ({ target, content }) => {
    account.papers.set(place(target), Buffer.from(content, 'base64'));
    return OK;
  },
  files,
  notes,
  detach: ({ id }) => {
    fine(account.files.has(String(id)), `no file ${id}`);
    account.files.get(String(id)).attached.clear();
    return OK;
  },
  'delete file': ({ id }) => {
    fine(account.files.delete(String(id)), `no file ${id}`);
    return OK;
  },
  'delete note': ({ id }) => {
    fine(account.notes.delete(String(id)), `no note ${id}`);
    return OK;
  },
  dies: ({ at, when = 'before' }) => {
    fine(MOMENTS.includes(at), `at: expected one of ${MOMENTS.join(', ')}`);
    account.dies(at, when);
    return OK;
  },
  reset: ({ sameName = 'overwrite' }) => {
    reset({ sameName });
    return OK;
  },
};

function standin(line) {
  try {
    fine(Object.hasOwn(STANDIN, line.standin), `standin: expected one of ${Object.keys(STANDIN).join(', ')}`);
    return STANDIN[line.standin](line);
  } catch (error) {
    return { wrong: error.message };
  }
}

function post(message) {
  try {
    return { status: 200, body: restlet.post(message) };
  } catch (error) {
    return { status: 400, body: { error: { code: error.name, message: error.message } } };
  }
}

function answer(text) {
  let line;
  try {
    line = JSON.parse(text);
  } catch (error) {
    return { status: 400, body: { error: { code: 'INVALID_REQUEST', message: `no JSON: ${error.message}` } } };
  }
  return line && typeof line === 'object' && 'standin' in line ? standin(line) : post(line);
}

reset();
for await (const text of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(answer(text))}\n`);
}
