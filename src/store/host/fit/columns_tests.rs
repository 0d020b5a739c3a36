use super::*;

pub(in crate::store::host::fit) fn info(column_type: &str) -> ColumnInfo {
    let (data_type, rest) = column_type.split_once('(').unwrap_or((column_type, ""));
    let mut numbers = rest.split([',', ')']).map(|number| number.trim().parse::<u64>().ok());
    let (first, second) = (numbers.next().flatten(), numbers.next().flatten());
    ColumnInfo {
        name: "c".to_owned(),
        data_type: data_type.trim_end_matches(" unsigned").to_owned(),
        column_type: column_type.to_owned(),
        nullable: false,
        has_default: false,
        characters: if data_type == "text" { Some(65_535) } else { first },
        charset: Some("utf8mb4".to_owned()),
        precision: first,
        scale: second,
        extra: String::new(),
    }
}

fn problems(content: Content, info: ColumnInfo) -> String {
    let column = Column { ours: "c", name: Some("C".to_owned()), content, required: false };
    column_problems(&Map::default(), "houses", &column, false, &[info]).join("; ")
}

#[test]
fn each_type_is_held_against_what_is_written() {
    for (content, column_type, expected) in [
        (Content::Text(255), "varchar(255)", ""),
        (Content::Text(255), "text", ""),
        (Content::Text(255), "varchar(20)", "holds 20 characters (expected 255)"),
        (Content::Text(255), "int(11)", "is int(11) (expected text of 255 characters)"),
        (Content::Ascii(64), "varchar(64)", ""),
        (Content::Ascii(64), "varchar(32)", "holds 32 characters (expected 64)"),
        (Content::Ascii(7), "enum('MANUAL','Entrata')", ""),
        (Content::Ascii(7), "enum('MANUAL')", "is enum('MANUAL') (expected text of 7 characters)"),
        (Content::Id, "int(10) unsigned", ""),
        (Content::Id, "char(36)", "is char(36) (expected an integer)"),
        (Content::Count(99), "tinyint(4)", ""),
        (Content::Count(100_000), "smallint unsigned", "holds at most 65535 (expected 100000)"),
        (Content::Decimal(8, 2), "decimal(10,2)", ""),
        (Content::Decimal(8, 2), "decimal(6,2)", "expected decimal(8,2) or more"),
        (Content::Decimal(8, 2), "int(11)", "rounds (expected 2 decimal places)"),
        (Content::Decimal(8, 2), "float", "not exact"),
        (Content::Decimal(9, 6), "double", ""),
        (Content::Day, "date", ""),
        (Content::Day, "int(11)", "is int(11) (expected DATE)"),
        (Content::Instant, "timestamp", ""),
        (Content::Instant, "int(11)", "is int(11) (expected DATETIME or TIMESTAMP, or map it to false)"),
        (Content::Listed(Values::UserRole), "varchar(16)", ""),
        (Content::Listed(Values::UserRole), "int(11)", r#"cannot hold "AGENT" for AGENT"#),
        (Content::Listed(Values::UserRole), "enum('agent','user')", ""),
        (Content::Listed(Values::UserRole), "enum('renter','landlord')", r#"cannot hold "USER" for USER"#),
        (Content::Listed(Values::HouseStatus), "tinyint(1)", ""),
        (Content::Listed(Values::HouseStatus), "enum('draft','active')", "cannot hold 1 for ON_MARKET"),
    ] {
        let found = problems(content, info(column_type));
        match expected {
            "" => assert_eq!(found, "", "{column_type}"),
            expected => assert!(found.contains(expected), "{column_type}: {found}"),
        }
    }
}

#[test]
fn a_column_that_is_only_read_need_not_hold_what_others_must() {
    let message = Column {
        ours: "message",
        name: Some("C".to_owned()),
        content: Content::Text(2_000),
        required: false,
    };
    let latin1 = ColumnInfo { charset: Some("latin1".to_owned()), ..info("varchar(100)") };
    let problems = |is_read_only| {
        column_problems(&Map::default(), "viewings", &message, is_read_only, std::slice::from_ref(&latin1))
    };
    assert_eq!((problems(true).len(), problems(false).len()), (0, 1));
}

#[test]
fn a_key_must_generate_its_ids() {
    assert_eq!(problems(Content::Key, info("int(11)")), "generates no id (expected AUTO_INCREMENT)");
    let generating = ColumnInfo { extra: "auto_increment".to_owned(), ..info("bigint(20) unsigned") };
    assert_eq!(problems(Content::Key, generating), "");
}

#[test]
fn a_missing_column_and_a_foreign_character_set_are_named() {
    let other = ColumnInfo { name: "other".to_owned(), ..info("int(11)") };
    assert!(
        problems(Content::Id, other).contains("does not exist: name the column for c in [houses] columns")
    );
    let latin1 = ColumnInfo { charset: Some("latin1".to_owned()), ..info("varchar(255)") };
    assert!(problems(Content::Text(64), latin1).contains("character set latin1"));
}
