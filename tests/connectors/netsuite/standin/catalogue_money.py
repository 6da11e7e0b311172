"""Transactions, their lines and links: their columns in SuiteQL, and where each was seen."""

from tests.connectors.netsuite.standin.catalogue import table

TRANSACTION = table(
    "transaction",
    """
id id | FR GO FIV MK
tranid text | FR GO FIV MK
transactionnumber text | FR GO FIV
trandisplayname text | FR GO
type text | FR GO FIV MK
recordtype text | SU FR GO
abbrevtype text | FR GO
trandate date | FR GO FIV
duedate date | FR GO FIV
closedate date | FR GO FIV
shipdate date | FR GO FIV
startdate date | FR GO FIV
enddate date | FR GO FIV
taxpointdate date | FR
entity id>customer.altname | FR GO FIV MK
status text | FR GO FIV DEMO
posting bool | FR GO DEMO
voided bool | FR GO DEMO
void bool | FR GO DEMO
approvalstatus id @APPROVALS | FR DEMO SU
foreigntotal number | FR GO FIV MK
foreignamountpaid number | PRO FR GO DEMO
foreignamountunpaid number | PRO FR GO DEMO
foreignpaymentamountused number | PRO FR GO DEMO
foreignpaymentamountunused number | PRO FR GO DEMO
taxtotal number @SUITETAX | FR
legacytax bool @SUITETAX | FR
currency id>currency.name @MULTICURRENCY | FR GO FIV
exchangerate number | FR GO SU
terms id>term.name | FR GO DEMO
otherrefnum text | FR MK
memo text | FR GO MK FIV
externalid text | FR GO MK
createdby id>employee.entityid | FR GO FIV
lastmodifiedby id>employee.entityid | FR GO FIV
createddate instant | FR GO FIV
lastmodifieddate instant | FR GO FIV DBX
billingaddress id | FR GO
shippingaddress id | FR GO
paymenthold bool | FR GO
employee id>employee.entityid | FR PUB
postingperiod id>accountingperiod.periodname | FR GO FIV
isreversal bool | FR FIV
reversal id | FR FIV
reversaldate date | FR FIV
customform id | FR FIV
email text | FR GO
source text | FR GO
daysopen number | FR GO DEMO
daysoverduesearch number | FR GO DEMO
entitytaxregnum id>entitytaxregistration.taxregistrationnumber @SUITETAX | FR TAX
subsidiarytaxregnum id>subsidiarytaxregistration.taxregistrationnumber @SUITETAX | FR TAX
subsidiary id -NOT_EXPOSED | MK DEMO SU DBX
location id -REMOVED | NSQ PUB
class id -REMOVED | NSQ PUB
department id -REMOVED | NSQ PUB
shipcountry text -NOT_EXPOSED | PUB
billaddress text -NOT_EXPOSED | PUB
shipaddress text -NOT_EXPOSED | PUB
createdfrom id -UNEXPECTED_ERROR | NSQ
""",
)

LINE = table(
    "transactionline",
    """
transaction id | FR FIV MK
id id | FR FIV DEMO
uniquekey id | FR MK
linesequencenumber number | FR FIV TD
mainline bool | FR FIV MK TD
taxline bool | FR FIV TD
iscogs bool | FR FIV PUB
item id>item.itemid | FR MK
itemtype text ? | FR TAX
accountinglinetype text | FR DEMO
transactionlinetype text | FR
quantity number | FR FIV PUB
quantityshiprecv number | FR TD
quantitybilled number ? | FR
rate number | FR PUB
rateamount number | FR PUB
ratepercent number | FR PUB
foreignamount number | MK TD PUB
netamount number ? | FR MK
grossamt number @SUITETAX | FR
taxamount number @SUITETAX | FR
tax1amt number ? @LEGACYTAX | PUB
taxrate1 number ? @LEGACYTAX | PUB
taxcode id>salestaxitem.name ? @LEGACYTAX | PUB
debitforeignamount number | FR
creditforeignamount number | FR
foreignamountpaid number | PRO FR
foreignamountunpaid number | PRO FR
foreignpaymentamountused number | PRO FR
foreignpaymentamountunused number | PRO FR
units id>unitstypeuom.unitname @UNITS | FR PUB
price id>pricelevel.name | FR
memo text | FR FIV
class id>classification.name | FR FIV DEMO
department id>department.name | FR FIV DEMO
location id>location.name | FR FIV DEMO
subsidiary id>subsidiary.name @SUBSIDIARIES | FR FIV DEMO
entity id>customer.altname | FR FIV
createdfrom id>transaction.trandisplayname | FR TD PUB
isclosed bool | FR
isbillable bool | FR
isfullyshipped bool | FR
donotdisplayline bool | FR PUB
donotprintline bool | FR PUB
kitcomponent bool | FR PUB
kitmemberof id | FR PUB
transactiondiscount bool | FR
expenseaccount id>account.fullname ? | FR
expectedshipdate date | FR
closedate date | FR
linelastmodifieddate date | FR
documentnumber text | FR
account id -NOT_EXPOSED | MK PUB
amount number -NOT_EXPOSED | MK PUB
quantityfulfilled number -NOT_EXPOSED | PUB
quantityreceived number -NOT_EXPOSED | PUB
""",
    key="uniquekey",
)

_LINK = """
previousdoc id | MK LEDG TD CD
previousline id | CD TD
previoustype text ? | MK TD
previousdate date ? | ONE
nextdoc id | MK LEDG TD CD
nextline id | CD TD
nexttype text ? | MK TD
nextdate date ? | MK
linktype text | MK LEDG TD CD
foreignamount number | MK LEDG TD
discount number ? | ONE
lastmodifieddate instant ? | TD
"""

TABLES = (
    TRANSACTION,
    LINE,
    table("previoustransactionlinelink", _LINK, key=""),
    table("nexttransactionlinelink", _LINK, key=""),
    table("previoustransactionlink", """
previousdoc id | DEMO TD
nextdoc id | DEMO TD
linktype text | DEMO TD
foreignamount number | DEMO TD
""", key=""),
    table("nexttransactionlink", """
previousdoc id | DEMO TD
nextdoc id | DEMO TD
linktype text | DEMO TD
foreignamount number | DEMO TD
""", key=""),
    table("transactionaccountingline", """
transaction id | FR FIV DEMO PRO
transactionline id | FR FIV DEMO
accountingbook id>accountingbook.name | FR FIV DEMO
account id>account.fullname | FR FIV DEMO
accounttype text | FR PUB
amount number | FR FIV DEMO
debit number | FR FIV
credit number | FR FIV
netamount number | FR FIV
amountpaid number | PRO FR
amountunpaid number | PRO FR
paymentamountused number | PRO FR
paymentamountunused number | PRO FR
exchangerate number | FR FIV
posting bool | FR FIV
lastmodifieddate instant | FR FIV
""", key=""),
    table("transactiontaxdetail", """
transaction id | TAX PUB
line id | TAX PUB
taxtype id>taxtype.name | TAX
taxcode id>salestaxitem.name | TAX
taxrate number | TAX PUB
taxbasis number | TAX PUB
taxamount number | TAX PUB
""", key="", feature="SUITETAX"),
    table("invoiceinstallment", """
id id ? | CD
invoice id ? | CD
seqnum number ? | CD
duedate date ? | CD
amount number ? | CD
amountdue number ? | CD
status text ? | CD
"""),
    table("transactionstatus", """
id text | PUB
name text | PUB
fullname text | PUB
trantype text | PUB
""", key=""),
    table("deletedrecord", """
deleteddate instant | TD
type text | TD
recordid id | TD
deletedby id>employee.entityid | TD
context text | TD
name text | TD
""", key=""),
)  # fmt: skip
