// Stories of the hold: which orders are refused, and which are not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Orders, REASON } from './order.mjs';

const held = () => new Orders().customer();
const refused = (work) => assert.throws(work, { name: 'SOLDE_CREDIT_HOLD' });
const accepted = (work) => assert.doesNotThrow(work);
const line = (amount, more = {}) => ({ amount, quantity: 1, rate: amount, isclosed: false, ...more });

test('a new order of a held customer is refused, and the words say what is to be paid', () => {
  assert.throws(() => held().create(), (error) => {
    assert.equal(error.name, 'SOLDE_CREDIT_HOLD');
    assert.ok(error.message.includes(`${REASON}. The order is not accepted`), error.message);
    assert.equal(error.notifyOff, true);
    return true;
  });
});

for (const context of ['USERINTERFACE', 'CSVIMPORT', 'WEBSERVICES', 'RESTWEBSERVICES', 'RESTLET', 'SCHEDULED']) {
  test(`by whatever way it comes: ${context}`, () => {
    const orders = held();
    orders.context = context;
    assert.throws(() => orders.create(), /1,240\.00 EUR/);
  });
}

for (const context of ['WEBSTORE', 'WEBAPPLICATION']) {
  test(`in a shop the customer reads no reason: ${context}`, () => {
    const orders = held();
    orders.context = context;
    assert.throws(() => orders.create(), { message: 'This order cannot be accepted at the moment. Please contact us.' });
  });
}

test('a copy is a new order, and an approval is refused', () => {
  refused(() => held().event('COPY'));
  refused(() => held().event('APPROVE'));
});

for (const event of ['CANCEL', 'REJECT', 'DELETE', 'PAYBILLS', 'DROPSHIP']) {
  test(`never stopped: ${event.toLowerCase()}`, () => accepted(() => held().event(event)));
}

const HOLDS = [
  ['a customer without hold', { hold: 'AUTO', reason: '' }],
  ["a hold that is not Solde's: NetSuite handles it", { hold: 'ON', reason: '' }],
  ['a reason of blanks', { hold: 'ON', reason: ' \n ' }],
  ['a reason that was left over when somebody lifted the hold', { hold: 'OFF' }],
  ['a reason beside Auto', { hold: 'AUTO' }],
];
for (const [what, customer] of HOLDS) {
  test(`accepted: ${what}`, () => {
    const orders = new Orders().customer('7', customer);
    accepted(() => orders.create());
    accepted(() => orders.event('APPROVE'));
  });
}

test('an edit that raises the order is refused', () => {
  refused(() => held().edit({ total: 100.01 }));
  refused(() => held().inline({ total: 150 }));
  refused(() => held().edit({ currency: '2', total: 90 }));
});

test('an edit that raises a line is refused, before the total is worked out', () => {
  const before = [line(60), line(40)];
  refused(() => held().edit({}, {}, { before, lines: [line(60), line(41)] }));
  refused(() => held().edit({}, {}, { before, lines: [line(60), line(40, { quantity: 2 })] }));
  refused(() => held().edit({}, {}, { before, lines: [...before, line(5)] }));
});

test('a line of an amount alone is compared by it', () => {
  const flat = (amount) => [{ amount, isclosed: false }];
  refused(() => held().edit({}, {}, { before: flat(40), lines: flat(41) }));
  accepted(() => held().edit({}, {}, { before: flat(40), lines: flat(39) }));
});

test('a line that is opened again is refused, one that is closed is not', () => {
  const closed = [line(60), line(40, { isclosed: true })];
  const opened = [line(60), line(40)];
  refused(() => held().edit({}, {}, { before: closed, lines: opened }));
  accepted(() => held().edit({}, {}, { before: opened, lines: closed }));
});

test('an edit that lowers the order, or leaves it as high, is accepted', () => {
  const before = [line(60), line(40)];
  accepted(() => held().edit({ total: 60 }, {}, { before, lines: [line(60)] }));
  accepted(() => held().edit({ total: 90 }, {}, { before, lines: [line(50, { quantity: 2, rate: 25 }), line(40)] }));
  accepted(() => held().edit({ memo: 'Call before delivery' }, {}, { before, lines: before }));
  accepted(() => held().edit({ total: '100.00' }, { total: 100 }));
});

test('an inline edit of something else is accepted: it has neither customer nor total', () => {
  accepted(() => held().inline({ memo: 'Call before delivery' }));
});

test('an order that is approved by an edit is refused; one sent back to pending approval is not', () => {
  refused(() => held().edit({ orderstatus: 'B' }, { orderstatus: 'A' }));
  refused(() => held().inline({ orderstatus: 'B' }, { orderstatus: 'A' }));
  accepted(() => held().inline({ orderstatus: 'A' }, { orderstatus: 'B' }));
  accepted(() => held().edit({ orderstatus: 'A' }, { orderstatus: 'B' }));
});

test('an edit of something else on an order that is pending approval is accepted', () => {
  accepted(() => held().edit({ memo: 'x' }, { orderstatus: 'A' }));
});

test('closing and cancelling are accepted even with a higher total, opening again is refused', () => {
  for (const over of ['C', 'H']) {
    accepted(() => held().edit({ orderstatus: over, total: 500 }));
    refused(() => held().edit({ orderstatus: 'B' }, { orderstatus: over }));
    accepted(() => held().edit({ memo: 'x' }, { orderstatus: over }));
    accepted(() => held().create({ orderstatus: over }));
  }
});

test('an order that is delivered and billed goes its way', () => {
  for (const status of ['D', 'E', 'F', 'G']) accepted(() => held().edit({ orderstatus: status }));
});

test('an order is refused when it is given to a held customer, and accepted when it is taken away from one', () => {
  const orders = held().customer('8', { hold: 'AUTO', reason: '' });
  refused(() => orders.edit({ entity: '7' }, { entity: '8' }));
  accepted(() => orders.edit({ entity: '8', total: 900 }, { entity: '7' }));
});

test("a parent's hold holds its sub-customers, at any depth", () => {
  const orders = new Orders().customer('1');
  orders.customer('5', { hold: 'AUTO', reason: '', parent: '1' });
  orders.customer('7', { hold: 'AUTO', reason: '', parent: '5' });
  assert.throws(() => orders.create(), /1,240\.00 EUR/);
});

test('a credit manager who says Off on the sub-customer is obeyed', () => {
  const orders = new Orders().customer('1').customer('7', { hold: 'OFF', reason: '', parent: '1' });
  accepted(() => orders.create());
});

test("another's hold on the sub-customer does not hide the parent's", () => {
  const orders = new Orders().customer('1').customer('7', { hold: 'ON', reason: '', parent: '1' });
  refused(() => orders.create());
});

test('a sub-customer that is held does not hold its parent', () => {
  const orders = new Orders().customer('7', { hold: 'AUTO', reason: '' }).customer('8', { parent: '7' });
  accepted(() => orders.create());
});

test('parents in a circle come to an end', () => {
  const orders = new Orders().customer('7', { reason: '', parent: '8' }).customer('8', { reason: '', parent: '7' });
  accepted(() => orders.create());
});

for (const roles of ['1005', '3, 1005', 'customrole_sales', 'CUSTOMROLE_SALES; 3']) {
  test(`a role that is exempt is not stopped: ${roles}`, () => {
    const orders = held();
    orders.parameters.custscript_solde_exempt_roles = roles;
    accepted(() => orders.create());
  });
}

for (const roles of ['3', '100', '10055', 'customrole_sale', '']) {
  test(`another role is: ${roles}`, () => {
    const orders = held();
    orders.parameters.custscript_solde_exempt_roles = roles;
    refused(() => orders.create());
  });
}

for (const value of [true, 'T']) {
  test(`only log (${value}): accepted, and the log says what would have been refused`, () => {
    const orders = held();
    orders.parameters.custscript_solde_warn_only = value;
    accepted(() => orders.create());
    assert.match(orders.account.log[0].details, /would be refused \(create\): Overdue since 3 March/);
  });
}

test('an unticked box is no box', () => {
  const orders = held();
  orders.parameters = { custscript_solde_warn_only: 'F', custscript_solde_allow_pending: false };
  refused(() => orders.create({ orderstatus: 'A' }));
});

test('where orders may wait for approval they may be entered and raised, and not approved', () => {
  const orders = held();
  orders.parameters.custscript_solde_allow_pending = true;
  accepted(() => orders.create({ orderstatus: 'A' }));
  accepted(() => orders.edit({ total: 900 }, { orderstatus: 'A' }));
  refused(() => orders.edit({ orderstatus: 'B' }, { orderstatus: 'A' }));
  refused(() => orders.event('APPROVE'));
  refused(() => orders.create());
});

test('where the fields are not there orders are accepted, and the log says what to mend', () => {
  const orders = new Orders();
  orders.account.add('customer', '7', { creditholdoverride: 'ON' });
  accepted(() => orders.create());
  assert.match(orders.account.log[0].details, /customer 7 could not be read.*Is the field custentity_solde_hold there/);
  assert.equal(orders.account.log[0].level, 'error');
});

test('where the customer cannot be loaded orders are accepted, and the log says so', () => {
  const orders = held();
  orders.account.closed = true;
  accepted(() => orders.create());
  assert.equal(orders.account.log[0].level, 'error');
});

test('of customers without a reason no record is loaded', () => {
  const orders = new Orders().customer('7', { hold: 'AUTO', reason: '' });
  orders.account.closed = true;
  accepted(() => orders.create());
  assert.deepEqual(orders.account.log, []);
});

test('an order without customer, or of a customer that is not there, is left to NetSuite', () => {
  accepted(() => held().create({ entity: '' }));
  accepted(() => held().create({ entity: '99' }));
});
