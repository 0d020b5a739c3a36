use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Map {
    text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn what_is_not_named_keeps_its_default() {
    assert_eq!(read(""), Map::default());
    assert_eq!(read("# nothing\n[users]\n"), Map::default());
}

#[test]
fn names_values_roles_and_constants_are_read() {
    let map = read(
        r#"
        [users]
        table = "accounts"
        columns = { password_hash = "password", phone = "phone_number", property_operator_id = false }
        role = { AGENT = 2, USER = 3 }
        insert = { verified = true, uuid = "$uuid", joined = "$now", score = 1.5, note = "by entrata", kind = -4 }

        [houses.columns]
        latitude = "lat"
        longitude = "lng"

        [houses.status]
        ON_MARKET = "active"
        OFF_MARKET = "draft"

        [viewings]
        table = "viewing_requests"
        status = { REQUESTED = "PENDING", CONFIRMED = "ACCEPTED", REJECTED = "CANCELLED" }
        "#,
    );
    assert_eq!((map.users.name(), map.viewings.name()), ("accounts", "viewing_requests"));
    assert_eq!(map.users.password_hash.name.as_deref(), Some("password"));
    assert_eq!(
        (&map.users.property_operator_id.name, map.users.email.name.as_deref()),
        (&None, Some("email"))
    );
    assert_eq!(map.houses.latitude.of("h"), "h.`lat`");
    assert_eq!(map.roles.0, [("AGENT", Scalar::Integer(2)), ("USER", Scalar::Integer(3))]);
    assert_eq!(map.house_status.expected(), "active, draft");
    assert_eq!(map.viewing_status.expected(), "PENDING, ACCEPTED, CANCELLED");
    let constants: Vec<_> =
        map.users.insert.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    assert_eq!(
        constants,
        [
            ("verified", Constant::Value(Scalar::Integer(1))),
            ("uuid", Constant::Uuid),
            ("joined", Constant::Now),
            ("score", Constant::Value(Scalar::Float(1.5))),
            ("note", Constant::Value(Scalar::from("by entrata"))),
            ("kind", Constant::Value(Scalar::Integer(-4))),
        ]
    );
    assert_eq!(map.default_tables(), None);
}

#[test]
fn each_mistake_names_its_line_and_what_is_expected() {
    for (text, expected) in [
        (
            "[users]\ncolums = { phone = 'tel' }",
            r#"line 2: [users] has no "colums" (expected table, columns, insert, role)"#,
        ),
        (
            "\n[usres]",
            "line 2: [usres] is not one of the portal's tables (expected property_operators, users, houses, house_images or viewings)",
        ),
        ("users = 1", "line 1: [users] is integer (expected a table)"),
        (
            "[users]\n\ncolumns = { mail = 'x' }",
            r#"line 3: users has no column "mail" (expected id, role, first_name"#,
        ),
        (
            "[users.columns]\nphone = true",
            "line 2: users.columns.phone is boolean (expected the column's name, or false without one)",
        ),
        ("[users.columns]\nphone = 7", "line 2: users.columns.phone is integer"),
        ("[users.columns]\nphone = ''", r#"line 2: "" is not a name"#),
        ("[users.columns]\nphone = 'a.b'", r#"line 2: "a.b" is not a name"#),
        ("[users.columns]\nphone = 'tel'\nemail = false", "line 3: users.email cannot be false"),
        ("[viewings.columns]\nstatus = false", "line 2: viewings.status cannot be false"),
        (
            "[houses.columns]\nlatitude = 'lat'\nlongitude = 'LAT'",
            r#"houses.latitude and longitude are both the column "lat""#,
        ),
        ("[houses.columns]\ncity = 'state'", r#"houses.city and state are both the column "state""#),
        ("[users]\ntable = 'entrata_clients'", r#"line 2: "entrata_clients" is the name of a table of ours"#),
        ("[users]\ntable = ['a']", "line 2: table is array (expected its name)"),
        ("[users]\n[houses]\ntable = 'users'", r#"two of the tables have the name "users""#),
        ("[users.insert]\nid = 5", r#"line 2: users.insert has "id", which the table must generate itself"#),
        (
            "[users.insert]\nuuid = '$guid'",
            r#"line 2: users.insert.uuid is "$guid", which is unknown (expected $uuid or $now)"#,
        ),
        (
            "[users.insert]\nborn = 2026-01-01",
            "line 2: users.insert.born is datetime (expected text or a number)",
        ),
        ("[users.insert]\nbig = 99999999999999999999", "line 2"),
        ("[users.insert]\nrate = inf", "line 2: users.insert.rate is not a number that a column can hold"),
        ("[users.insert]\na = 1\nA = 2", r#"line 3: users.insert has "A" twice (expected each column once)"#),
        ("[users]\ntable = 'a'\ntable = 'b'", "line 3: a key is set twice (expected once)"),
        (
            "[viewings.status]\nREQUESTED = ''",
            "line 2: viewings.status.REQUESTED is empty (expected text or a number)",
        ),
        ("[users.role]\nAGENT = [2]", "line 2: users.role.AGENT is array (expected text or a number)"),
        ("[users.role]\nRENTER = 2", r#"line 2: users.role has no "RENTER" (expected AGENT, USER)"#),
        ("[users]\nrole = { AGENT = 2, USER = 2 }", "line 2: users.role: AGENT and USER cannot both be 2"),
        (
            "[viewings]\nstatus = { REQUESTED = 'new', CONFIRMED = 'NEW' }",
            "line 2: viewings.status: REQUESTED and CONFIRMED cannot both be new",
        ),
        (
            "[viewings]\nstatus = { CANCELLED = 'CONFIRMED' }",
            "viewings.status: CONFIRMED and CANCELLED cannot both be CONFIRMED",
        ),
        ("[houses]\nstatus = { ON_MARKET = 0 }", "houses.status: ON_MARKET and OFF_MARKET cannot both be 0"),
        ("[users\n", "line 1: "),
        ("[users]\nphone = ", "line 2: "),
        ("[users]\n[users]", "line 2: "),
    ] {
        let error = text.parse::<Map>().expect_err(text).to_string();
        assert!(error.contains(expected), "{text}\n  is {error}\n  not {expected}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_map_or_a_mistake_in_one_of_its_lines(text in "[\\[\\]a-z=\\n '{},.$0-9]{0,80}") {
        if let Err(error) = text.parse::<Map>() {
            prop_assert!((1..=text.lines().count().max(1) + 1).contains(&error.line), "{}", error);
        }
    }
}
