"""A business partner as he stands on an invoice."""

from typing import Any

import msgspec
import pytest

from connectors.sap import parties
from connectors.sap.values import Case
from connectors.sap.world import World
from connectors.seller import Seller
from einvoice.model import Address, Contact, Identifier, Party
from tests.connectors.sap import people


def party(of: World, number: str = "1001", vat_id: str = "") -> Party:
    found, case = read(of, number, vat_id)
    assert not case.faults
    return found


def read(of: World, number: str = "1001", vat_id: str = "") -> tuple[Party, Case]:
    case = Case("Billing document 90000001")
    row = parties.fetch(of, [number]).get(number, {})
    return parties.buyer(case, "buyer", row, of.settings, vat_id), case


def at(**fields: Any) -> Address:
    """The postal address of a customer whose address in SAP has these fields."""
    of = people.world()
    people.customer(of, "1001")
    people.shelf(of).tables["A_BusinessPartnerAddress"][0].update(fields)
    return party(of).address


def with_numbers(country: str, **numbers: str) -> Party:
    of = people.world()
    people.customer(of, "1001")
    people.shelf(of).tables["A_BusinessPartnerAddress"][0]["Country"] = country
    for kind, value in numbers.items():
        people.tax_number(of, "1001", kind, value)
    return party(of)


def test_a_company_in_verona() -> None:
    of = people.world()
    people.customer(of, "1001", "Officina Luce", OrganizationBPName2="S.r.l.")
    people.tax_number(of, "1001", "IT0", "IT00743110157")
    people.tax_number(of, "1001", "IT1", "00743110157")
    people.shelf(of).put("A_AddressPhoneNumber", AddressID="10011", Person="", OrdinalNumber="1",
                         PhoneNumber="045 123456", PhoneNumberExtension="7", InternationalPhoneNumber="")  # fmt: skip
    assert party(of) == Party(
        name="Officina Luce S.r.l.",
        vat_id="IT00743110157",
        tax_registration="00743110157",
        address=Address(line1="Via Garibaldi 12", city="Verona", postcode="37121", subdivision="VR", country="IT"),
        contact=Contact(phone="045 123456 7", email="accounts@example.com"),
    )


class TestNames:
    def test_a_person_is_called_by_his_names(self) -> None:
        of = people.world()
        people.customer(of, "1001", "", BusinessPartnerCategory="1", FirstName="Anneke", LastNamePrefix="van den",
                        LastName="Berg", BusinessPartnerFullName="Berg Anneke")  # fmt: skip
        assert party(of).name == "Anneke van den Berg"

    def test_a_group_by_its_own(self) -> None:
        of = people.world()
        people.customer(of, "1001", "", BusinessPartnerCategory="3", GroupBusinessPartnerName1="Eheleute",
                        GroupBusinessPartnerName2="Kurz")  # fmt: skip
        assert party(of).name == "Eheleute Kurz"

    def test_without_parts_the_full_name_stands(self) -> None:
        of = people.world()
        people.customer(of, "1001", "", BusinessPartnerFullName="Moulin Bleu")
        assert party(of).name == "Moulin Bleu"

    def test_no_name_at_all_is_a_fault_that_names_the_partner(self) -> None:
        of = people.world()
        people.customer(of, "1001", "")
        _, case = read(of)
        assert [fault.code for fault in case.faults] == ["BR-07"]
        assert case.origins["buyer.name"].record == "A_BusinessPartner 1001"

    def test_nor_can_a_partner_who_is_not_there_have_one(self) -> None:
        _, case = read(people.world(), "4711")
        assert [fault.code for fault in case.faults] == ["BR-07"]


class TestAddresses:
    @pytest.mark.parametrize(
        ("country", "line"),
        [("DE", "Hauptstraße 7 b"), ("IT", "Hauptstraße 7 b"), ("FR", "7 b Hauptstraße"), ("GB", "7 b Hauptstraße"),
         ("US", "7 b Hauptstraße"), ("RE", "7 b Hauptstraße"), ("NL", "Hauptstraße 7 b")],
    )  # fmt: skip
    def test_the_house_number_stands_where_the_country_writes_it(self, country: str, line: str) -> None:
        found = at(Country=country, StreetName="Hauptstraße", HouseNumber="7", HouseNumberSupplementText="b")
        assert found.line1 == line

    def test_what_stands_around_the_street_follows_it(self) -> None:
        found = at(CareOfName="c/o Kanzlei Rot", StreetPrefixName="Haus B", StreetSuffixName="3. Stock")
        assert (found.line1, found.line2, found.line3) == ("Via Garibaldi 12", "c/o Kanzlei Rot", "Haus B, 3. Stock")

    def test_a_post_box_where_there_is_no_street(self) -> None:
        found = at(StreetName="", HouseNumber="", Country="DE", POBox="10 20 30", POBoxPostalCode="20001",
                   POBoxDeviatingCityName="Hamburg")  # fmt: skip
        assert found == Address(line1="Postfach 10 20 30", city="Hamburg", postcode="20001", country="DE")

    def test_the_street_goes_before_a_post_box(self) -> None:
        assert at(POBox="10 20 30", POBoxPostalCode="20001").postcode == "37121"

    def test_a_large_customer_has_a_postcode_of_its_own(self) -> None:
        assert at(PostalCode="", CompanyPostalCode="60262").postcode == "60262"

    def test_a_region_that_is_a_number_of_saps_is_not_shown(self) -> None:
        assert at(Country="DE", Region="09").subdivision == ""
        assert at(Country="US", Region="CA").subdivision == "CA"

    def test_northern_ireland_is_in_the_united_kingdom_whatever_its_vat(self) -> None:
        assert at(Country="XI").country == "GB"


class TestAddressInForce:
    def test_the_standard_address_of_today(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.address(of, "1001", "99", CityName="Padova")
        people.standard(of, "1001", "99", "2026-01-01", "9999-12-31")
        people.standard(of, "1001", "10011", "2020-03-01", "2025-12-31")
        assert party(of).address.city == "Padova"

    def test_one_that_has_ended_or_is_still_to_come_is_not_it(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.shelf(of).tables["A_BusinessPartnerAddress"][0]["ValidityEndDate"] = "2026-06-30T23:59:59Z"
        people.address(of, "1001", "30", CityName="Trento", ValidityStartDate="2026-12-01T00:00:00Z")
        people.address(of, "1001", "20", CityName="Padova", ValidityStartDate="2026-07-01T00:00:00Z")
        assert party(of).address.city == "Padova"

    def test_of_several_the_first_whatever_order_they_come_in(self) -> None:
        cities = set()
        for turn in (False, True):
            of = people.world()
            people.customer(of, "1001")
            people.address(of, "1001", "9", CityName="Padova")
            if turn:
                people.shelf(of).tables["A_BusinessPartnerAddress"].reverse()
            cities.add(party(of).address.city)
        assert cities == {"Padova"}  # 9 comes before 10011

    def test_where_all_have_ended_the_last_is_better_than_none(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        ended = {"ValidityEndDate": "2026-06-30T23:59:59Z"}
        people.shelf(of).tables["A_BusinessPartnerAddress"][0].update(ended)
        people.address(of, "1001", "99", CityName="Padova", ValidityStartDate="2024-01-01T00:00:00Z", **ended)
        assert party(of).address.city == "Padova"


class TestContact:
    def test_the_standard_email_of_several(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.shelf(of).tables["A_AddressEmailAddress"].clear()
        people.email(of, "10011", "info@example.com", "1", standard=False)
        people.email(of, "10011", "invoices@example.com", "2")
        assert party(of).contact == Contact(email="invoices@example.com")

    def test_nothing_said_is_no_contact(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.shelf(of).tables["A_AddressEmailAddress"].clear()
        assert party(of).contact is None


class TestNumbers:
    def test_siret_and_siren_are_known_by_their_form_whatever_category_holds_them(self) -> None:
        for category in ("FR1", "FR2"):
            found = with_numbers("FR", FR0="FR83404833048", **{category: "404 833 048 00014"})
            assert found.legal_id == Identifier("404833048", "0002")
            assert found.identifiers == (Identifier("40483304800014", "0009"),)
            assert found.endpoint == Identifier("404833048", "0225")

    def test_a_siren_alone(self) -> None:
        found = with_numbers("FR", FR2="404833048")
        assert (found.legal_id, found.identifiers) == (Identifier("404833048", "0002"), ())

    def test_nine_digits_in_germany_are_no_siren(self) -> None:
        found = with_numbers("DE", DE1="404833048")
        assert (found.legal_id, found.tax_registration, found.vat_id) == (None, "", "")

    def test_a_codice_fiscale_of_a_person_goes_before_eleven_digits(self) -> None:
        found = with_numbers("IT", IT1="00743110157", IT2="RSSMRA80A01H501U")
        assert found.tax_registration == "RSSMRA80A01H501U"

    def test_a_number_too_long_for_its_field_stands_in_the_long_one(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.tax_number(of, "1001", "IT0", "", long="IT00743110157")
        assert party(of).vat_id == "IT00743110157"

    def test_of_several_vat_numbers_the_one_of_the_address(self) -> None:
        assert with_numbers("IT", DE0="DE123456789", IT0="IT00743110157").vat_id == "IT00743110157"
        assert with_numbers("NL", FR0="FR83404833048", DE0="DE123456789").vat_id == "DE123456789"

    def test_the_number_that_the_document_names_goes_before_all(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.tax_number(of, "1001", "IT0", "IT00743110157")
        assert party(of, vat_id="DE 123456789").vat_id == "DE123456789"

    def test_the_prefix_is_added_and_greece_has_its_own(self) -> None:
        assert with_numbers("DE", DE0="123456789").vat_id == "DE123456789"
        assert with_numbers("GR", GR0="123456789").vat_id == "EL123456789"
        assert with_numbers("GR", GR0="GR123456789").vat_id == "EL123456789"

    def test_the_customers_own_field_where_the_partner_has_none(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.shelf(of).tables["A_Customer"][0]["VATRegistration"] = "IT00743110157"
        assert party(of).vat_id == "IT00743110157"

    def test_a_global_location_number_is_put_together_from_its_three_parts(self) -> None:
        of = people.world()
        people.customer(of, "1001", InternationalLocationNumber1="4012345", InternationalLocationNumber2="123",
                        InternationalLocationNumber3="6")  # fmt: skip
        assert party(of).identifiers == (Identifier("4012345001236", "0088"),)

    def test_zeros_are_none(self) -> None:
        of = people.world()
        people.customer(of, "1001", InternationalLocationNumber1="0000000", InternationalLocationNumber2="00000",
                        InternationalLocationNumber3="0")  # fmt: skip
        assert party(of).identifiers == ()

    def test_a_person_without_a_vat_number_is_a_consumer(self) -> None:
        of = people.world()
        people.customer(of, "1001", "", BusinessPartnerCategory="1", LastName="Rossi")
        assert party(of).consumer
        people.tax_number(of, "1001", "IT0", "IT00743110157")
        assert not party(of).consumer

    def test_a_missing_number_says_where_it_should_be(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        _, case = read(of)
        place = case.origins["buyer.vat_id"]
        assert (place.record, place.field) == ("A_BusinessPartnerTaxNumber 1001/IT0", "BPTaxNumber")
        assert case.origins["buyer.address.city"].record == "A_BusinessPartnerAddress 1001/10011"


class TestSeller:
    def test_a_company_code_is_named_as_the_settings_say(self) -> None:
        own = Seller(name="Muster GmbH", street="Am Kai 1", postcode="20457", city="Hamburg", country="de",
                     vat_id="DE 123 456 789", legal_id="HRB 1234", identifier="0088:4012345001236",
                     endpoint="9930:DE123456789", phone="040 1234", email="ar@example.com")  # fmt: skip
        case = Case("Billing document 90000001")
        found = parties.seller(case, msgspec.structs.replace(people.SETTINGS, sellers={"1010": own}), "1010")
        assert not case.faults
        assert found == Party(
            name="Muster GmbH",
            vat_id="DE123456789",
            legal_id=Identifier("HRB 1234"),
            identifiers=(Identifier("4012345001236", "0088"),),
            endpoint=Identifier("DE123456789", "9930"),
            address=Address(line1="Am Kai 1", postcode="20457", city="Hamburg", country="DE"),
            contact=Contact(name="Muster GmbH", phone="040 1234", email="ar@example.com"),
        )

    def test_one_that_they_do_not_name_is_a_fault_that_says_what_to_set(self) -> None:
        case = Case("Billing document 90000001")
        parties.seller(case, people.SETTINGS, "1010")
        assert [(fault.code, "sellers.1010" in fault.message) for fault in case.faults] == [("BR-06", True)]
        assert case.origins["seller.vat_id"].field == "vat_id"


def test_a_page_of_partners_is_one_lookup() -> None:
    of = people.world()
    for number in range(1, 60):
        people.customer(of, str(number))
    assert len(parties.fetch(of, [str(number) for number in range(1, 60)])) == 59
    assert people.shelf(of).asked == ["A_BusinessPartner"]
    assert parties.fetch(of, []) == {}
