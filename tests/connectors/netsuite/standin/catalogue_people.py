"""Customers and who else stands in the account: their columns in SuiteQL, and where each was seen."""

from tests.connectors.netsuite.standin.catalogue import table

_ADDRESS = """
nkey id | FIV PUB
addr1 text | FIV PUB
addr2 text | FIV PUB
addr3 text | FIV
addressee text | FIV PUB
attention text ? | ONE
addrtext text | FIV
city text | FIV PUB
state text | FIV PUB
dropdownstate text | FIV
zip text | FIV PUB
country text | FIV PUB
"""

CUSTOMER = table(
    "customer",
    """
id id | FR FIV MK LEDG
entityid text | FR FIV MK LEDG
companyname text | FR FIV MK LEDG
altname text | FR FIV TD LEDG
isperson bool | FR FIV LEDG TD
firstname text | FIV TD
lastname text | FIV TD
title text | FIV TD
email text | FR FIV LEDG
phone text | FR FIV LEDG
fax text | FR FIV
url text | FR FIV
parent id>customer.altname | FIV PUB
toplevelparent id>customer.altname ? | ONE
subsidiary id>subsidiary.name ? @SUBSIDIARIES | MK LEDG
terms id>term.name | FR TD LEDG
creditlimit number | TD LEDG PUB
creditholdoverride text | FR PUB
oncredithold bool | FR TD
balancesearch number | FR TD
overduebalancesearch number | FR TD
consolbalancesearch number | FR TD
unbilledorderssearch number | FR TD
daysoverduesearch number | FR TD
depositbalancesearch number | FR TD
category id>customercategory.name | LEDG PUB
salesrep id>employee.entityid | TD LEDG
currency id>currency.name @MULTICURRENCY | FR FIV
language text ? | FR
vatregnumber text ? | ONE
defaulttaxreg id>entitytaxregistration.taxregistrationnumber @SUITETAX | FR
isinactive bool | FR FIV MK LEDG
datecreated instant | FR FIV TD
lastmodifieddate instant | FR FIV TD
externalid text | FR FIV MK
defaultbillingaddress id | FR FIV
defaultshippingaddress id | FR FIV
emailpreference text | FR
comments text | FR
searchstage text | FR FIV
balance number -NOT_EXPOSED | PUB
overduebalance number -NOT_EXPOSED | PUB
billaddress text -NOT_EXPOSED | PUB
shipaddress text -NOT_EXPOSED | PUB
""",
)

TABLES = (
    CUSTOMER,
    table("entity", """
id id | FR TD
type text | TD FR
entityid text | FR
altname text | FR
entitytitle text | FR
firstname text | FR
lastname text | FR
email text | FR
phone text | FR
isperson bool | FR
isinactive bool | FR
parent id>customer.altname | FR
customer id>customer.altname | FR
vendor id | FR
employee id | FR
contact id | FR
datecreated instant | FR
lastmodifieddate instant | FR
externalid text | FR
"""),
    table("customersubsidiaryrelationship", """
id id | FIV PUB
entity id>customer.altname | FIV PUB
subsidiary id>subsidiary.name | FIV PUB
isprimarysub bool | FIV PUB
primarycurrency id>currency.name | FIV
name text | FIV
lastmodifieddate instant | FIV
externalid text | FIV
""", feature="SUBSIDIARIES"),
    table("entityaddress", _ADDRESS, key="nkey"),
    table("customeraddressbook", """
internalid id | LEDG PUB
entity id>customer.altname | LEDG PUB
addressbookaddress id | LEDG PUB
defaultbilling bool | LEDG PUB
defaultshipping bool | LEDG PUB
label text | LEDG PUB
""", key="internalid"),
    table("customeraddressbookentityaddress", _ADDRESS, key="nkey"),
    table("transactionbillingaddress", _ADDRESS, key="nkey"),
    table("transactionshippingaddress", _ADDRESS, key="nkey"),
    table("employee", """
id id | FR FIV LEDG TD
entityid text | FR FIV LEDG TD
firstname text | FR FIV LEDG TD
lastname text | FR FIV LEDG TD
email text | FR FIV LEDG TD
title text | FR FIV
phone text | FR FIV
supervisor id>employee.entityid | FR FIV
subsidiary id>subsidiary.name | FR FIV
issalesrep bool | FR FIV
isinactive bool | FR FIV LEDG
datecreated instant | FR FIV
lastmodifieddate instant | FR FIV
externalid text | FR FIV
"""),
    table("contact", """
id id | LEDG PUB
entityid text | LEDG PUB
firstname text | LEDG PUB
lastname text | LEDG PUB
title text | LEDG
email text | LEDG PUB
phone text | LEDG PUB
company id | LEDG PUB
contactrole id ? | LEDG
isinactive bool | LEDG PUB
"""),
    table("job", """
id id | LEDG
customer id>customer.altname | LEDG
companyname text | LEDG
"""),
    table("customercategory", """
id id | LEDG PUB
name text | LEDG PUB
"""),
    table("entitytaxregistration", """
id id | TAX FR
taxregistrationnumber text | TAX
entity id ? | ONE
""", feature="SUITETAX"),
)  # fmt: skip
