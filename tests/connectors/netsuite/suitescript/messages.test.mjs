// Stories of notes and of an invoice's own page, and of what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { door } from './door.mjs';

const CUSTOMER = { type: 'customer', id: '7' };
const KINDS = [
  ['invoice', '12'], ['salesOrder', '13'], ['creditMemo', '14'], ['customerPayment', '15'], ['customer', '7'],
];

test('it says what it can', () => {
  assert.deepEqual(door().post({ do: 'about' }), { version: '1', files: true, notes: true, paper: true });
});

for (const [type, id] of KINDS) {
  test(`files and notes go on a ${type}`, () => {
    const netsuite = door();
    const target = { type, id };
    netsuite.put('a', { target });
    const made = netsuite.ask('add_note', { target, text: 'Called.', key: 'n' });
    const record = `${type.toLowerCase()}/${id}`;
    assert.deepEqual([...netsuite.files()[0].attached], [record]);
    assert.equal(netsuite.notes()[0].on, record);
    assert.deepEqual(netsuite.ask('find_note', { target, key: 'n' }), made);
  });
}

test('a note has its words alone, and its key at the end of the title', () => {
  const netsuite = door();
  const text = 'Promised to pay 120.00 EUR.\nWill call again on Monday.';
  const { id } = netsuite.ask('add_note', { target: CUSTOMER, text, key: 'said:4' });
  assert.deepEqual(netsuite.notes(),
    [{ id, title: 'Promised to pay 120.00 EUR. [solde:said:4]', note: text, on: 'customer/7' }]);
});

test('twice is once, and another key is another note of the same words', () => {
  const netsuite = door();
  const add = (key) => netsuite.ask('add_note', { target: CUSTOMER, text: 'Called.', key });
  assert.deepEqual(add('said:4'), add('said:4'));
  assert.notDeepEqual(add('said:4'), add('said:44'));
  assert.equal(netsuite.notes().length, 2);
});

test('a key that ends as another one is another key', () => {
  const netsuite = door();
  netsuite.ask('add_note', { target: CUSTOMER, text: 'Called.', key: 'x:said:4' });
  assert.deepEqual(netsuite.ask('find_note', { target: CUSTOMER, key: 'said:4' }), { id: '' });
});

test('killed after the note was saved: it is there, and the repetition makes no other', () => {
  const netsuite = door();
  netsuite.account.dies('note save', 'after');
  assert.throws(() => netsuite.ask('add_note', { target: CUSTOMER, text: 'Called.', key: 'n' }));
  const { id } = netsuite.ask('find_note', { target: CUSTOMER, key: 'n' });
  assert.deepEqual(netsuite.ask('add_note', { target: CUSTOMER, text: 'Called.', key: 'n' }), { id });
  assert.equal(netsuite.notes().length, 1);
});

test('a long line is cut in the title, never the key; a long key is shortened and stays itself', () => {
  const netsuite = door();
  const keys = ['k'.repeat(60), `${'k'.repeat(200)}1`, `${'k'.repeat(200)}2`];
  const ids = keys.map((key) => netsuite.ask('add_note', { target: CUSTOMER, text: 'word '.repeat(80), key }).id);
  assert.equal(new Set(ids).size, 3);
  netsuite.notes().forEach((note) => {
    assert.ok(note.title.length <= 100, note.title);
    assert.match(note.title, /^word word .*… \[solde:k+[~0-9a-f]*\]$/);
  });
  assert.deepEqual(keys.map((key) => netsuite.ask('find_note', { target: CUSTOMER, key }).id), ids);
});

test("an invoice's own page is what NetSuite prints", () => {
  const netsuite = door();
  netsuite.account.papers.set('invoice/12', Buffer.from('%PDF-1.7 the page'));
  assert.equal(Buffer.from(netsuite.ask('paper').content, 'base64').toString(), '%PDF-1.7 the page');
});

test('a customer has no page', () => {
  assert.equal(door().ask('paper', { target: CUSTOMER }).error.code, 'type');
});

for (const what of ['find_file', 'put_file', 'find_note', 'add_note', 'paper']) {
  test(`${what}: a record that does not exist is told with its id, and nothing is made`, () => {
    const netsuite = door();
    const content = Buffer.from('x').toString('base64');
    const target = { type: 'invoice', id: '99' };
    const { error } = netsuite.ask(what, { target, key: 'a', name: 'a.pdf', text: 'Called.', content, folder: '' });
    assert.equal(error.code, 'missing');
    assert.match(error.message, /invoice 99 does not exist/);
    assert.equal(netsuite.account.files.size + netsuite.account.notes.size, 0);
    assert.equal(netsuite.account.folders.size, 1);
  });
}

const REFUSED = [
  ['a kind of record that is not meant', 'find_note', { target: { type: 'employee', id: '1' } }, 'type', /employee/],
  ['a property of every object as a kind', 'find_note', { target: { type: 'constructor', id: '1' } }, 'type', /invoice/],
  ['no target', 'find_note', { target: null }, 'type', /expected one of/],
  ['an id that is an expression', 'find_note', { target: { type: 'invoice', id: '1 OR 1' } }, 'target', /internal id/],
  ['a path as a name', 'put_file', { name: '../SuiteScripts/a.pdf' }, 'name', /without/],
  ['a path with backslashes', 'put_file', { name: '..\\a.pdf' }, 'name', /without/],
  ['a name that is no text', 'put_file', { name: 5 }, 'name', /expected/],
  ['a name of dots', 'find_file', { name: '..' }, 'name', /expected/],
  ['a name with a line break', 'put_file', { name: 'a\n.pdf' }, 'name', /control/],
  ['a name without end', 'put_file', { name: `${'a'.repeat(200)}.pdf` }, 'name', /150/],
  ['a script as a file', 'put_file', { name: 'a.js' }, 'kind', /pdf/],
  ['a file without ending', 'put_file', { name: 'invoice' }, 'kind', /pdf/],
  ['no key', 'put_file', { key: '' }, 'key', /key/],
  ['a key with brackets', 'find_note', { key: 'a]' }, 'key', /brackets/],
  ['content that is not base64', 'put_file', { content: 'äöü=' }, 'content', /base64/],
  ['content with line breaks', 'put_file', { content: 'QUJD\nQUJD' }, 'content', /base64/],
  ['content that was cut off', 'put_file', { content: 'QUJ' }, 'content', /base64/],
  ['no content', 'put_file', { content: '' }, 'content', /base64/],
  ['a folder that is a name', 'put_file', { folder: 'SuiteScripts' }, 'folder', /internal id/],
  ['an empty note', 'add_note', { text: '  ' }, 'text', /words/],
  ['an unknown message', 'delete_file', {}, 'do', /put_file/],
  ['a property of every object as a message', 'toString', {}, 'do', /put_file/],
];

for (const [what, message, more, code, words] of REFUSED) {
  test(`refused, and nothing is made: ${what}`, () => {
    const netsuite = door();
    const content = Buffer.from('x').toString('base64');
    const { error } = netsuite.ask(message, { key: 'a', name: 'a.pdf', text: 'Called.', content, folder: '', ...more });
    assert.equal(error.code, code);
    assert.match(error.message, words);
    assert.equal(netsuite.account.files.size + netsuite.account.notes.size, 0);
    assert.equal(netsuite.account.folders.size, 1);
  });
}

for (const message of [null, 'about', [], 7]) {
  test(`refused: ${JSON.stringify(message)} is no message`, () => {
    assert.equal(door().post(message).error.code, 'do');
  });
}

test("what NetSuite throws is not hidden: it becomes NetSuite's own error answer", () => {
  const netsuite = door();
  netsuite.account.dies('save');
  assert.throws(() => netsuite.put('a'), { name: 'UNEXPECTED_ERROR' });
});
