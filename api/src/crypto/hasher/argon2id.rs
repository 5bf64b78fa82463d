//! One argon2id hash: how it is computed, written down, read again and compared (RFC 9106; PHC string format).

use super::{HASH_BYTES, HasherError, SALT_BYTES, failed};
use crate::{random, rules::password::Password};
use argon2::{
    Algorithm, Argon2, Block, Params, PasswordVerifier as _, Version,
    password_hash::{self, phc::PasswordHash},
};
use subtle::ConstantTimeEq as _;

/// One hash, in memory that is lent for it.
pub fn hash(
    argon2: &Argon2<'_>,
    secret: &[u8],
    salt: &[u8],
    memory: &mut [Block],
) -> Result<[u8; HASH_BYTES], HasherError> {
    let mut hash = [0; HASH_BYTES];
    argon2
        .hash_password_into_with_memory(secret, salt, &mut hash, memory)
        .map_err(failed)?;
    Ok(hash)
}

/// Whether the password is the stored one, which has today's cost. Compared in constant time.
pub fn matches(
    argon2: &Argon2<'_>,
    password: &Password,
    stored: &PasswordHash,
    memory: &mut [Block],
) -> Result<bool, HasherError> {
    let (Some(salt), Some(wanted)) = (stored.salt, stored.hash) else {
        return Ok(false);
    };
    let hash = hash(argon2, password.as_bytes(), salt.as_ref(), memory)?;
    Ok(hash.ct_eq(wanted.as_bytes()).into())
}

/// Whether the password is the stored one, which has another cost and needs memory of its own.
pub fn matches_another_cost(
    argon2: &Argon2<'_>,
    password: &Password,
    stored: &PasswordHash,
) -> Result<bool, HasherError> {
    match argon2.verify_password(password.as_bytes(), stored) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(HasherError::Unreadable(error)),
    }
}

/// A PHC string of this cost with a random salt and a random hash: no password matches.
pub fn dummy_hash(params: &Params) -> Result<String, HasherError> {
    let (salt, hash) = (random::bytes::<SALT_BYTES>()?, random::bytes()?);
    Ok(phc(params, &salt, &hash))
}

/// A hash as it is stored (PHC string format).
pub fn phc(params: &Params, salt: &[u8; SALT_BYTES], hash: &[u8; HASH_BYTES]) -> String {
    let encode = |bytes: &[u8]| data_encoding::BASE64_NOPAD.encode(bytes);
    let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
    let (salt, hash) = (encode(salt), encode(hash));
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}")
}

/// A PHC string without salt or hash parses as well, and would look like a wrong password.
pub fn read(stored: &str) -> Result<PasswordHash, HasherError> {
    let hash = PasswordHash::new(stored).map_err(|error| HasherError::Unreadable(error.into()))?;
    if hash.salt.is_none() || hash.hash.is_none() {
        return Err(HasherError::Unreadable(
            password_hash::Error::EncodingInvalid,
        ));
    }
    Ok(hash)
}

/// Whether a stored hash was made with another cost than today's.
pub fn has_other_cost(argon2: &Argon2<'_>, hash: &PasswordHash) -> bool {
    let today = argon2.params();
    let is_as_today = |params: &Params| {
        (params.m_cost(), params.t_cost(), params.p_cost())
            == (today.m_cost(), today.t_cost(), today.p_cost())
    };
    let has_full_length = hash
        .hash
        .as_ref()
        .is_some_and(|output| output.len() == HASH_BYTES);
    hash.algorithm != Algorithm::Argon2id.ident()
        || hash.version != Some(Version::V0x13.into())
        || !Params::try_from(hash).is_ok_and(|params| is_as_today(&params))
        || !has_full_length
}
