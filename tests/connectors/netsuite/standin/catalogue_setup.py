"""What an account is set up with: subsidiaries, currencies, terms, taxes, items, periods."""

from tests.connectors.netsuite.standin.catalogue import table

_NAMED = """
id id | FR FIV LEDG
name text | FR FIV LEDG
fullname text | FR FIV
parent id | FR FIV
isinactive bool | FR FIV
externalid text | FR FIV
"""

TABLES = (
    table("subsidiary", """
id id | FR FIV LEDG
name text | FR FIV LEDG
fullname text | FR FIV
legalname text | FR FIV LEDG
parent id>subsidiary.name | FR FIV
currency id>currency.name | FR FIV LEDG
country text | FR FIV LEDG
state text | FR FIV
email text | FR FIV
federalidnumber text | FR FIV
mainaddress id | FR FIV
iselimination bool | FR FIV
isinactive bool | FR FIV LEDG
languagelocale text | FR
tranprefix text | FR
lastmodifieddate instant | FR FIV
""", feature="SUBSIDIARIES"),
    table("subsidiarytaxregistration", """
id id | TAX DEMO
taxregistrationnumber text | TAX
""", feature="SUITETAX"),
    table("currency", """
id id | FIV TD LEDG
symbol text | FIV TD LEDG
name text | FIV TD LEDG
displaysymbol text | FIV
currencyprecision number | FIV
exchangerate number | FIV TD
isbasecurrency bool | FIV TD
isinactive bool | FIV TD LEDG
externalid text | FIV
lastmodifieddate instant | FIV
""", feature="MULTICURRENCY"),
    table("term", """
id id | CD PUB
name text | PUB
daysuntilnetdue number | CD PUB
discountpercent number | CD PUB
daysuntilexpiry number | CD PUB
datedriven bool ? | PUB
dayofmonthnetdue number | CD
daydiscountexpires number | CD
duenextmonthifwithindays number | CD
discountpercentdatedriven number | CD
preferred bool | CD
isinactive bool | CD
externalid text | CD
"""),
    table("salestaxitem", """
id id | PUB GO
name text | PUB GO
itemid text ? | PUB
fullname text ? | ONE
rate number | PUB
description text | PUB
parent id | PUB
taxtype id>taxtype.name | PUB GO
isinactive bool | PUB
"""),
    table("taxtype", """
id id | PUB
name text | PUB
country text | PUB
isinactive bool | PUB
"""),
    table("item", """
id id | FR PUB
itemid text | FR PUB
displayname text | FR PUB
fullname text | FR
description text | FR
salesdescription text | FR
itemtype text | FR PUB
subtype text | FR
upccode text | FR PUB
mpn text | FR
isinactive bool | FR PUB
parent id>item.itemid | FR
unitstype id>unitstype.name | FR
stockunit id>unitstypeuom.unitname | FR
saleunit id>unitstypeuom.unitname | FR
incomeaccount id>account.fullname | FR
externalid text | FR
createddate instant | FR
lastmodifieddate instant | FR
type text -NOT_EXPOSED | PUB
baseprice number -NOT_EXPOSED | PUB
"""),
    table("unitstype", """
id id | PUB
name text | PUB
isinactive bool | PUB
""", feature="UNITS"),
    table("unitstypeuom", """
internalid id | PUB
unitstype id>unitstype.name | PUB
unitname text | PUB
abbreviation text | PUB
pluralname text | PUB
pluralabbreviation text | PUB
conversionrate number | PUB
baseunit bool ? | ONE
""", feature="UNITS", key="internalid"),
    table("pricelevel", """
id id | FR LEDG
name text | FR LEDG
"""),
    table("department", _NAMED),
    table("classification", _NAMED),
    table("location", _NAMED),
    table("account", """
id id | FR LEDG
acctnumber text | FR LEDG
fullname text | FR LEDG
accttype text | FR LEDG
currency id>currency.name | FR
parent id | FR
isinactive bool | FR LEDG
lastmodifieddate instant | FR
"""),
    table("accountingbook", """
id id | FIV SU
name text | FIV
isprimary bool | FIV
""", feature="MULTIBOOK"),
    table("accountingperiod", """
id id | FR TD LEDG
periodname text | FR TD LEDG
startdate date | FR TD LEDG
enddate date | FR TD LEDG
isquarter bool | FR TD
isyear bool | FR TD
closed bool | FR TD LEDG
isinactive bool | FR TD
"""),
    table("country", """
id text | TD
name text | TD
edition text | TD
""", key=""),
    table("state", """
id id | TD
shortname text | TD
fullname text | TD
country text | TD
"""),
    table("file", """
id id | PUB
name text | PUB
filesize number | PUB
folder id | PUB
url text | PUB
isinactive bool | PUB
description text | PUB
filetype text ? | ONE
createddate instant ? | ONE
lastmodifieddate instant ? | ONE
content text -NOT_EXPOSED | NSQ
"""),
    table("mediaitemfolder", """
id id | TD PUB
name text | TD PUB
parent id | TD PUB
isinactive bool | PUB
isprivate bool | PUB
description text | PUB
"""),
    table("transactionnote", """
id id ? | ONE
transaction id ? | ONE
note text ? | ONE
title text ? | ONE
notedate instant ? | ONE
author id>employee.entityid ? | ONE
"""),
    table("customfield", """
scriptid text | TD
name text | TD
fieldtype text | TD
fieldvaluetype text | TD
owner id | TD
lastmodifieddate instant | TD
""", key=""),
    table("companyfeaturesetup", """
id text ? | TD
name text ? | TD
isavailable bool ? | TD
isactive bool ? | TD
""", key=""),
    table("dual", """
dummy text | DBX
""", key=""),
)  # fmt: skip
