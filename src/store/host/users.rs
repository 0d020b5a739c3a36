//! `users` and `property_operators`: a client's operator and agent, and the renters.

use super::map::{Column, Map, Table, Words};
use super::new_rows;
use super::rows::{Cell, NOW, cell, update};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::UserId;
use crate::store::errors::database;
use crate::store::{Store, change, rows};
use mysql_async::{Conn, Transaction, TxOpts, params};
use ring::rand::{SecureRandom, SystemRandom};

/// The host of addresses that receive no mail and that a forgotten renter's row carries instead.
pub const FORGOTTEN: &str = "forgotten.invalid";

/// Inserts a property operator and its agent, and returns their ids.
///
/// # Errors
///
/// [`ErrorKind::Database`]; a duplicate key if a user has the address already.
pub async fn insert_operator(
    tx: &mut Transaction<'_>,
    map: &Map,
    company_name: &str,
    agent_email: &str,
) -> Result<(u64, u64)> {
    let operators = &map.property_operators;
    let cells = [cell(&operators.name, company_name), (&operators.created_at, NOW.to_owned())];
    let operator = inserted(tx, operators, &operators.id, &cells).await?;
    let users = &map.users;
    let cells = [
        cell(&users.role, map.roles.value("AGENT")),
        cell(&users.first_name, "Entrata"),
        cell(&users.last_name, company_name),
        cell(&users.email, agent_email),
        cell(&users.password_hash, unusable_hash()?),
        cell(&users.property_operator_id, operator),
        (&users.created_at, NOW.to_owned()),
    ];
    let agent = inserted(tx, users, &users.id, &cells).await?;
    Ok((operator, agent))
}

/// Inserts a property operator and its agent, and rolls both back.
pub(super) async fn rehearse(
    conn: &mut Conn,
    map: &Map,
    company_name: &str,
    agent_email: &str,
) -> Result<()> {
    let context = "checking whether a client could be set up";
    let mut tx = conn.start_transaction(TxOpts::default()).await.map_err(database(context))?;
    let inserted = insert_operator(&mut tx, map, company_name, agent_email).await;
    tx.rollback().await.map_err(database(context))?;
    inserted.map(drop)
}

async fn inserted(
    tx: &mut Transaction<'_>,
    table: &dyn Table,
    id: &Column,
    cells: &[Cell<'_>],
) -> Result<u64> {
    let ids = new_rows::insert(tx, "setting up a client", table, id, &[cells.to_vec()]).await?;
    ids.first().copied().ok_or_else(|| Error::new(ErrorKind::Internal, "an inserted row has no id"))
}

/// A bcrypt hash to which no password is known. Checking one against it takes as long as against any other, and a column
/// that must not be empty takes it.
fn unusable_hash() -> Result<String> {
    const LETTERS: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut random = [0; 53];
    SystemRandom::new()
        .fill(&mut random)
        .map_err(|_| Error::new(ErrorKind::Internal, "the system provides no random numbers"))?;
    let letters = random.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 64)));
    Ok(format!("$2y$12${}", letters.map(|letter| char::from(*letter)).collect::<String>()))
}

/// Gives a client's agent a real address and a password, so that an operator can sign in.
///
/// # Errors
///
/// [`ErrorKind::Database`]; a duplicate key if another user has the address.
pub async fn set_agent(
    store: &Store,
    map: &Map,
    agent: UserId,
    email: &str,
    password_hash: &str,
) -> Result<()> {
    let users = &map.users;
    let cells = [cell(&users.email, email), cell(&users.password_hash, password_hash)];
    let Some(statement) = update(users, &users.id, agent.get(), &cells) else { return Ok(()) };
    change(&mut store.conn().await?, "giving a client's agent its sign-in", statement.text(), ())
        .await
        .map(drop)
}

/// A user, as far as its erasure goes.
#[derive(Debug, Clone)]
pub struct Renter {
    /// Its row.
    pub id: u64,
    /// Whether it is a renter, and not an agent or other staff.
    pub is_renter: bool,
}

/// The users with an address, held until the transaction ends. Case does not count; accents do, whatever the
/// column's collation.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn with_email(tx: &mut Transaction<'_>, map: &Map, email: &str) -> Result<Vec<Renter>> {
    let users = &map.users;
    let sql = format!(
        "SELECT {id}, {email}, {role} FROM {users} u WHERE {email} = :email FOR UPDATE",
        id = users.id.of("u"),
        email = users.email.of("u"),
        role = users.role.of("u"),
        users = users.quoted(),
    );
    let found: Vec<(u64, String, Option<String>)> =
        rows(tx, "reading a renter", &sql, params! { "email" => email }).await?;
    Ok(found
        .into_iter()
        .filter(|(_, stored, _)| stored.to_lowercase() == email.to_lowercase())
        .map(|(id, _, role)| Renter { id, is_renter: is_renter(&map.roles, role.as_deref()) })
        .collect())
}

fn is_renter(roles: &Words, role: Option<&str>) -> bool {
    // Without a role column, no user is known to be an agent.
    role.is_none_or(|role| roles.ours(role).any(|ours| ours == "USER"))
}

/// Erases who a user was. The row stays, since viewings belong to it; it cannot be used to sign in.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn erase(tx: &mut Transaction<'_>, map: &Map, user: u64) -> Result<()> {
    let users = &map.users;
    let cells = [
        cell(&users.first_name, "Forgotten"),
        cell(&users.last_name, ""),
        cell(&users.email, format!("user-{user}@{FORGOTTEN}")),
        cell(&users.phone, ""),
        cell(&users.password_hash, unusable_hash()?),
    ];
    let Some(statement) = update(users, &users.id, user, &cells) else { return Ok(()) };
    change(tx, "erasing a user", statement.text(), ()).await.map(drop)
}
