//! Secrets at rest: AES-256-GCM with keys that are not in the database.
//!
//! Every sealed text carries the id of its key, so that keys can be changed while the server runs on old rows:
//! the first key seals, all open. The associated data ties a sealed text to its row; in another row it does not open.

use crate::random::{self, NoRandomness};
use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use data_encoding::BASE64_NOPAD;
use std::{fmt, path::PathBuf, sync::Arc};
use zeroize::Zeroizing;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of a nonce. Random: at 2^32 sealings under one key, change it (NIST SP 800-38D §8.3).
const NONCE_BYTES: usize = 12;
/// The longest key id, in characters.
const KEY_ID_MAX: usize = 32;

/// Why something could not be sealed or opened. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The text of the keys is not `id:base64[,id:base64…]`.
    #[error("secret keys: {0}")]
    BadKeys(&'static str),
    /// A sealed text names a key that is not here.
    #[error("there is no secret key with the id {0:?}")]
    UnknownKey(String),
    /// A sealed text was changed, moved to another row, or sealed with another key of the same id.
    #[error("a sealed text does not open: it was changed or moved, or its key is another one")]
    DoesNotOpen,
    /// The text is too long to be sealed.
    #[error("the text is too long to be sealed")]
    TooLong,
    /// No nonce or key could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The key file cannot be read or made.
    #[error("the key file {path}: {source}", path = .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Others may read the key file.
    #[error("the key file {path} can be read by others: chmod 600 it", path = .path.display())]
    OthersCanRead {
        /// Which file.
        path: PathBuf,
    },
}

/// A sealed text, as it stands in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The key that it was sealed with.
    pub key_id: String,
    /// The nonce that it was sealed with: 12 bytes.
    pub nonce: Vec<u8>,
    /// The sealed text, and the 16 bytes that prove it.
    pub ciphertext: Vec<u8>,
}

/// The keys. Cheap to clone; prints only their ids.
#[derive(Clone)]
pub struct Vault {
    keys: Arc<[Key]>,
}

struct Key {
    id: String,
    cipher: Aes256Gcm,
}

impl Vault {
    /// Reads keys from their text: `id:base64[,id:base64…]`, the active one first, each 32 bytes in base64.
    /// An id has 1 to 32 letters, digits, `-` or `_`.
    pub fn new(keys: &str) -> Result<Self, VaultError> {
        let keys: Vec<Key> = keys
            .trim()
            .split(',')
            .map(parse_key)
            .collect::<Result<_, _>>()?;
        let is_repeated = |(at, key): (usize, &Key)| keys.iter().take(at).any(|k| k.id == key.id);
        if keys.iter().enumerate().any(is_repeated) {
            return Err(VaultError::BadKeys("two of them have the same id"));
        }
        Ok(Self { keys: keys.into() })
    }

    /// The id of the key that seals.
    pub fn active_key_id(&self) -> &str {
        self.keys.first().map_or("", |key| key.id.as_str())
    }

    /// Seals a text under the active key. `associated_data` must be given again to open it.
    pub fn seal(&self, plain: &[u8], associated_data: &[u8]) -> Result<Sealed, VaultError> {
        let key = self
            .keys
            .first()
            .ok_or(VaultError::BadKeys("there is none"))?;
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: plain,
            aad: associated_data,
        };
        let ciphertext = key
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| VaultError::TooLong)?;
        Ok(Sealed {
            key_id: key.id.clone(),
            nonce: nonce.to_vec(),
            ciphertext,
        })
    }

    /// Opens a sealed text with the key that it names.
    pub fn open(
        &self,
        sealed: &Sealed,
        associated_data: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let named = |key: &&Key| key.id == sealed.key_id;
        let key = self
            .keys
            .iter()
            .find(named)
            .ok_or_else(|| VaultError::UnknownKey(sealed.key_id.clone()))?;
        let nonce: [u8; NONCE_BYTES] = sealed
            .nonce
            .as_slice()
            .try_into()
            .map_err(|_| VaultError::DoesNotOpen)?;
        let payload = Payload {
            msg: &sealed.ciphertext,
            aad: associated_data,
        };
        key.cipher
            .decrypt(&Nonce::from(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| VaultError::DoesNotOpen)
    }

    /// Whether a sealed text was sealed with another key than the active one.
    pub fn is_outdated(&self, sealed: &Sealed) -> bool {
        sealed.key_id != self.active_key_id()
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_list()
            .entries(self.keys.iter().map(|key| &key.id))
            .finish()
    }
}

/// What ties an authenticator's sealed secret to its row.
pub fn totp_aad(account_id: &str, authenticator_id: &str) -> Vec<u8> {
    format!("totp:{account_id}:{authenticator_id}").into_bytes()
}

/// A new key with this id, as text for [`Vault::new`].
pub fn new_key_text(id: &str) -> Result<Zeroizing<String>, NoRandomness> {
    let key = Zeroizing::new(random::bytes::<KEY_BYTES>()?);
    let encoded = Zeroizing::new(data_encoding::BASE64.encode(&*key));
    Ok(Zeroizing::new(format!("{id}:{}", *encoded)))
}

fn parse_key(text: &str) -> Result<Key, VaultError> {
    let (id, key) = text
        .trim()
        .split_once(':')
        .ok_or(VaultError::BadKeys("each must be written as id:base64"))?;
    let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.is_empty() || id.len() > KEY_ID_MAX || !id.chars().all(is_id) {
        return Err(VaultError::BadKeys(
            "an id has 1 to 32 letters, digits, - or _",
        ));
    }
    let key = BASE64_NOPAD
        .decode(key.trim_end_matches('=').as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| VaultError::BadKeys("a key is not base64"))?;
    let cipher = Aes256Gcm::new_from_slice(&key)
        .map_err(|_| VaultError::BadKeys("a key does not have 32 bytes"))?;
    Ok(Key {
        id: id.to_owned(),
        cipher,
    })
}
