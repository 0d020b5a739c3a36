//! getProperties and getPropertyMedia.

use chrono::{NaiveTime, Weekday};

use super::{property, read, unreadable};
use crate::api::Method as _;
use crate::api::properties::{GetProperties, GetPropertyMedia, Phone};

#[test]
fn a_property_is_read_as_recorded() {
    let list = read::<GetProperties>(
        r#"{"PhysicalProperty":{"Property":[{"PropertyID":100001,"ParentPropertyID":653357,"MarketingName":" Sample Court ",
        "Type":"Apartment","YearBuilt":"2012","ShortDescription":{"b":"Bright &amp; big"},
        "LongDescription":"A caf&eacute; &mdash; <b>x</b>","webSite":"https:\/\/www.example.com\/",
        "Address":{"@attributes":{"AddressType":"property"},"Address":"1 Main St","City":"Springfield","State":"IL",
        "PostalCode":"02215","Country":"US","Email":"office@example.com"},
        "Phone":{"PhoneNumber":"5555550100","@attributes":{"PhoneType":"primary"}},
        "PropertyHours":{"OfficeHours":{"OfficeHour":[{"Day":"Tuesday","AvailabilityType":"Open","OpenTime":"9:00 AM",
        "CloseTime":"5:30 PM"},{"Day":"Sunday","AvailabilityType":"By Appointment Only"}]}},"IsDisabled":0,
        "SpaceOptions":{"SpaceOption":[{"Id":"2","Name":"Standard"}]}}]}}"#,
    );
    let [only] = &list[..] else { panic!("{list:?}") };
    assert_eq!((only.id, only.marketing_name.as_str()), (property(), "Sample Court"));
    assert_eq!(only.parent.unwrap().get(), 653_357);
    assert_eq!((only.property_type.as_str(), only.year_built), ("Apartment", Some(2012)));
    assert_eq!((only.address.postal_code.as_str(), only.address.state.as_str()), ("02215", "IL"));
    assert_eq!(only.email.as_ref().unwrap().as_str(), "office@example.com");
    assert_eq!(only.website.as_deref(), Some("https://www.example.com/"));
    assert_eq!(only.long_description, "A café — x");
    assert_eq!(only.short_description, "Bright & big");
    assert_eq!(Phone::preferred(&only.phones).unwrap().as_str(), "5555550100");
    let [tuesday, sunday] = &only.office_hours[..] else { panic!("{:?}", only.office_hours) };
    assert_eq!((tuesday.day, sunday.day), (Weekday::Tue, Weekday::Sun));
    assert_eq!(tuesday.opens, NaiveTime::from_hms_opt(9, 0, 0));
    assert_eq!(tuesday.closes, NaiveTime::from_hms_opt(17, 30, 0));
    assert!(sunday.by_appointment && sunday.opens.is_none() && !tuesday.by_appointment);
    assert!(!only.disabled && list.skipped.is_empty());
}

#[test]
fn the_primary_address_is_read_wherever_it_is() {
    let list = read::<GetProperties>(
        r#"{"PhysicalProperty":{"Property":{"PropertyID":"100001","Address":"","Addresses":{"Address":[
        {"AddressType":"Mailing","Address":"PO 1","StateCode":"TX"},
        {"AddressType":"Primary","Address":"1 Main St","StateCode":"IL"}]}}}}"#,
    );
    assert_eq!((list[0].address.street.as_str(), list[0].address.state.as_str()), ("1 Main St", "IL"));
}

#[test]
fn names_and_addresses_are_plain_text() {
    let list = read::<GetProperties>(
        r#"{"PhysicalProperty":{"Property":{"PropertyID":"100001","MarketingName":"Smith &amp;amp; Sons&nbsp;Lofts",
        "Address":{"Address":"12 O&#039;Malley St<br>","City":"Coeur d&rsquo;Alene\u200e","State":" ID "},
        "LongDescription":"&lt;p&gt;Welcome &amp;amp; enjoy&lt;\/p&gt;&lt;ul&gt;&lt;li&gt;Pool&lt;\/li&gt;&lt;\/ul&gt;"}}}"#,
    );
    assert_eq!(list[0].marketing_name, "Smith & Sons Lofts");
    assert_eq!(list[0].address.street, "12 O'Malley St");
    assert_eq!((list[0].address.city.as_str(), list[0].address.state.as_str()), ("Coeur d’Alene", "ID"));
    assert_eq!(list[0].long_description, "Welcome & enjoy\n\nPool");
}

#[test]
fn phones_addresses_and_websites_are_cleaned_or_skipped() {
    let list = read::<GetProperties>(
        r#"{"PhysicalProperty":{"Property":{"PropertyID":"100001","webSite":"www.example.com",
        "Address":{"Email":"mailto: office@m\u00fcnchen.example "},
        "Phone":[{"PhoneNumber":"call us","PhoneType":"office"},
                 {"PhoneNumber":"555-555-0110","PhoneType":"other","PhoneDescription":"Fax"},
                 {"PhoneNumber":"\u202a(555)\u00a0555\u20110120\u202c","PhoneType":"other"},
                 {"PhoneNumber":"5555550130 ext. 4","PhoneType":"Office"}]}}}"#,
    );
    let only = &list[0];
    assert_eq!(only.website.as_deref(), Some("https://www.example.com"));
    assert_eq!(only.email.as_ref().unwrap().as_str(), "office@xn--mnchen-3ya.example");
    let numbers: Vec<_> = only.phones.iter().map(|phone| phone.number.as_str()).collect();
    assert_eq!(numbers, ["555-555-0110", "(555) 555-0120", "5555550130 x4"]);
    assert!(only.phones[0].is_fax());
    assert_eq!(Phone::preferred(&only.phones).unwrap().as_str(), "5555550130 x4");
    assert_eq!(Phone::preferred(&only.phones[..2]).unwrap().as_str(), "(555) 555-0120");
    assert_eq!(Phone::preferred(&only.phones[..1]), None);
    let [skipped] = &list.skipped[..] else { panic!("{:?}", list.skipped) };
    assert_eq!(skipped.what, "phone 1");
    assert!(skipped.reason.contains("call us"), "{skipped}");
}

#[test]
fn a_property_without_an_id_is_skipped_alone() {
    let list = read::<GetProperties>(
        r#"{"PhysicalProperty":{"Property":[{"MarketingName":"No id"},{"PropertyID":"100001"},{"PropertyID":"PR-7"}]}}"#,
    );
    assert_eq!((list.len(), list.sent), (1, 3));
    let [first, second] = &list.skipped[..] else { panic!("{:?}", list.skipped) };
    assert_eq!(first.to_string(), "property 1 (No id) has no id");
    assert!(second.to_string().starts_with("property 3 has the id \"PR-7\", which must be"), "{second}");
    let error =
        unreadable::<GetProperties>(r#"{"PhysicalProperty":{"Property":[{"MarketingName":"No id"}]}}"#);
    assert_eq!(
        error,
        "at PhysicalProperty.Property: none of 1 elements can be used: property 1 (No id) has no id"
    );
}

#[test]
fn media_are_directly_in_their_list() {
    let list = read::<GetPropertyMedia>(
        r#"{"propertyId":100001,"media":[null,{"id":"1","mediaUrl":"\/\/x.example.com\/1.jpg","caption":"1.jpg","mediaFormat":"JPG"},
        {"id":"2","mediaUrl":"https:\/\/x.example.com\/2","mediaAltText":"The &lt;b&gt;pool"},{"id":"3","mediaUrl":""}]}"#,
    );
    assert_eq!((list[0].url.as_str(), list[0].caption.as_str()), ("https://x.example.com/1.jpg", ""));
    assert_eq!((list[0].format.as_str(), list[1].alt_text.as_str()), ("jpg", "The pool"));
    assert_eq!((list.len(), list.skipped.len()), (2, 1));
}

#[test]
fn properties_are_requested_one_or_all() {
    assert_eq!(GetProperties::new(property()).params()["propertyIds"], "100001");
    let all = GetProperties::all().show_all_status(true);
    assert_eq!(all.params(), serde_json::json!({ "showAllStatus": "1" }));
    assert_eq!((all.property(), GetProperties::new(property()).property()), (None, Some(property())));
}
