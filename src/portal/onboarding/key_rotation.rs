//! Reseals the stored tokens with the current key.

use crate::error::portal::Result;
use crate::id::Cid;
use crate::portal::{Portal, cid_of};
use crate::store::entrata::clients::{self, SealedTokens};
use crate::token_seal::TokenColumn;

/// The result of a key rotation.
#[derive(Debug, Default)]
pub struct Rotation {
    /// How many clients' tokens were sealed with the current key.
    pub resealed: usize,
    /// How many had the current key's seal already.
    pub current: usize,
    /// The clients whose tokens neither key opens, and why.
    pub unreadable: Vec<(u64, String)>,
}

impl Portal {
    /// Seals every stored token with the current key. A token that is renewed in the meantime has its seal anyway.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
    pub async fn rotate_keys(&self) -> Result<Rotation> {
        // Otherwise a token that waits in the spool would be stored later, with the previous key's seal.
        self.store_spooled_webhooks().await;
        let mut rotation = Rotation::default();
        for client in clients::all(&self.store).await? {
            let cid = cid_of(&client)?;
            let before = SealedTokens { access: client.access_token, refresh: client.refresh_token };
            match self.resealed(&before, cid) {
                Err(error) => rotation.unreadable.push((client.cid, error.display_chain())),
                Ok(after) if after == before => rotation.current += 1,
                Ok(after) => {
                    if clients::reseal(&self.store, cid, &before, &after).await? {
                        rotation.resealed += 1;
                    }
                }
            }
        }
        Ok(rotation)
    }

    /// A client's tokens with the current key's seal.
    fn resealed(&self, before: &SealedTokens, cid: Cid) -> Result<SealedTokens> {
        let keys = self.settings.token_keys();
        let reseal = |sealed: &str, column| match keys.is_current(sealed) {
            true => Ok(sealed.to_owned()),
            false => keys.seal(&keys.open(sealed, cid, column)?, cid, column),
        };
        Ok(SealedTokens {
            access: reseal(&before.access, TokenColumn::Access)?,
            refresh: before
                .refresh
                .as_deref()
                .map(|refresh| reseal(refresh, TokenColumn::Refresh))
                .transpose()?,
        })
    }
}
