/**
 * The file cabinet: a folder for each record below a base folder, files that carry a key in their description.
 *
 * SPDX-License-Identifier: Apache-2.0
 * @NApiVersion 2.1
 * @NModuleScope SameAccount
 */
define(['./solde_base64'], (base64) => {
  const BASE = 'Solde'; // the folder at the top, where no other is named
  const PAGE = 1000; // rows, and ids in one filter
  // What Solde attaches, by the ending of the name -> the member of file.Type, and whether its content is text.
  const KINDS = {
    csv: ['CSV', true],
    jpeg: ['JPGIMAGE', false],
    jpg: ['JPGIMAGE', false],
    json: ['JSON', true],
    pdf: ['PDF', false],
    png: ['PNGIMAGE', false],
    txt: ['PLAINTEXT', true],
    xml: ['XMLDOC', true],
    zip: ['ZIP', false],
  };

  /** What the record, or the message, is to blame for: it is told, and nothing was done. */
  class Refusal extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }

  const describe = (key) => `solde:${key}`;

  /** All rows of a search, however many. */
  const rows = (search, options) => {
    const found = [];
    const paged = search.create(options).runPaged({ pageSize: PAGE });
    paged.pageRanges.forEach((range) => {
      paged.fetch({ index: range.index }).data.forEach((row) => { found.push(row); });
    });
    return found;
  };

  const files = (search, filters) => rows(search, {
    type: 'file', filters, columns: ['internalid', 'name', 'description'].map((name) => ({ name })),
  }).map((row) => ({
    id: String(row.getValue({ name: 'internalid' })),
    name: String(row.getValue({ name: 'name' })),
    description: String(row.getValue({ name: 'description' })),
  }));

  /** The files with these ids, wherever a person has moved them. */
  const byIds = (search, ids) => {
    const found = [];
    for (let start = 0; start < ids.length; start += PAGE) {
      found.push(...files(search, [['internalid', 'anyof', ids.slice(start, start + PAGE)]]));
    }
    return found;
  };

  /** The files of one folder. */
  const inFolder = (search, folder) => files(search, [['folder', 'anyof', folder]]);

  /** The id of the one with this key, else "". */
  const ofKey = (found, key) => (found.find((each) => each.description === describe(key)) || { id: '' }).id;

  const folders = (search, filters) => rows(search, {
    type: 'folder', filters, columns: [{ name: 'internalid' }, { name: 'name' }],
  }).map((row) => ({ id: String(row.getValue({ name: 'internalid' })), name: row.getValue({ name: 'name' }) }));

  /** The id of the folder with this name; parent "" is the top of the cabinet. It is made where it is not there. */
  const folderOf = ({ search, record }, parent, name) => {
    const place = parent ? ['parent', 'anyof', parent] : ['istoplevel', 'is', 'T'];
    const look = () => folders(search, [['name', 'is', name], 'AND', place]).find((each) => each.name === name);
    const there = look();
    if (there) return there.id;
    const folder = record.create({ type: 'folder' });
    folder.setValue({ fieldId: 'name', value: name });
    if (parent) folder.setValue({ fieldId: 'parent', value: parent });
    try {
      return String(folder.save());
    } catch (error) {
      const made = look(); // by a request at the same moment
      if (made) return made.id;
      throw error;
    }
  };

  /** The folder of one record. Refuses where the base folder is not there. */
  const folderFor = (modules, base, name) => {
    const { search } = modules;
    if (base && !folders(search, [['internalid', 'anyof', base]]).length) {
      throw new Refusal('folder', `folder ${base} does not exist in the file cabinet, or the integration's role may not`
        + ' see it: mend `folder` in the settings of the connection');
    }
    return folderOf(modules, base || folderOf(modules, '', BASE), name);
  };

  /** {fileType, contents, encoding} for N/file: binary content is base64 there, and text is text. */
  const kindOf = (file, name, content) => {
    const ending = name.includes('.') ? name.split('.').pop().toLowerCase() : '';
    const known = Object.prototype.hasOwnProperty.call(KINDS, ending) ? KINDS[ending] : null;
    if (!known) {
      const endings = Object.keys(KINDS).join(', ');
      throw new Refusal('kind', `name: ${JSON.stringify(name)} does not end in one of ${endings}`);
    }
    const [type, isText] = known;
    if (!isText) return { fileType: file.Type[type], contents: content };
    const text = base64.text(base64.bytes(content));
    if (text === null) {
      throw new Refusal('content', `${name}: NetSuite keeps this kind as text, and it is not in UTF-8`);
    }
    return { fileType: file.Type[type], contents: text, encoding: file.Encoding.UTF_8 };
  };

  /** "FAC-1.pdf", or "FAC-1 (2).pdf" where the name is taken. Capitals make no other name. */
  const freeName = (name, saved) => {
    const taken = saved.map((each) => each.name.toLowerCase());
    const dot = name.lastIndexOf('.');
    const numbered = (number) => `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
    let free = name;
    for (let number = 2; taken.includes(free.toLowerCase()); number += 1) free = numbered(number);
    return free;
  };

  /** Saves a new file beside those that are there; its id. Nobody sees it without logging in. */
  const save = (file, folder, saved, { name, key, kind }) => {
    const made = file.create({
      ...kind, name: freeName(name, saved), description: describe(key), folder: Number(folder), isOnline: false,
    });
    return String(made.save());
  };

  return { Refusal, rows, byIds, inFolder, ofKey, folderFor, kindOf, save };
});
