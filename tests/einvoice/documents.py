"""Documents of the kinds that Solde judges and does not write, made up for the tests."""


def minimum() -> bytes:
    """A Factur-X MINIMUM invoice."""
    return b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
 <rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
  <ram:ID>urn:factur-x.eu:1p0:minimum</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
 </rsm:ExchangedDocumentContext>
 <rsm:ExchangedDocument><ram:ID>V-2026-7</ram:ID><ram:TypeCode>380</ram:TypeCode>
  <ram:IssueDateTime><udt:DateTimeString format="102">20261005</udt:DateTimeString></ram:IssueDateTime>
 </rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>
   <ram:SellerTradeParty><ram:Name>Atelier Vauban</ram:Name>
    <ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR32123456789</ram:ID></ram:SpecifiedTaxRegistration>
   </ram:SellerTradeParty>
   <ram:BuyerTradeParty><ram:Name>Garage Mistral</ram:Name></ram:BuyerTradeParty>
  </ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeDelivery/>
  <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    <ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount>
    <ram:TaxTotalAmount currencyID="EUR">20.00</ram:TaxTotalAmount>
    <ram:GrandTotalAmount>120.00</ram:GrandTotalAmount><ram:DuePayableAmount>120.00</ram:DuePayableAmount>
   </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
  </ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""


def simplified() -> bytes:
    """A simplified FatturaPA (TD07)."""
    return b"""<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronicaSemplificata xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0"
 versione="FSM10">
 <FatturaElettronicaHeader>
  <DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice></IdTrasmittente>
   <ProgressivoInvio>00007</ProgressivoInvio><FormatoTrasmissione>FSM10</FormatoTrasmissione>
   <CodiceDestinatario>0000000</CodiceDestinatario></DatiTrasmissione>
  <CedentePrestatore><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice></IdFiscaleIVA>
   <Denominazione>Trattoria Lanterna</Denominazione>
   <Sede><Indirizzo>Via dei Mulini 4</Indirizzo><CAP>16121</CAP><Comune>Genova</Comune><Provincia>GE</Provincia>
    <Nazione>IT</Nazione></Sede><RegimeFiscale>RF01</RegimeFiscale></CedentePrestatore>
  <CessionarioCommittente><IdentificativiFiscali><CodiceFiscale>RSSMRA80A01H501U</CodiceFiscale>
   </IdentificativiFiscali></CessionarioCommittente>
 </FatturaElettronicaHeader>
 <FatturaElettronicaBody>
  <DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento><Divisa>EUR</Divisa>
   <Data>2026-10-05</Data><Numero>S-7</Numero></DatiGeneraliDocumento></DatiGenerali>
  <DatiBeniServizi><Descrizione>Pranzo</Descrizione><Importo>55.00</Importo>
   <DatiIVA><Imposta>5.00</Imposta><Aliquota>10.00</Aliquota></DatiIVA></DatiBeniServizi>
 </FatturaElettronicaBody>
</p:FatturaElettronicaSemplificata>"""


def cdar() -> bytes:
    """A French lifecycle message (CDAR): the buyer took an invoice in charge."""
    return b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossDomainAcknowledgementAndResponse
 xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
 <rsm:ExchangedDocumentContext>
  <ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>REGULATED</ram:ID>
  </ram:BusinessProcessSpecifiedDocumentContextParameter>
  <ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn.cpro.gouv.fr:1p0:CDV:invoice</ram:ID>
  </ram:GuidelineSpecifiedDocumentContextParameter>
 </rsm:ExchangedDocumentContext>
 <rsm:ExchangedDocument><ram:ID>V-2026-7_204</ram:ID>
  <ram:IssueDateTime><udt:DateTimeString format="204">20261006101500</udt:DateTimeString></ram:IssueDateTime>
  <ram:SenderTradeParty><ram:RoleCode>WK</ram:RoleCode></ram:SenderTradeParty>
  <ram:IssuerTradeParty><ram:GlobalID schemeID="0002">987654324</ram:GlobalID><ram:RoleCode>BY</ram:RoleCode>
  </ram:IssuerTradeParty>
  <ram:RecipientTradeParty><ram:GlobalID schemeID="0002">123456782</ram:GlobalID><ram:RoleCode>SE</ram:RoleCode>
   <ram:URIUniversalCommunication><ram:URIID schemeID="0225">123456782</ram:URIID></ram:URIUniversalCommunication>
  </ram:RecipientTradeParty>
 </rsm:ExchangedDocument>
 <rsm:AcknowledgementDocument><ram:MultipleReferencesIndicator><udt:Indicator>false</udt:Indicator>
  </ram:MultipleReferencesIndicator><ram:TypeCode>23</ram:TypeCode>
  <ram:IssueDateTime><udt:DateTimeString format="204">20261006101500</udt:DateTimeString></ram:IssueDateTime>
  <ram:ReferenceReferencedDocument><ram:IssuerAssignedID>V-2026-7</ram:IssuerAssignedID>
   <ram:TypeCode>380</ram:TypeCode>
   <ram:FormattedIssueDateTime><qdt:DateTimeString format="102">20261005</qdt:DateTimeString>
   </ram:FormattedIssueDateTime>
   <ram:ProcessConditionCode>204</ram:ProcessConditionCode><ram:ProcessCondition>Prise en charge</ram:ProcessCondition>
   <ram:IssuerTradeParty><ram:GlobalID schemeID="0002">123456782</ram:GlobalID><ram:RoleCode>SE</ram:RoleCode>
   </ram:IssuerTradeParty>
  </ram:ReferenceReferencedDocument>
 </rsm:AcknowledgementDocument>
</rsm:CrossDomainAcknowledgementAndResponse>"""
