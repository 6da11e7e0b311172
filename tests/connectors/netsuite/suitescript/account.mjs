// A NetSuite account in memory, as N/file, N/record, N/search and N/render show it. Written from Oracle's public help
// on these modules; whatever the help does not promise is refused, so that a script cannot lean on it.

export class SuiteScriptError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

const fail = (name, message) => { throw new SuiteScriptError(name, message); };

const TRANSACTIONS = ['invoice', 'creditmemo', 'salesorder', 'customerpayment'];
const ENTITIES = ['customer'];
const TEXTS = ['CSV', 'JSON', 'PLAINTEXT', 'XMLDOC'];
const BINARIES = ['JPGIMAGE', 'PDF', 'PNGIMAGE', 'ZIP'];
const COLUMNS = {
  file: ['internalid', 'name', 'description', 'folder'],
  folder: ['internalid', 'name', 'parent'],
  userNotes: ['internalid', 'title', 'note'],
};
const MOST_CONTENT = 10 * 1024 * 1024;

export class Account {
  /** `sameName`: what saving a second file of a name does, "overwrite" or "refuse". The help does not say. */
  constructor({ sameName = 'overwrite' } = {}) {
    this.sameName = sameName;
    this.records = new Map(); // "invoice/12" -> fields
    this.files = new Map(); // id -> {id, name, description, folder, fileType, content, attached: Set of records}
    this.folders = new Map([['-15', { id: '-15', name: 'SuiteScripts', parent: '' }]]);
    this.notes = new Map(); // id -> {id, title, note, on: "invoice/12"}
    this.papers = new Map(); // "invoice/12" -> Buffer
    this.failures = []; // what the next calls die of: [{at: "attach", before: true}]
    this.closed = false; // whether the role may search for records, and not open them
    this.log = [];
    this.next = 900;
  }

  newId() {
    this.next += 1;
    return String(this.next);
  }

  add(type, id, fields = {}) {
    this.records.set(`${type}/${id}`, { parent: '', ...fields });
    return this;
  }

  /** The next call of this name dies, before or after its work. */
  dies(at, when = 'before') {
    this.failures.push({ at, when });
    return this;
  }

  moment(at, work) {
    const index = this.failures.findIndex((each) => each.at === at);
    const [failure] = index < 0 ? [null] : this.failures.splice(index, 1);
    const die = () => fail('UNEXPECTED_ERROR', `the script was killed ${failure.when} ${at}`);
    if (failure && failure.when === 'before') die();
    const made = work();
    if (failure) die();
    return made;
  }

  // What NetSuite's modules do

  modules() {
    return {
      'N/file': this.fileModule(), 'N/record': this.recordModule(), 'N/search': this.searchModule(),
      'N/render': this.renderModule(), 'N/log': this.logModule(),
    };
  }

  logModule() {
    const write = (level) => ({ title, details }) => { this.log.push({ level, title, details }); };
    return { audit: write('audit'), error: write('error'), debug: write('debug') };
  }

  fileModule() {
    const Type = Object.fromEntries([...TEXTS, ...BINARIES].map((name) => [name, name]));
    return {
      Type,
      Encoding: { UTF_8: 'UTF-8' },
      create: (options) => {
        for (const name of ['name', 'fileType']) {
          if (!options[name]) fail('SSS_MISSING_REQD_ARGUMENT', `file.create: Missing a required argument: ${name}`);
        }
        if (!(options.fileType in Type)) fail('SSS_INVALID_TYPE_ARG', `file.create: fileType ${options.fileType}`);
        const text = TEXTS.includes(options.fileType);
        const content = Buffer.from(options.contents, text ? 'utf8' : 'base64');
        if (!text && content.toString('base64') !== options.contents) fail('SSS_FILE_CONTENT', 'binary must be base64');
        if (content.length > MOST_CONTENT) fail('SSS_FILE_CONTENT_SIZE_EXCEEDED', 'more than 10 MB');
        return { ...options, save: () => this.moment('save', () => this.saveFile(options, content)) };
      },
    };
  }

  saveFile({ name, description = '', folder, fileType, isOnline = false }, content) {
    if (folder === undefined) fail('SSS_MISSING_REQD_ARGUMENT', 'Please enter value(s) for: Folder');
    if (!this.folders.has(String(folder))) fail('INVALID_KEY_OR_REF', `Invalid folder reference key ${folder}.`);
    const same = [...this.files.values()].find((each) => each.folder === String(folder)
      && each.name.toLowerCase() === name.toLowerCase());
    if (same && this.sameName === 'refuse') fail('FILE_ALREADY_EXISTS', `A file named ${name} is there already.`);
    const id = same ? same.id : this.newId();
    const attached = same ? same.attached : new Set();
    this.files.set(id, { id, name, description, folder: String(folder), fileType, isOnline, content, attached });
    return Number(id);
  }

  recordModule() {
    return {
      attach: ({ record, to }) => this.moment('attach', () => {
        if (record.type !== 'file') fail('SSS_INVALID_TYPE_ARG', record.type);
        const file = this.files.get(String(record.id));
        const target = `${to.type}/${to.id}`;
        if (!file || !this.records.has(target)) fail('RCRD_DSNT_EXIST', 'That record does not exist.');
        file.attached.add(target);
      }),
      create: ({ type }) => {
        const known = { folder: ['name', 'parent'], note: ['title', 'note', 'entity', 'transaction'] }[type];
        if (!known) fail('SSS_INVALID_RECORD_TYPE', type);
        const values = {};
        return {
          setValue: ({ fieldId, value }) => {
            if (!known.includes(fieldId)) fail('SSS_INVALID_FIELD_ID', fieldId);
            values[fieldId] = value;
          },
          save: () => this.moment(`${type} save`,
            () => (type === 'note' ? this.saveNote(values) : this.saveFolder(values))),
        };
      },
      load: ({ type, id }) => {
        const fields = this.records.get(`${type}/${id}`);
        if (!fields) fail('RCRD_DSNT_EXIST', `That record does not exist. ${type} ${id}`);
        if (this.closed) fail('INSUFFICIENT_PERMISSION', 'Permission Violation');
        return { id, getValue: ({ fieldId }) => fields[fieldId] };
      },
    };
  }

  saveFolder({ name, parent = '' }) {
    const same = [...this.folders.values()].some((each) => each.name === name && each.parent === String(parent));
    if (same) fail('FOLDER_ALREADY_EXISTS', 'A folder with the same name already exists in the selected folder.');
    if (parent && !this.folders.has(String(parent))) fail('INVALID_KEY_OR_REF', `Invalid reference key ${parent}.`);
    const id = this.newId();
    this.folders.set(id, { id, name, parent: String(parent) });
    return Number(id);
  }

  saveNote({ title = '', note, entity, transaction }) {
    if (!note) fail('USER_ERROR', 'Please enter value(s) for: Memo');
    if (!!entity === !!transaction) fail('USER_ERROR', 'A note belongs to one record.');
    const types = entity ? ENTITIES : TRANSACTIONS;
    const on = types.map((type) => `${type}/${entity || transaction}`).find((each) => this.records.has(each));
    if (!on) fail('INVALID_KEY_OR_REF', 'Invalid entity or transaction reference key.');
    const id = this.newId();
    this.notes.set(id, { id, title, note, on });
    return Number(id);
  }

  renderModule() {
    return {
      PrintMode: { PDF: 'PDF', HTML: 'HTML' },
      transaction: ({ entityId, printMode }) => {
        if (typeof entityId !== 'number') fail('SSS_INVALID_TYPE_ARG', 'render.transaction: entityId is a number');
        if (printMode !== 'PDF') fail('SSS_INVALID_TYPE_ARG', printMode);
        const which = TRANSACTIONS.map((type) => `${type}/${entityId}`).find((each) => this.records.has(each));
        if (!which) fail('RCRD_DSNT_EXIST', 'That record does not exist.');
        const page = this.papers.get(which) || Buffer.from(`%PDF-1.4 ${which}`);
        return { getContents: () => page.toString('base64') };
      },
    };
  }

  searchModule() {
    return {
      create: (options) => ({
        runPaged: ({ pageSize }) => {
          if (pageSize < 5 || pageSize > 1000) fail('SSS_INVALID_PAGE_SIZE', String(pageSize));
          const found = this.search(options);
          const pages = Math.ceil(found.length / pageSize);
          return {
            count: found.length,
            pageRanges: Array.from({ length: pages }, (_, index) => ({ index })),
            fetch: ({ index }) => ({ data: found.slice(index * pageSize, (index + 1) * pageSize) }),
          };
        },
      }),
      lookupFields: ({ type, id, columns }) => this.lookup(type, String(id), columns),
    };
  }

  /** Fields of a customer. A field that is not there is an error, as in an account where it was not deployed. */
  lookup(type, id, columns) {
    const fields = this.records.get(`${type}/${id}`);
    if (!fields) return {};
    return Object.fromEntries(columns.map((name) => {
      if (!(name in fields)) fail('SSS_INVALID_SRCH_COL', `An nlobjSearchColumn contains an invalid column: ${name}.`);
      const value = fields[name];
      return [name, name === 'parent' ? (value ? [{ value, text: `customer ${value}` }] : []) : value];
    }));
  }

  search({ type, filters, columns }) {
    if (type === 'file') return this.plain([...this.files.values()], type, filters, columns);
    if (type === 'folder') return this.plain([...this.folders.values()], type, filters, columns);
    return this.joined(type, filters, columns);
  }

  plain(all, type, filters, columns) {
    columns.forEach(({ name, join }) => {
      if (join || !COLUMNS[type].includes(name)) fail('SSS_INVALID_SRCH_COL', `${type}: ${name}`);
    });
    const found = all.filter((row) => conditions(filters).every((condition) => holds(type, row, condition)));
    return found.map((row) => ({ getValue: ({ name }) => row[name === 'internalid' ? 'id' : name] }));
  }

  /** One row for each that is joined; one with empty columns where there is none. */
  joined(type, filters, columns) {
    if (![...TRANSACTIONS, ...ENTITIES].includes(type)) fail('SSS_INVALID_RECORD_TYPE', type);
    const joins = [...new Set(columns.map(({ join }) => join).filter(Boolean))];
    columns.filter(({ join }) => join).forEach(({ name, join }) => {
      if (!(join in COLUMNS) || !COLUMNS[join].includes(name)) fail('SSS_INVALID_SRCH_COL', `${join}.${name}`);
    });
    if (joins.length > 1) fail('SSS_UNEXPECTED', 'this stand-in joins one list at a time');
    const mainline = ['mainline', 'is', 'T'].join();
    const asked = conditions(filters).map((each) => each.join());
    if (TRANSACTIONS.includes(type) !== asked.includes(mainline)) fail('SSS_INVALID_SRCH_FILTER', `${type}: mainline`);
    const [, , id] = conditions(filters).find(([name]) => name === 'internalid');
    const key = `${type}/${id}`;
    if (!this.records.has(key)) return [];
    const others = joins[0] === 'file'
      ? [...this.files.values()].filter((each) => each.attached.has(key))
      : [...this.notes.values()].filter((each) => each.on === key);
    const rows = others.length ? others : [{}];
    return rows.map((row) => ({
      getValue: ({ name, join }) => {
        if (!join) return name === 'internalid' ? String(id) : '';
        return row[name === 'internalid' ? 'id' : name] ?? '';
      },
    }));
  }
}

const conditions = (filters) => filters.filter((each) => {
  if (each !== 'AND' && !Array.isArray(each)) fail('SSS_INVALID_SRCH_FILTER_EXPR', String(each));
  return Array.isArray(each);
});

function holds(type, row, [name, operator, value]) {
  const several = (Array.isArray(value) ? value : [value]).map(String);
  const ids = several.every((each) => /^-?[0-9]+$/.test(each));
  if (operator === 'anyof' && !ids) fail('SSS_INVALID_SRCH_FILTER_VAL', String(value));
  const asked = `${type} ${name} ${operator}`;
  switch (asked) {
    case 'file internalid anyof':
    case 'folder internalid anyof': return several.includes(row.id);
    case 'file folder anyof': return several.includes(row.folder);
    case 'folder parent anyof': return several.includes(row.parent);
    case 'folder name is': return row.name.toLowerCase() === String(value).toLowerCase();
    case 'folder istoplevel is': return (row.parent === '') === (value === 'T');
    default: return fail('SSS_INVALID_SRCH_FILTER', asked);
  }
}
