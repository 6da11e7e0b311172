/**
 * What the messages of Solde's RESTlet do. NetSuite's modules are given, so that it can be tested outside NetSuite.
 *
 * Twice is once: a file carries its key in its description, a note in its title. Both are looked for on the record
 * before anything is made, so a run that was killed is continued where it stopped: a file that was saved and not
 * attached is attached. Nothing that is there is overwritten: whether File.save() replaces a file of the same name is
 * not documented.
 *
 * What a record has is asked from the record: the columns `internalid` of its joins `file` and `userNotes`. Without any
 * there is still one row, with empty columns.
 *
 * SPDX-License-Identifier: Apache-2.0
 * @NApiVersion 2.1
 * @NModuleScope SameAccount
 */
define(['./solde_base64', './solde_cabinet'], (base64, cabinet) => {
  const VERSION = '1';
  // Record types as REST spells them -> as SuiteScript does, and by which field a note belongs to one.
  const TYPES = {
    invoice: { type: 'invoice', note: 'transaction', printed: true },
    creditMemo: { type: 'creditmemo', note: 'transaction', printed: true },
    customer: { type: 'customer', note: 'entity', printed: false },
    salesOrder: { type: 'salesorder', note: 'transaction', printed: true },
    customerPayment: { type: 'customerpayment', note: 'transaction', printed: true },
  };
  const MOST_BYTES = 10 * 1024 * 1024; // of a file: N/file, "content held in memory is limited to 10MB"
  const LONGEST_NAME = 150;
  const LONGEST_KEY = 60; // as it is written down; a longer one is shortened
  const LONGEST_TITLE = 100; // of a note
  const ID = /^[1-9][0-9]{0,17}$/;
  const KEY = /^[\x21-\x5a\x5e-\x7e]{1,500}$/; // printable, without [ \ ] and blanks
  const NAME = /^[^\x00-\x1f\x7f/\\:]+$/;

  const { Refusal } = cabinet;

  const check = (holds, code, words) => {
    if (!holds) throw new Refusal(code, words);
  };

  /** {type, id, note, printed, words} of a message's target. */
  const targetOf = (message) => {
    const { type, id } = message.target || {};
    const known = Object.prototype.hasOwnProperty.call(TYPES, type) ? TYPES[type] : null;
    check(known, 'type', `target.type: expected one of ${Object.keys(TYPES).join(', ')}, not ${JSON.stringify(type)}`);
    check(ID.test(String(id)), 'target', `target.id: expected an internal id, not ${JSON.stringify(id)}`);
    return { ...known, id: String(id), folder: `${type}-${id}`, words: `${type} ${id}` };
  };

  /** A key as it is written down: a long one keeps its beginning, and a checksum of the whole. */
  const short = (key) => {
    if (key.length <= LONGEST_KEY) return key;
    const sums = [0x811c9dc5, 0x01000193].map((seed) => { // FNV-1a, 32 bits, from two offsets
      let sum = seed;
      for (let at = 0; at < key.length; at += 1) sum = Math.imul(sum ^ key.charCodeAt(at), 0x01000193) >>> 0;
      return sum.toString(16).padStart(8, '0');
    });
    return `${key.slice(0, LONGEST_KEY - 17)}~${sums.join('')}`;
  };

  const keyOf = (message) => {
    check(typeof message.key === 'string' && KEY.test(message.key), 'key',
      'key: expected at most 500 printable ASCII characters without blanks, brackets and backslashes');
    return short(message.key);
  };

  const nameOf = (message) => {
    const { name } = message;
    check(typeof name === 'string' && NAME.test(name) && name.trim() === name && !/^\.+$/.test(name), 'name',
      `name: expected the name of a file without / \\ : and control characters, not ${JSON.stringify(name)}`);
    check(name.length <= LONGEST_NAME, 'name', `name: longer than ${LONGEST_NAME} characters`);
    return name;
  };

  const contentOf = (message) => {
    const { content } = message;
    check(base64.wellFormed(content) && content, 'content', 'content: expected base64, padded and on one line');
    const size = base64.size(content);
    check(size <= MOST_BYTES, 'size',
      `the file has ${(size / 1024 / 1024).toFixed(1)} MB; NetSuite takes files of up to 10 MB`);
    return content;
  };

  /** Each row of the record with the columns of one join. Refuses where there is no such record. */
  const joined = ({ search }, target, join, names) => {
    const filters = [['internalid', 'anyof', target.id]];
    if (target.note === 'transaction') filters.push('AND', ['mainline', 'is', 'T']);
    const columns = [{ name: 'internalid' }, ...names.map((name) => ({ name, join }))];
    const rows = cabinet.rows(search, { type: target.type, filters, columns });
    check(rows.length, 'missing', `${target.words} does not exist, or the integration's role may not see it`);
    return rows
      .map((row) => Object.fromEntries(names.map((name) => [name, row.getValue({ name, join })])))
      .filter((row) => row.internalid);
  };

  const attachedWith = (modules, target, key) => {
    const ids = joined(modules, target, 'file', ['internalid']).map((row) => String(row.internalid));
    return cabinet.ofKey(cabinet.byIds(modules.search, ids), key);
  };

  const noteWith = (modules, target, key) => {
    const notes = joined(modules, target, 'userNotes', ['internalid', 'title']);
    const found = notes.find((row) => String(row.title).endsWith(`[solde:${key}]`));
    return found ? String(found.internalid) : '';
  };

  const findFile = (modules, message) => {
    const [target, key] = [targetOf(message), keyOf(message)];
    nameOf(message);
    return { id: attachedWith(modules, target, key) };
  };

  const putFile = (modules, message) => {
    const [target, name, key, content] = [targetOf(message), nameOf(message), keyOf(message), contentOf(message)];
    check(message.folder === '' || message.folder === undefined || ID.test(String(message.folder)), 'folder',
      `folder: expected the internal id of a folder, not ${JSON.stringify(message.folder)}`);
    const kind = cabinet.kindOf(modules.file, name, content);
    const there = attachedWith(modules, target, key);
    if (there) return { id: there };
    const folder = cabinet.folderFor(modules, String(message.folder || ''), target.folder);
    const saved = cabinet.inFolder(modules.search, folder);
    const id = cabinet.ofKey(saved, key) || cabinet.save(modules.file, folder, saved, { name, key, kind });
    modules.record.attach({ record: { type: 'file', id }, to: { type: target.type, id: target.id } });
    modules.log.audit({ title: 'Solde', details: `file ${id} attached to ${target.words}` });
    return { id };
  };

  const findNote = (modules, message) => ({ id: noteWith(modules, targetOf(message), keyOf(message)) });

  /** The first line of the text and the key, cut to fit. */
  const titleOf = (text, key) => {
    const mark = ` [solde:${key}]`;
    const line = text.trim().split('\n')[0].trim();
    const room = LONGEST_TITLE - mark.length;
    return (line.length <= room ? line : `${line.slice(0, room - 1).trim()}…`) + mark;
  };

  const addNote = (modules, message) => {
    const [target, key, { text }] = [targetOf(message), keyOf(message), message];
    check(typeof text === 'string' && text.trim(), 'text', 'text: expected the words of the note');
    const there = noteWith(modules, target, key);
    if (there) return { id: there };
    const note = modules.record.create({ type: 'note' });
    note.setValue({ fieldId: target.note, value: target.id });
    note.setValue({ fieldId: 'title', value: titleOf(text, key) });
    note.setValue({ fieldId: 'note', value: text });
    const id = String(note.save());
    modules.log.audit({ title: 'Solde', details: `note ${id} added to ${target.words}` });
    return { id };
  };

  const paper = (modules, message) => {
    const target = targetOf(message);
    check(target.printed, 'type', `${target.words}: NetSuite prints transactions only`);
    joined(modules, target, 'file', ['internalid']);
    const { PrintMode } = modules.render;
    const page = modules.render.transaction({ entityId: Number(target.id), printMode: PrintMode.PDF });
    return { content: page.getContents() };
  };

  const about = () => ({ version: VERSION, files: true, notes: true, paper: true });

  const MESSAGES = {
    about, find_file: findFile, put_file: putFile, find_note: findNote, add_note: addNote, paper,
  };

  /**
   * The answer to one message. What the record or the message is to blame for is answered as
   * {error: {code, message}}; whatever else NetSuite throws is thrown on, and becomes its own error answer.
   */
  const answer = (modules, message) => {
    try {
      const what = message && typeof message === 'object' ? message.do : undefined;
      const known = Object.prototype.hasOwnProperty.call(MESSAGES, what);
      check(known, 'do', `do: expected one of ${Object.keys(MESSAGES).join(', ')}, not ${JSON.stringify(what)}`);
      return MESSAGES[what](modules, message);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { error: { code: error.code, message: error.message } };
    }
  };

  return { answer };
});
