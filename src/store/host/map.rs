//! The portal's tables as they really are: their names, their columns' names, and the values that they use.

use crate::store::statement::literal;
use mysql_async::Value;
use std::fmt;

/// What a column holds, as far as we write or read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// An id that the table generates.
    Key,
    /// The id of a row of another table.
    Id,
    /// Text of at most so many characters.
    Text(u32),
    /// Text of at most so many characters, all of them ASCII: any character set holds it.
    Ascii(u32),
    /// A whole number of at most this size.
    Count(u64),
    /// A decimal number: digits in all, and behind the point.
    Decimal(u8, u8),
    /// A day.
    Day,
    /// An instant in UTC.
    Instant,
    /// One of the values that the map lists.
    Listed(Values),
}

/// The columns whose values the map lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    UserRole,
    HouseStatus,
    ImageKind,
    ViewingStatus,
    TourType,
}

/// A column of ours, and its name in the portal's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub(super) ours: &'static str,
    /// `None` if the portal has no such column.
    pub(super) name: Option<String>,
    pub(super) content: Content,
    /// Without it the portal cannot be served.
    pub(super) required: bool,
}

impl Column {
    /// The column of a table's alias, as an expression: `NULL` if the portal has no such column.
    pub(super) fn of(&self, alias: &str) -> String {
        self.name.as_ref().map_or_else(|| "NULL".to_owned(), |name| format!("{alias}.{}", quoted(name)))
    }

    /// The column's name in quotes, if the portal has it.
    pub(super) fn quoted(&self) -> Option<String> {
        self.name.as_deref().map(quoted)
    }

    /// ` AND `, and a condition on the column, if the portal has it.
    pub(super) fn and(&self, alias: &str, condition: &str) -> String {
        match self.name {
            Some(_) => format!(" AND {} {condition}", self.of(alias)),
            None => String::new(),
        }
    }

    /// `, `, and the assignment of an expression to the column, if the portal has it.
    pub(super) fn and_set(&self, alias: &str, expression: &str) -> String {
        match self.name {
            Some(_) => format!(", {} = {expression}", self.of(alias)),
            None => String::new(),
        }
    }
}

/// An identifier in quotes that no `sql_mode` changes.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A value that the map gives to one of the portal's own columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Constant {
    /// Always the same.
    Value(Scalar),
    /// A new UUID for each row.
    Uuid,
    /// The time of the insert in UTC.
    Now,
}

/// A value of the portal's: a number or a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar {
    Integer(i64),
    Float(f64),
    Text(String),
}

impl Scalar {
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Integer(number) => number.into(),
            Self::Float(number) => number.into(),
            Self::Text(text) => text.into(),
        }
    }

    /// Whether a value that was read is this one. As in MySQL's usual collations, case does not count.
    pub(super) fn is(&self, text: &str) -> bool {
        self.to_string().eq_ignore_ascii_case(text.trim_end())
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// What one of the portal's tables is like, whichever it is.
pub(super) trait Table: Sync {
    /// Its name by default, which is that of its section in the map's file.
    fn ours(&self) -> &'static str;
    fn name(&self) -> &str;
    fn insert(&self) -> &[(String, Constant)];
    fn columns(&self) -> Vec<&Column>;
    fn name_mut(&mut self) -> &mut String;
    fn insert_mut(&mut self) -> &mut Vec<(String, Constant)>;
    fn columns_mut(&mut self) -> Vec<&mut Column>;

    /// The table's name in quotes.
    fn quoted(&self) -> String {
        quoted(self.name())
    }
}

macro_rules! tables {
    ($(
        $(#[$doc:meta])*
        $table:ident: $name:ident { $($column:ident: $need:ident $content:expr,)+ }
    )+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq)]
            pub struct $name {
                pub(super) table: String,
                pub(super) insert: Vec<(String, Constant)>,
                $(pub(super) $column: Column,)+
            }

            impl Default for $name {
                fn default() -> Self {
                    Self {
                        table: stringify!($table).to_owned(),
                        insert: Vec::new(),
                        $($column: Column {
                            ours: stringify!($column),
                            name: Some(stringify!($column).to_owned()),
                            content: $content,
                            required: tables!(@ $need),
                        },)+
                    }
                }
            }

            impl Table for $name {
                fn ours(&self) -> &'static str {
                    stringify!($table)
                }

                fn name(&self) -> &str {
                    &self.table
                }

                fn insert(&self) -> &[(String, Constant)] {
                    &self.insert
                }

                fn columns(&self) -> Vec<&Column> {
                    vec![$(&self.$column),+]
                }

                fn name_mut(&mut self) -> &mut String {
                    &mut self.table
                }

                fn insert_mut(&mut self) -> &mut Vec<(String, Constant)> {
                    &mut self.insert
                }

                fn columns_mut(&mut self) -> Vec<&mut Column> {
                    vec![$(&mut self.$column),+]
                }
            }
        )+
    };
    (@ required) => { true };
    (@ optional) => { false };
}

tables! {
    /// `property_operators`.
    property_operators: PropertyOperators {
        id: required Content::Key,
        name: optional Content::Text(255),
        created_at: optional Content::Instant,
    }

    /// `users`.
    users: Users {
        id: required Content::Key,
        role: optional Content::Listed(Values::UserRole),
        first_name: optional Content::Ascii(16),
        last_name: optional Content::Text(255),
        email: required Content::Ascii(64),
        phone: optional Content::Text(64),
        password_hash: optional Content::Ascii(60),
        property_operator_id: optional Content::Id,
        created_at: optional Content::Instant,
    }

    /// `houses`.
    houses: Houses {
        id: required Content::Key,
        source: optional Content::Ascii(7),
        property_operator_id: optional Content::Id,
        agent_id: optional Content::Id,
        title: optional Content::Text(255),
        description: optional Content::Text(20_000),
        address: optional Content::Text(255),
        city: optional Content::Text(128),
        state: optional Content::Text(64),
        postal_code: optional Content::Text(32),
        country: optional Content::Text(64),
        latitude: optional Content::Decimal(9, 6),
        longitude: optional Content::Decimal(9, 6),
        bedrooms: optional Content::Count(99),
        bathrooms: optional Content::Decimal(4, 1),
        square_feet_min: optional Content::Count(100_000),
        square_feet_max: optional Content::Count(100_000),
        price_pm: optional Content::Decimal(8, 2),
        price_pm_max: optional Content::Decimal(8, 2),
        deposit: optional Content::Decimal(8, 2),
        application_fee: optional Content::Decimal(8, 2),
        lease_terms: optional Content::Text(255),
        pets: optional Content::Text(2_000),
        property_type: optional Content::Text(64),
        year_built: optional Content::Count(9_999),
        number_available: optional Content::Count(10_000),
        available_on: optional Content::Day,
        availability_url: optional Content::Text(2_048),
        website: optional Content::Text(2_048),
        phone: optional Content::Text(64),
        email: optional Content::Text(254),
        status: required Content::Listed(Values::HouseStatus),
        created_at: optional Content::Instant,
        updated_at: optional Content::Instant,
        deleted_at: optional Content::Instant,
    }

    /// `house_images`.
    house_images: HouseImages {
        id: required Content::Key,
        house_id: required Content::Id,
        url: required Content::Text(2_048),
        caption: optional Content::Text(255),
        kind: optional Content::Listed(Values::ImageKind),
        position: optional Content::Count(10_000),
    }

    /// `viewings`.
    viewings: Viewings {
        id: required Content::Key,
        user_id: required Content::Id,
        house_id: required Content::Id,
        status: required Content::Listed(Values::ViewingStatus),
        message: optional Content::Text(2_000),
        tour_type: optional Content::Listed(Values::TourType),
        entrata_tour_date: required Content::Ascii(32),
        entrata_tour_time: required Content::Ascii(64),
        starts_at: optional Content::Instant,
        ends_at: optional Content::Instant,
        external_source: optional Content::Ascii(7),
        external_id: optional Content::Ascii(18),
        created_at: optional Content::Instant,
        updated_at: optional Content::Instant,
    }
}

/// The values that the map lists for one column: our word for each, and the portal's value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Words(pub(super) Vec<(&'static str, Scalar)>);

impl Words {
    fn same(words: &[&'static str]) -> Self {
        Self(words.iter().map(|word| (*word, Scalar::from(*word))).collect())
    }

    /// The portal's value for one of our words, as text: a text column compared with a number would match any text.
    pub(super) fn value(&self, ours: &str) -> Value {
        self.0
            .iter()
            .find(|(word, _)| *word == ours)
            .map_or(Value::NULL, |(_, scalar)| scalar.to_string().into())
    }

    /// Whether the server finds a column equal to one of the portal's values. It alone knows the column's collation.
    pub(super) fn is_listed(&self, column: &str) -> String {
        let values: Vec<_> = self.0.iter().map(|(_, scalar)| literal(scalar.to_string())).collect();
        format!("COALESCE({column} IN ({}), 0)", values.join(", "))
    }

    /// Our words for one of the portal's values: several where the portal does not tell them apart.
    pub(super) fn ours<'a>(&'a self, value: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        self.0.iter().filter(move |(_, scalar)| scalar.is(value)).map(|(word, _)| *word)
    }

    /// The portal's values, for a sentence.
    pub(super) fn expected(&self) -> String {
        let mut values: Vec<_> = self.0.iter().map(|(_, scalar)| scalar.to_string()).collect();
        values.dedup();
        values.join(", ")
    }
}

/// The portal's tables: [`Map::default`] has the names of the contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    pub(super) property_operators: PropertyOperators,
    pub(super) users: Users,
    pub(super) houses: Houses,
    pub(super) house_images: HouseImages,
    pub(super) viewings: Viewings,
    pub(super) roles: Words,
    pub(super) house_status: Words,
    pub(super) image_kinds: Words,
    pub(super) viewing_status: Words,
    pub(super) tour_types: Words,
}

impl Default for Map {
    fn default() -> Self {
        Self {
            property_operators: PropertyOperators::default(),
            users: Users::default(),
            houses: Houses::default(),
            house_images: HouseImages::default(),
            viewings: Viewings::default(),
            roles: Words::same(&["AGENT", "USER"]),
            house_status: Words(vec![("ON_MARKET", Scalar::Integer(1)), ("OFF_MARKET", Scalar::Integer(0))]),
            image_kinds: Words::same(&["PHOTO", "FLOORPLAN"]),
            viewing_status: Words::same(&["REQUESTED", "CONFIRMED", "REJECTED", "CANCELLED"]),
            tour_types: Words::same(&["AGENT_GUIDED", "SELF_GUIDED", "VIRTUAL_GUIDED"]),
        }
    }
}

impl Map {
    /// The names of the portal's tables, if they and their columns have the default names. A portal with names of its
    /// own has its tables already.
    #[must_use]
    pub fn default_tables(&self) -> Option<Vec<&str>> {
        let tables = self.tables();
        (tables == Self::default().tables()).then(|| tables.into_iter().map(|(name, _)| name).collect())
    }

    pub(super) fn table_names(&self) -> Vec<&str> {
        self.tables().into_iter().map(|(name, _)| name).collect()
    }

    fn tables(&self) -> [(&str, Vec<&Column>); 5] {
        [
            (self.property_operators.name(), self.property_operators.columns()),
            (self.users.name(), self.users.columns()),
            (self.houses.name(), self.houses.columns()),
            (self.house_images.name(), self.house_images.columns()),
            (self.viewings.name(), self.viewings.columns()),
        ]
    }
}
