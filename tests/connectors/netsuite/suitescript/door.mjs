// The RESTlet over an account in memory: messages go in and come out as JSON, as over HTTP.
import { Account } from './account.mjs';
import { load } from './loader.mjs';

export class Door {
  constructor(options) {
    this.account = new Account(options);
    this.restlet = load('solde_files.js', this.account.modules());
  }

  post(message) {
    return JSON.parse(JSON.stringify(this.restlet.post(JSON.parse(JSON.stringify(message)))));
  }

  /** A message of this kind on invoice 12, if nothing else is said. */
  ask(what, more = {}) {
    return this.post({ do: what, target: { type: 'invoice', id: '12' }, ...more });
  }

  find(key, more = {}) {
    return this.ask('find_file', { key, name: 'FAC-1.pdf', ...more });
  }

  put(key, more = {}) {
    const content = Buffer.from('%PDF-1.4 FAC-1').toString('base64');
    return this.ask('put_file', { key, name: 'FAC-1.pdf', mime: 'application/pdf', folder: '', content, ...more });
  }

  files() {
    return [...this.account.files.values()];
  }

  notes() {
    return [...this.account.notes.values()];
  }

  path(file) {
    const folder = this.account.folders.get(file.folder);
    const up = this.account.folders.get(folder.parent);
    return `${up ? `${up.name}/` : ''}${folder.name}/${file.name}`;
  }
}

/** A door to an account with an invoice, an order, a credit memo, a payment and a customer. */
export function door(options) {
  const made = new Door(options);
  made.account.add('invoice', '12').add('salesorder', '13').add('creditmemo', '14');
  made.account.add('customerpayment', '15').add('customer', '7');
  return made;
}
