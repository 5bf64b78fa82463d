//! Secrets at rest: AES-256-GCM with keys that are not in the database.
//!
//! Every sealed text carries the id of its key, so that keys can be changed while the server runs on old rows:
//! the first key seals, all open. The associated data ties a sealed text to its row; in another row it does not open.

use super::key_file;
use crate::random::{self, NoRandomness};
use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use data_encoding::BASE64_NOPAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};
use zeroize::Zeroizing;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of a nonce. Random: at 2^32 sealings under one key, change it (NIST SP 800-38D §8.3).
const NONCE_BYTES: usize = 12;
/// The longest key id, in characters.
const KEY_ID_MAX: usize = 32;
/// What the key for proofs is derived with.
const MAC_KEY: &[u8] = b"latchkey: proofs of texts that are not kept";
/// The id of a key that the server made itself.
const FIRST_KEY_ID: &str = "key-1";

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

/// What proves a text that is not kept, as it stands in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mac {
    /// The key that it was made with.
    pub key_id: String,
    /// HMAC-SHA-256: 32 bytes.
    pub tag: Vec<u8>,
}

/// The keys. Cheap to clone; prints only their ids.
#[derive(Clone)]
pub struct Vault {
    keys: Arc<[Key]>,
}

struct Key {
    id: String,
    cipher: Aes256Gcm,
    /// Another key, derived from it: what one of them gives away does not help with the other.
    for_proofs: Zeroizing<Vec<u8>>,
}

impl Vault {
    /// Reads keys from their text: `id:base64[,id:base64…]`, the active one first, each 32 bytes in base64.
    /// An id has 1 to 32 letters, digits, `-` or `_`. Line breaks separate as commas do.
    pub fn new(keys: &str) -> Result<Self, VaultError> {
        let texts = keys
            .split([',', '\n'])
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let keys: Vec<Key> = texts.map(parse_key).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(VaultError::BadKeys("there is none"));
        }
        let is_repeated = |(at, key): (usize, &Key)| keys.iter().take(at).any(|k| k.id == key.id);
        if keys.iter().enumerate().any(is_repeated) {
            return Err(VaultError::BadKeys("two of them have the same id"));
        }
        Ok(Self { keys: keys.into() })
    }

    /// Reads keys from a file that only its owner may read; makes the file with one new key when there is none.
    pub fn read_or_create_file(path: &Path) -> Result<Self, VaultError> {
        if let Some(keys) = key_file::read(path)? {
            return Self::new(&keys);
        }
        key_file::create(path, &new_key_text(FIRST_KEY_ID)?)?;
        // Another process may have been quicker; what stands in the file counts.
        let keys = key_file::read(path)?.ok_or(VaultError::BadKeys("the key file vanished"))?;
        Self::new(&keys)
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

    /// Makes what proves a text under the active key. `context` says what it is for, and must be given again.
    pub fn mac(&self, context: &str, text: &[u8]) -> Result<Mac, VaultError> {
        let key = self
            .keys
            .first()
            .ok_or(VaultError::BadKeys("there is none"))?;
        let tag = key.mac(context, text)?.finalize().into_bytes().to_vec();
        Ok(Mac {
            key_id: key.id.clone(),
            tag,
        })
    }

    /// Whether it proves this text, in constant time. One whose key is not here proves nothing.
    pub fn proves(&self, mac: &Mac, context: &str, text: &[u8]) -> Result<bool, VaultError> {
        let Some(key) = self.keys.iter().find(|key| key.id == mac.key_id) else {
            return Ok(false);
        };
        Ok(key.mac(context, text)?.verify_slice(&mac.tag).is_ok())
    }

    /// Whether a sealed text was sealed with another key than the active one.
    pub fn is_outdated(&self, sealed: &Sealed) -> bool {
        sealed.key_id != self.active_key_id()
    }
}

impl Key {
    /// The context goes in with its length, so that no other context and text make the same.
    fn mac(&self, context: &str, text: &[u8]) -> Result<Hmac<Sha256>, VaultError> {
        let mut mac = hmac(&self.for_proofs)?;
        mac.update(&context.len().to_be_bytes());
        mac.update(context.as_bytes());
        mac.update(text);
        Ok(mac)
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

/// What ties a sealed message to its row.
pub fn outbox_aad(id: &str) -> Vec<u8> {
    format!("outbox:{id}").into_bytes()
}

/// A new key with this id, as text for [`Vault::new`].
pub fn new_key_text(id: &str) -> Result<Zeroizing<String>, NoRandomness> {
    let key = Zeroizing::new(random::bytes::<KEY_BYTES>()?);
    let encoded = Zeroizing::new(data_encoding::BASE64.encode(&*key));
    Ok(Zeroizing::new(format!("{id}:{}", *encoded)))
}

fn parse_key(text: &str) -> Result<Key, VaultError> {
    let (id, key) = text
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
    let for_proofs = hmac(&key)?.chain_update(MAC_KEY).finalize().into_bytes();
    Ok(Key {
        id: id.to_owned(),
        cipher,
        for_proofs: Zeroizing::new(for_proofs.to_vec()),
    })
}

fn hmac(key: &[u8]) -> Result<Hmac<Sha256>, VaultError> {
    Hmac::new_from_slice(key).map_err(|_| VaultError::BadKeys("a key of an impossible length"))
}

#[cfg(test)]
mod tests {
    use super::{Sealed, Vault, VaultError, new_key_text, totp_aad};

    const OLD: &str = "old:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const NEW: &str = "new:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    fn vault(keys: &[&str]) -> Vault {
        Vault::new(&keys.join(",")).unwrap()
    }

    fn aad() -> Vec<u8> {
        totp_aad("ann", "phone")
    }

    #[test]
    fn what_is_sealed_opens_again_and_is_not_to_be_seen() {
        let vault = vault(&[OLD]);
        let sealed = vault.seal(b"a shared secret", &aad()).unwrap();
        assert_eq!(
            vault.open(&sealed, &aad()).unwrap().as_slice(),
            b"a shared secret"
        );
        assert!(
            !sealed
                .ciphertext
                .windows(6)
                .any(|window| window == b"shared")
        );
        assert_eq!((sealed.nonce.len(), sealed.ciphertext.len()), (12, 15 + 16));
    }

    #[test]
    fn the_same_text_never_seals_the_same() {
        let vault = vault(&[OLD]);
        let [one, two] = [(); 2].map(|()| vault.seal(b"text", &aad()).unwrap());
        assert_ne!(one.nonce, two.nonce);
        assert_ne!(one.ciphertext, two.ciphertext);
    }

    #[test]
    fn a_sealed_text_does_not_open_in_another_row() {
        let vault = vault(&[OLD]);
        let sealed = vault.seal(b"text", &aad()).unwrap();
        for other in [
            totp_aad("bob", "phone"),
            totp_aad("ann", "tablet"),
            Vec::new(),
        ] {
            assert!(matches!(
                vault.open(&sealed, &other),
                Err(VaultError::DoesNotOpen)
            ));
        }
    }

    #[test]
    fn one_changed_bit_anywhere_keeps_it_shut() {
        let vault = vault(&[OLD]);
        let sealed = vault.seal(b"text", &aad()).unwrap();
        for bit in 0..sealed.ciphertext.len() * 8 {
            let mut changed = sealed.clone();
            changed.ciphertext[bit / 8] ^= 1 << (bit % 8);
            assert!(
                matches!(vault.open(&changed, &aad()), Err(VaultError::DoesNotOpen)),
                "{bit}"
            );
        }
        for bit in 0..sealed.nonce.len() * 8 {
            let mut changed = sealed.clone();
            changed.nonce[bit / 8] ^= 1 << (bit % 8);
            assert!(
                matches!(vault.open(&changed, &aad()), Err(VaultError::DoesNotOpen)),
                "{bit}"
            );
        }
    }

    #[test]
    fn cut_texts_stay_shut() {
        let vault = vault(&[OLD]);
        let sealed = vault.seal(b"text", &aad()).unwrap();
        for length in 0..sealed.ciphertext.len() {
            let cut = Sealed {
                ciphertext: sealed.ciphertext[..length].to_vec(),
                ..sealed.clone()
            };
            assert!(matches!(
                vault.open(&cut, &aad()),
                Err(VaultError::DoesNotOpen)
            ));
        }
        for nonce in [vec![], vec![0; 11], vec![0; 13]] {
            let cut = Sealed {
                nonce,
                ..sealed.clone()
            };
            assert!(matches!(
                vault.open(&cut, &aad()),
                Err(VaultError::DoesNotOpen)
            ));
        }
    }

    #[test]
    fn with_two_keys_old_texts_open_and_new_ones_use_the_first() {
        let sealed = vault(&[OLD]).seal(b"text", &aad()).unwrap();
        let both = vault(&[NEW, OLD]);
        assert!(both.is_outdated(&sealed));
        let plain = both.open(&sealed, &aad()).unwrap();
        let sealed_anew = both.seal(&plain, &aad()).unwrap();
        assert_eq!(
            (sealed_anew.key_id.as_str(), both.active_key_id()),
            ("new", "new")
        );
        assert!(!both.is_outdated(&sealed_anew));
        assert_eq!(
            vault(&[NEW]).open(&sealed_anew, &aad()).unwrap().as_slice(),
            b"text"
        );
    }

    #[test]
    fn a_missing_key_is_named_and_a_wrong_one_does_not_open() {
        let sealed = vault(&[OLD]).seal(b"text", &aad()).unwrap();
        let missing = vault(&[NEW]).open(&sealed, &aad());
        assert!(matches!(missing, Err(VaultError::UnknownKey(id)) if id == "old"));
        let same_id = NEW.replace("new:", "old:");
        assert!(matches!(
            vault(&[&same_id]).open(&sealed, &aad()),
            Err(VaultError::DoesNotOpen)
        ));
    }

    #[test]
    fn texts_that_are_no_keys_are_refused_without_repeating_them() {
        let short = "id:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==";
        let repeated = format!("{OLD},{OLD}");
        for text in [
            "",
            " , ",
            "AAEC",
            ":AAEC",
            "a b:AAEC",
            "id:*SECRET*",
            short,
            repeated.as_str(),
        ] {
            let error = Vault::new(text).unwrap_err();
            assert!(matches!(error, VaultError::BadKeys(_)), "{text}");
            assert!(!format!("{error} {error:?}").contains("SECRET"));
        }
    }

    #[test]
    fn keys_are_read_with_or_without_padding_on_one_line_or_several() {
        let unpadded = OLD.trim_end_matches('=');
        for text in [
            OLD.to_owned(),
            unpadded.to_owned(),
            format!("{NEW}\n{OLD}\n"),
            format!("{NEW} , {OLD}"),
        ] {
            assert!(Vault::new(&text).is_ok(), "{text}");
        }
        let fresh = new_key_text("fresh").unwrap();
        assert_eq!(Vault::new(&fresh).unwrap().active_key_id(), "fresh");
    }

    #[test]
    fn a_vault_prints_ids_only() {
        assert_eq!(format!("{:?}", vault(&[NEW, OLD])), r#"["new", "old"]"#);
    }

    #[test]
    fn a_mac_proves_its_text_in_its_context_only() {
        let vault = Vault::new(&new_key_text("a").unwrap()).unwrap();
        let mac = vault.mac("code:1", b"123456").unwrap();
        assert!(vault.proves(&mac, "code:1", b"123456").unwrap());
        assert!(!vault.proves(&mac, "code:1", b"123457").unwrap());
        assert!(!vault.proves(&mac, "code:2", b"123456").unwrap());
        assert!(!vault.proves(&mac, "code:11", b"23456").unwrap());
    }

    #[test]
    fn a_mac_outlives_a_new_active_key_but_not_the_loss_of_its_own() {
        let (old, new) = (new_key_text("a").unwrap(), new_key_text("b").unwrap());
        let mac = Vault::new(&old).unwrap().mac("code:1", b"123456").unwrap();
        let both = Vault::new(&format!("{},{}", *new, *old)).unwrap();
        assert!(both.proves(&mac, "code:1", b"123456").unwrap());
        let lost = Vault::new(&new).unwrap();
        assert!(!lost.proves(&mac, "code:1", b"123456").unwrap());
    }
}
