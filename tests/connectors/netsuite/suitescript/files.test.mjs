// Stories of files: they are attached once, whatever happens in between.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { door } from './door.mjs';

test('a file is saved in a folder of its record, and attached to it', () => {
  const netsuite = door();
  const { id } = netsuite.put('notice:1');
  const [file] = netsuite.files();
  assert.equal(file.id, id);
  assert.equal(netsuite.path(file), 'Solde/invoice-12/FAC-1.pdf');
  assert.deepEqual([...file.attached], ['invoice/12']);
  assert.equal(file.content.toString(), '%PDF-1.4 FAC-1');
  assert.equal(file.description, 'solde:notice:1');
  assert.equal(file.isOnline, false);
  assert.deepEqual(netsuite.find('notice:1'), { id });
});

test('the folder of the settings holds the folders of the records', () => {
  const netsuite = door();
  netsuite.account.folders.set('55', { id: '55', name: 'E-invoices', parent: '' });
  netsuite.put('a', { folder: '55' });
  assert.equal(netsuite.path(netsuite.files()[0]), 'E-invoices/invoice-12/FAC-1.pdf');
});

test('a folder of the settings that is not there is named', () => {
  const { error } = door().put('a', { folder: '56' });
  assert.equal(error.code, 'folder');
  assert.match(error.message, /folder 56 does not exist/);
});

test('nothing is there before it is put, and nothing is made by asking', () => {
  const netsuite = door();
  assert.deepEqual(netsuite.find('a'), { id: '' });
  assert.equal(netsuite.account.folders.size, 1);
});

test('twice is once', () => {
  const netsuite = door();
  const first = netsuite.put('a');
  assert.deepEqual(netsuite.put('a'), first);
  assert.equal(netsuite.files().length, 1);
});

test('killed between save and attach: it is not there, and the repetition attaches the file that was saved', () => {
  const netsuite = door();
  netsuite.account.dies('attach');
  assert.throws(() => netsuite.put('a'), { name: 'UNEXPECTED_ERROR' });
  assert.equal(netsuite.files().length, 1);
  assert.deepEqual(netsuite.find('a'), { id: '' });
  const { id } = netsuite.put('a');
  assert.equal(netsuite.files().length, 1);
  assert.deepEqual([...netsuite.files()[0].attached], ['invoice/12']);
  assert.deepEqual(netsuite.find('a'), { id });
});

for (const [at, when] of [['folder save', 'before'], ['folder save', 'after'], ['save', 'before'], ['save', 'after'],
  ['attach', 'after']]) {
  test(`killed ${when} ${at}: the repetition leaves one file, one folder, one attachment`, () => {
    const netsuite = door();
    netsuite.account.dies(at, when);
    try {
      netsuite.put('a');
    } catch (error) {
      assert.equal(error.name, 'UNEXPECTED_ERROR');
    }
    const { id } = netsuite.put('a');
    assert.deepEqual(netsuite.files().map((file) => [file.id, netsuite.path(file), [...file.attached]]),
      [[id, 'Solde/invoice-12/FAC-1.pdf', ['invoice/12']]]);
    assert.equal(netsuite.account.folders.size, 3);
  });
}

test('a folder that another request makes at the same moment is used', () => {
  const netsuite = door();
  netsuite.account.dies('folder save', 'after'); // the second of two is told that it is there
  assert.ok(netsuite.put('a').id);
  assert.equal(netsuite.account.folders.size, 3);
});

for (const sameName of ['overwrite', 'refuse']) {
  test(`two keys with one name are two files, where NetSuite would ${sameName} the second`, () => {
    const netsuite = door({ sameName });
    const first = netsuite.put('a');
    const second = netsuite.put('b', { content: Buffer.from('%PDF-1.4 again').toString('base64') });
    const third = netsuite.put('c', { name: 'fac-1.PDF' });
    assert.deepEqual(netsuite.files().map((file) => file.name), ['FAC-1.pdf', 'FAC-1 (2).pdf', 'fac-1 (3).PDF']);
    assert.deepEqual([netsuite.find('a'), netsuite.find('b'), netsuite.find('c')], [first, second, third]);
    assert.equal(netsuite.files()[0].content.toString(), '%PDF-1.4 FAC-1');
  });
}

test('a file that a person put there is left alone', () => {
  const netsuite = door();
  netsuite.put('a');
  netsuite.account.files.set('5', { ...netsuite.files()[0], id: '5', name: 'scan.pdf', description: '' });
  netsuite.put('b', { name: 'scan.pdf' });
  assert.deepEqual(netsuite.files().map((file) => file.name).sort(), ['FAC-1.pdf', 'scan (2).pdf', 'scan.pdf']);
});

test('a file that a person moved to another folder is still found by its record', () => {
  const netsuite = door();
  const { id } = netsuite.put('a');
  netsuite.files()[0].folder = '-15';
  assert.deepEqual(netsuite.find('a'), { id });
  assert.deepEqual(netsuite.put('a'), { id });
});

test('a file that a person detached is attached again when it is put again, and not before', () => {
  const netsuite = door();
  const { id } = netsuite.put('a');
  netsuite.files()[0].attached.clear();
  assert.deepEqual(netsuite.find('a'), { id: '' });
  assert.deepEqual(netsuite.put('a'), { id });
  assert.deepEqual(netsuite.find('a'), { id });
});

test('the same key on another record is another file', () => {
  const netsuite = door();
  netsuite.put('a');
  const other = { target: { type: 'creditMemo', id: '14' } };
  assert.deepEqual(netsuite.find('a', other), { id: '' });
  netsuite.put('a', other);
  assert.deepEqual(netsuite.files().map((file) => netsuite.path(file)),
    ['Solde/invoice-12/FAC-1.pdf', 'Solde/creditMemo-14/FAC-1.pdf']);
});

test('a customer with thousands of files is read to the end', () => {
  const netsuite = door();
  const target = { type: 'customer', id: '7' };
  for (let number = 10000; number < 13500; number += 1) {
    netsuite.account.files.set(String(number), {
      id: String(number), name: `${number}.pdf`, description: '', folder: '-15', attached: new Set(['customer/7']),
    });
  }
  const { id } = netsuite.put('a', { target });
  assert.deepEqual(netsuite.find('a', { target }), { id });
});

test('XML is kept as text in UTF-8, to the byte', () => {
  const netsuite = door();
  const xml = Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\r\n<a>Crème brûlée € 😀 Ω</a>\n'.repeat(900));
  netsuite.put('a', { name: 'IT01.xml', mime: 'application/xml', content: xml.toString('base64') });
  assert.equal(netsuite.files()[0].fileType, 'XMLDOC');
  assert.ok(netsuite.files()[0].content.equals(xml));
});

for (const [what, bytes] of [['Latin-1', [0xe9, 0x3c, 0x3c]], ['a sequence cut off', [0x3c, 0xe2, 0x82]],
  ['an overlong form', [0xc0, 0xaf]], ['an overlong form of three', [0xe0, 0x80, 0xaf]],
  ['half a pair', [0xed, 0xa0, 0x80]],
  ['beyond Unicode', [0xf5, 0x80, 0x80, 0x80]], ['a stray tail', [0xbf, 0xbf]],
  ['a lead of more than four bytes', [0xf9, 0x80, 0x80, 0x80]]]) {
  test(`text that is not UTF-8 is refused: ${what}`, () => {
    const { error } = door().put('a', { name: 'a.xml', content: Buffer.from(bytes).toString('base64') });
    assert.equal(error.code, 'content');
    assert.match(error.message, /UTF-8/);
  });
}

test('10 MB are taken, a byte more is refused with the size and the limit', () => {
  const netsuite = door();
  const most = Buffer.alloc(10 * 1024 * 1024, 1);
  assert.ok(netsuite.put('a', { content: most.toString('base64') }).id);
  const { error } = netsuite.put('b', { content: Buffer.concat([most, Buffer.from([1])]).toString('base64') });
  assert.equal(error.code, 'size');
  assert.match(error.message, /10\.0 MB; NetSuite takes files of up to 10 MB/);
  assert.equal(netsuite.files().length, 1);
});
