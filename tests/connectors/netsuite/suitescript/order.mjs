// Sales orders as the user event script meets them: which fields there are depends on how the order is saved.
import { Account, SuiteScriptError } from './account.mjs';
import { load } from './loader.mjs';

const EVENTS = ['CREATE', 'COPY', 'EDIT', 'XEDIT', 'APPROVE', 'CANCEL', 'REJECT', 'DELETE', 'PAYBILLS', 'DROPSHIP'];
const UserEventType = Object.fromEntries(EVENTS.map((name) => [name, name.toLowerCase()]));
export const REASON = 'Overdue since 3 March: FAC-1 and FAC-2, 1,240.00 EUR to pay';

/** An order's record. `lines` null: the record has none, as in an inline edit. */
function record(fields, lines) {
  return {
    getValue: ({ fieldId }) => fields[fieldId] ?? '',
    getLineCount: ({ sublistId }) => (lines && sublistId === 'item' ? lines.length : -1),
    getSublistValue: ({ fieldId, line }) => lines[line][fieldId] ?? '',
  };
}

const ORDER = { entity: '7', orderstatus: 'B', total: 100, currency: '1' };

export class Orders {
  constructor(account = new Account()) {
    this.account = account;
    this.parameters = {};
    this.user = { id: 3, role: 1005, roleId: 'customrole_sales' };
    this.context = 'USERINTERFACE';
    const runtime = {
      getCurrentScript: () => ({ getParameter: ({ name }) => this.parameters[name] ?? null }),
      getCurrentUser: () => this.user,
    };
    Object.defineProperty(runtime, 'executionContext', { get: () => this.context });
    const create = ({ name, message, ...more }) => Object.assign(new SuiteScriptError(name, message), more);
    this.script = load('solde_hold.js', { ...this.account.modules(), 'N/runtime': runtime, 'N/error': { create } });
  }

  /** Customer 7: held by Solde, unless said otherwise. */
  customer(id = '7', { hold = 'ON', reason = REASON, parent = '' } = {}) {
    this.account.add('customer', id, { creditholdoverride: hold, custentity_solde_hold: reason, parent });
    return this;
  }

  save(type, now, then, { lines = null, before = null } = {}) {
    const newRecord = record(now, lines);
    const oldRecord = then ? record(then, before) : undefined;
    this.script.beforeSubmit({ type: UserEventType[type], UserEventType, newRecord, oldRecord });
  }

  create(fields = {}) {
    this.save('CREATE', { ...ORDER, ...fields });
  }

  edit(now, then = {}, lines = {}) {
    this.save('EDIT', { ...ORDER, ...then, ...now }, { ...ORDER, ...then }, lines);
  }

  /** An inline edit: the new record has what was changed, and no lines. */
  inline(now, then = {}) {
    this.save('XEDIT', now, { ...ORDER, ...then });
  }

  event(type) {
    this.save(type, type === 'APPROVE' ? {} : ORDER, ORDER);
  }
}
