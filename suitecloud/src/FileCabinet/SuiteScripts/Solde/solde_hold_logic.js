/**
 * Which sales orders are refused because Solde holds the customer. NetSuite's modules are given.
 *
 * A hold is Solde's where the customer's Hold (creditholdoverride) is ON and the field custentity_solde_hold says why.
 * Any other hold is left to NetSuite's own handling. Refused is what promises more: a new order, an approval, an order
 * that is opened again, given to a held customer, or raised. Whatever lowers, closes, cancels or deletes an order, and
 * an edit of anything else, is accepted.
 *
 * SPDX-License-Identifier: Apache-2.0
 * @NApiVersion 2.1
 * @NModuleScope SameAccount
 */
define([], () => {
  const REASON = 'custentity_solde_hold';
  const HOLD = 'creditholdoverride'; // read from the record: as a search column it is a check box of another meaning
  const WARN_ONLY = 'custscript_solde_warn_only';
  const EXEMPT = 'custscript_solde_exempt_roles';
  const PENDING = 'custscript_solde_allow_pending';
  const PENDING_APPROVAL = 'A'; // values of orderstatus
  const OVER = ['C', 'H']; // cancelled, closed
  const SHOPS = ['WEBSTORE', 'WEBAPPLICATION']; // where the customer reads the message
  const GENERATIONS = 10; // of parents that are looked at
  const CENT = 0.005;

  const ticked = (value) => value === true || value === 'T' || value === 'true';

  /** A field of the order as it will be; an inline edit has only the fields that were changed. */
  const field = ({ newRecord, oldRecord }, fieldId) => {
    const value = newRecord && newRecord.getValue({ fieldId });
    if (value !== undefined && value !== null && value !== '') return value;
    return oldRecord ? oldRecord.getValue({ fieldId }) : '';
  };

  const before = ({ oldRecord }, fieldId) => (oldRecord ? oldRecord.getValue({ fieldId }) : '');

  /**
   * What the lines that are not closed amount to; null where the lines are not there, as in an inline edit. Quantity by rate counts where it
   * is more: a program may have changed them, and the amount is only worked out when the order is written.
   */
  const open = (order) => {
    const lines = order ? order.getLineCount({ sublistId: 'item' }) : -1;
    if (lines < 0) return null;
    let sum = 0;
    for (let line = 0; line < lines; line += 1) {
      const of = (fieldId) => order.getSublistValue({ sublistId: 'item', fieldId, line });
      const worth = Math.max(Number(of('amount')) || 0, (Number(of('quantity')) || 0) * (Number(of('rate')) || 0));
      if (!ticked(of('isclosed'))) sum += worth;
    }
    return sum;
  };

  const higher = (now, then) => Number(now) > Number(then) + CENT;

  /** Whether an edit raises the order. In another currency than before it may have. */
  const raised = (context) => {
    if (String(field(context, 'currency')) !== String(before(context, 'currency'))) return true;
    if (higher(field(context, 'total'), before(context, 'total'))) return true;
    const [now, then] = [open(context.newRecord), open(context.oldRecord)];
    return now !== null && then !== null && higher(now, then);
  };

  const edited = (context, pendingAllowed) => {
    const [now, then] = [field(context, 'orderstatus'), before(context, 'orderstatus')];
    if (OVER.includes(now) || (pendingAllowed && now === PENDING_APPROVAL)) return false;
    if (OVER.includes(then) || (then === PENDING_APPROVAL && now !== PENDING_APPROVAL)) return true;
    return String(field(context, 'entity')) !== String(before(context, 'entity')) || raised(context);
  };

  /** Whether what is being saved promises the customer more than before. */
  const promises = (context, pendingAllowed) => {
    const types = context.UserEventType;
    switch (context.type) {
      case types.CREATE:
      case types.COPY: {
        const status = field(context, 'orderstatus');
        return !OVER.includes(status) && !(pendingAllowed && status === PENDING_APPROVAL);
      }
      case types.APPROVE:
        return true;
      case types.EDIT:
      case types.XEDIT:
        return edited(context, pendingAllowed);
      default: // delete, cancel, reject, and what NetSuite does with orders that were accepted
        return false;
    }
  };

  /** lookupFields answers a selection as [{value, text}]. */
  const first = (value) => (Array.isArray(value) ? (value[0] || {}).value : value) || '';

  /** The customer and its parents, the nearest first: {id, reason}. */
  const family = ({ search }, customer) => {
    const found = [];
    const seen = [];
    for (let id = String(customer || ''); id && !seen.includes(id) && seen.length < GENERATIONS;) {
      seen.push(id);
      const row = search.lookupFields({ type: 'customer', id, columns: [REASON, 'parent'] }) || {};
      found.push({ id, reason: String(row[REASON] || '').trim() });
      id = String(first(row.parent));
    }
    return found;
  };

  /** Why the customer is held by Solde; "" where it is not. An Off nearer to the order outweighs a parent's hold. */
  const reasonOf = (modules, customer) => {
    const chain = family(modules, customer);
    if (!chain.some((each) => each.reason)) return ''; // most orders: nothing is loaded
    for (const each of chain) {
      const record = modules.record.load({ type: 'customer', id: each.id });
      const hold = String(record.getValue({ fieldId: HOLD }) || '').toUpperCase();
      if (hold === 'OFF') return '';
      if (hold === 'ON' && each.reason) return each.reason;
    }
    return '';
  };

  const exempt = (user, roles) => {
    const named = String(roles || '').split(/[\s,;|]+/).filter(Boolean).map((each) => each.toLowerCase());
    return [user.role, user.roleId].some((each) => named.includes(String(each).toLowerCase()));
  };

  const words = (reason, shop) => (shop
    ? 'This order cannot be accepted at the moment. Please contact us.'
    : `The customer is on credit hold: ${reason} The order is not accepted until this is settled or the hold is lifted`
      + ' on the customer.');

  /** Without Solde's own mark behind the reason, which tells people nothing. */
  const bare = (reason) => reason.replace(/\s*\[Solde [0-9a-f]{6};[^\]]*\]$/, '') || 'no reason was given';

  const sentence = (reason) => (/[.!?]$/.test(reason) ? reason : `${reason}.`);

  /**
   * The words with which this save is refused; "" where it is accepted. Where the fields are not there, or the role may
   * not see the customer, the order is accepted and the log says so: an error of ours must not stop the business.
   */
  const refusal = (modules, context) => {
    const { log, runtime } = modules;
    const script = runtime.getCurrentScript();
    const given = (name) => script.getParameter({ name });
    if (!promises(context, ticked(given(PENDING))) || exempt(runtime.getCurrentUser(), given(EXEMPT))) return '';
    let reason;
    try {
      reason = reasonOf(modules, field(context, 'entity'));
    } catch (error) {
      const details = `The hold of customer ${field(context, 'entity')} could not be read, the order is accepted:`
        + ` ${error.name}: ${error.message}. Is the field ${REASON} there, and may the role see it?`;
      log.error({ title: 'Solde credit hold', details });
      return '';
    }
    if (!reason) return '';
    if (ticked(given(WARN_ONLY))) {
      log.audit({ title: 'Solde credit hold', details: `would be refused (${context.type}): ${reason}` });
      return '';
    }
    return words(sentence(bare(reason)), SHOPS.includes(runtime.executionContext));
  };

  return { refusal };
});
