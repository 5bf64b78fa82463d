//! Slow hashes (argon2id) for passwords and backup codes, off the async threads and never more at once than cores.
//!
//! Each hash takes 19 MiB. A burst of sign-ins waits in a queue; when the queue is full the answer is "busy" at once,
//! so the memory stays bounded whatever comes in. A permit is acquired before anything else is done: whoever is told
//! "busy" has spent no attempt.

mod argon2id;

use crate::{
    random::{self, NoRandomness},
    rules::{backup_codes::TidyCode, password::Password},
};
use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash};
use argon2id::{dummy_hash, has_other_cost, hash, matches, matches_another_cost, phc, read};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    thread,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many wait for a core before the answer is "busy".
const QUEUE_MAX: usize = 256;
/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;
/// Bytes of a hash.
pub const HASH_BYTES: usize = 32;

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// What the server uses (OWASP Password Storage Cheat Sheet; ASVS 5.0 appendix C).
    pub const STANDARD: Self = Self {
        memory: 19_456,
        passes: 2,
        lanes: 1,
    };
    /// The least that argon2 knows. Only for tests that are not about the hash.
    pub const LEAST: Self = Self {
        memory: 8,
        passes: 1,
        lanes: 1,
    };
}

/// Why there is no hash.
#[derive(Debug, thiserror::Error)]
pub enum HasherError {
    /// Too many wait already.
    #[error("too many hashes are waited for")]
    Busy,
    /// A stored hash is not one that can be read.
    #[error("a stored password hash cannot be read: {0}")]
    Unreadable(password_hash::Error),
    /// The hash could not be computed.
    #[error("a hash could not be computed: {0}")]
    Failed(String),
    /// No salt could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// The outcome of looking at a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Verified {
    /// Whether it is the one that was hashed.
    pub ok: bool,
    /// Whether it should be hashed anew, because the stored hash has another cost than today's. Only when `ok`.
    pub needs_rehash: bool,
}

/// A permit to hash: good for one hash after the other, until it is dropped. A hash that runs keeps it.
#[derive(Clone, Debug)]
#[must_use]
pub struct HashPermit {
    _permit: Arc<OwnedSemaphorePermit>,
}

/// Computes hashes. Cheap to clone; all clones share one queue.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    cores: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// Memory to hash in that nobody uses now: at most one piece for each core, used again and again. Memory that
    /// is taken and given back for each hash piles up in the system's allocator, once more for every thread.
    memory: Arc<Mutex<Vec<Vec<Block>>>>,
    /// A hash that no password matches, to spend the same time on accounts that do not exist.
    dummy_hash: Arc<str>,
}

impl Hasher {
    /// A hasher that runs as many hashes at once as there are cores, and lets 256 more wait.
    pub fn new(cost: Cost) -> Result<Self, HasherError> {
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::with_limits(cost, cores, QUEUE_MAX)
    }

    fn with_limits(cost: Cost, cores: usize, queue: usize) -> Result<Self, HasherError> {
        let params =
            Params::new(cost.memory, cost.passes, cost.lanes, Some(HASH_BYTES)).map_err(failed)?;
        let dummy_hash = dummy_hash(&params)?;
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            cores: Arc::new(Semaphore::new(cores)),
            queue: Arc::new(Semaphore::new(cores + queue)),
            memory: Arc::default(),
            dummy_hash: dummy_hash.into(),
        })
    }

    /// A permit to hash once a core is free, or at once the answer that the queue is full.
    pub fn acquire(&self) -> Result<HashPermit, HasherError> {
        let permit = Arc::clone(&self.queue).try_acquire_owned();
        Ok(HashPermit {
            _permit: Arc::new(permit.map_err(|_| HasherError::Busy)?),
        })
    }

    /// Hashes a password under a fresh salt, as a PHC string.
    pub async fn hash_password(
        &self,
        permit: &HashPermit,
        password: Password,
    ) -> Result<String, HasherError> {
        let salt = random::bytes::<SALT_BYTES>()?;
        let argon2 = self.argon2.clone();
        self.run_in_memory(permit, move |memory| {
            let hash = hash(&argon2, password.as_bytes(), &salt, memory)?;
            Ok(phc(argon2.params(), &salt, &hash))
        })
        .await
    }

    /// Looks whether a password is the stored one. Always computes exactly one hash: without a stored one
    /// (an unknown account) against a hash that nothing matches, so that the time does not tell.
    pub async fn verify_password(
        &self,
        permit: &HashPermit,
        password: Password,
        stored: Option<String>,
    ) -> Result<Verified, HasherError> {
        let argon2 = self.argon2.clone();
        let (is_known, stored) = stored.map_or_else(
            || (false, self.dummy_hash.to_string()),
            |stored| (true, stored),
        );
        self.run_in_memory(permit, move |memory| {
            let stored = read(&stored)?;
            let is_outdated = has_other_cost(&argon2, &stored);
            let is_match = if is_outdated {
                matches_another_cost(&argon2, &password, &stored)?
            } else {
                matches(&argon2, &password, &stored, memory)?
            };
            let ok = is_match && is_known;
            Ok(Verified {
                ok,
                needs_rehash: ok && is_outdated,
            })
        })
        .await
    }

    /// Hashes a set of backup codes under the salt of the set.
    pub async fn hash_backup_codes(
        &self,
        permit: &HashPermit,
        codes: Vec<TidyCode>,
        salt: [u8; SALT_BYTES],
    ) -> Result<Vec<[u8; HASH_BYTES]>, HasherError> {
        let argon2 = self.argon2.clone();
        self.run_in_memory(permit, move |memory| {
            codes
                .iter()
                .map(|code| hash(&argon2, code.as_bytes(), &salt, memory))
                .collect()
        })
        .await
    }

    /// Hashes one submitted backup code under the salt of the account's set.
    pub async fn hash_backup_code(
        &self,
        permit: &HashPermit,
        code: TidyCode,
        salt: [u8; SALT_BYTES],
    ) -> Result<[u8; HASH_BYTES], HasherError> {
        let argon2 = self.argon2.clone();
        let hash = move |memory: &mut [Block]| hash(&argon2, code.as_bytes(), &salt, memory);
        self.run_in_memory(permit, hash).await
    }

    /// Does work that needs the memory of one hash. What the last one left in it is overwritten before it is read.
    async fn run_in_memory<T, F>(&self, permit: &HashPermit, work: F) -> Result<T, HasherError>
    where
        T: Send + 'static,
        F: FnOnce(&mut [Block]) -> Result<T, HasherError> + Send + 'static,
    {
        let pieces = Arc::clone(&self.memory);
        let blocks = self.argon2.params().block_count();
        self.run(permit, move || {
            let free = pieces.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut piece = free.unwrap_or_else(|| vec![Block::default(); blocks]);
            let outcome = work(&mut piece);
            pieces
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(piece);
            outcome
        })
        .await
    }

    /// Does the work on a blocking thread once a core is free. Core and permit go back when the work is done, not when the
    /// caller stops waiting for it: hanging up must not let more run.
    async fn run<T, F>(&self, permit: &HashPermit, work: F) -> Result<T, HasherError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, HasherError> + Send + 'static,
    {
        let permit = permit.clone();
        let core = Arc::clone(&self.cores)
            .acquire_owned()
            .await
            .map_err(failed)?;
        tokio::task::spawn_blocking(move || {
            let _held = (permit, core);
            work()
        })
        .await
        .map_err(failed)?
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Hasher")
            .field("argon2", &self.argon2)
            .finish_non_exhaustive()
    }
}

fn failed(error: impl fmt::Display) -> HasherError {
    HasherError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Cost, HashPermit, Hasher, HasherError, Verified};
    use crate::rules::{
        backup_codes::{TidyCode, tidy},
        password::Password,
    };
    use contract::Secret;
    use proptest::prelude::*;
    use std::{
        collections::HashSet,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
            mpsc,
        },
    };

    const RIGHT: Verified = Verified {
        ok: true,
        needs_rehash: false,
    };
    const WRONG: Verified = Verified {
        ok: false,
        needs_rehash: false,
    };

    fn hasher() -> Hasher {
        Hasher::new(Cost::LEAST).unwrap()
    }

    fn permit(hasher: &Hasher) -> HashPermit {
        hasher.acquire().unwrap()
    }

    fn password(text: &str) -> Password {
        Password::typed(&Secret::from(text)).unwrap()
    }

    fn code(text: &str) -> TidyCode {
        tidy(&Secret::from(text)).unwrap()
    }

    #[tokio::test]
    async fn the_standard_cost_is_in_the_stored_text() {
        let hasher = Hasher::new(Cost::STANDARD).unwrap();
        let stored = hasher
            .hash_password(&permit(&hasher), password("vK7#qpzw"))
            .await
            .unwrap();
        let parts: Vec<&str> = stored.split('$').collect();
        assert_eq!(parts[..4], ["", "argon2id", "v=19", "m=19456,t=2,p=1"]);
        // 16 bytes of salt and 32 of hash, in base64 without padding.
        assert_eq!((parts[4].len(), parts[5].len(), parts.len()), (22, 43, 6));
        assert_eq!(
            hasher
                .verify_password(&permit(&hasher), password("vK7#qpzw"), Some(stored))
                .await
                .unwrap(),
            RIGHT
        );
    }

    #[tokio::test]
    async fn only_the_same_password_fits() {
        let hasher = hasher();
        let stored = hasher
            .hash_password(&permit(&hasher), password("vK7#qpzw"))
            .await
            .unwrap();
        for (text, verified) in [
            ("vK7#qpzw", RIGHT),
            ("vK7#qpzW", WRONG),
            ("vK7#qpzw ", WRONG),
            ("v", WRONG),
        ] {
            let outcome = hasher
                .verify_password(&permit(&hasher), password(text), Some(stored.clone()))
                .await
                .unwrap();
            assert_eq!(outcome, verified, "{text}");
        }
    }

    #[tokio::test]
    async fn the_same_password_never_hashes_the_same() {
        let hasher = hasher();
        let mut seen = HashSet::new();
        for _ in 0..100 {
            let stored = hasher
                .hash_password(&permit(&hasher), password("vK7#qpzw"))
                .await
                .unwrap();
            seen.insert(stored.split('$').nth(4).unwrap().to_owned());
        }
        assert_eq!(seen.len(), 100);
    }

    #[tokio::test]
    async fn an_unknown_account_costs_what_a_known_one_does_and_fits_nothing() {
        let hasher = Hasher::new(Cost::STANDARD).unwrap();
        let dummy_hash = argon2::PasswordHash::new(&hasher.dummy_hash).unwrap();
        assert!(!super::has_other_cost(&hasher.argon2, &dummy_hash));
        assert_eq!(
            hasher
                .verify_password(&permit(&hasher), password("vK7#qpzw"), None)
                .await
                .unwrap(),
            WRONG
        );
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_still_fits_and_asks_to_be_made_anew() {
        let old = Hasher::new(Cost {
            memory: 16,
            passes: 1,
            lanes: 1,
        })
        .unwrap();
        let stored = old
            .hash_password(&permit(&old), password("vK7#qpzw"))
            .await
            .unwrap();
        let today = hasher();
        let right = today
            .verify_password(&permit(&today), password("vK7#qpzw"), Some(stored.clone()))
            .await
            .unwrap();
        assert_eq!(
            right,
            Verified {
                ok: true,
                needs_rehash: true
            }
        );
        let wrong = today
            .verify_password(&permit(&today), password("other"), Some(stored))
            .await
            .unwrap();
        assert_eq!(wrong, WRONG);
    }

    #[tokio::test]
    async fn a_damaged_hash_fits_nothing_and_is_an_error() {
        let hasher = hasher();
        let stored = hasher
            .hash_password(&permit(&hasher), password("vK7#qpzw"))
            .await
            .unwrap();
        let no_hash = stored.rsplit_once('$').unwrap().0.to_owned();
        for damaged in [
            String::new(),
            "vK7#qpzw".to_owned(),
            no_hash,
            stored.replace("argon2id", "md5"),
        ] {
            let outcome = hasher
                .verify_password(
                    &permit(&hasher),
                    password("vK7#qpzw"),
                    Some(damaged.clone()),
                )
                .await;
            assert!(
                !matches!(outcome, Ok(Verified { ok: true, .. })),
                "{damaged}"
            );
            assert!(
                matches!(outcome, Err(HasherError::Unreadable(_))),
                "{damaged}: {outcome:?}"
            );
        }
    }

    #[tokio::test]
    async fn backup_codes_hash_alone_as_they_do_in_their_set() {
        let hasher = hasher();
        let texts = ["0123-4567-89AB-CDEF", "0123-4567-89AB-CDEG"];
        let set = hasher
            .hash_backup_codes(&permit(&hasher), texts.map(code).to_vec(), [7; 16])
            .await
            .unwrap();
        for (text, hash) in texts.iter().zip(&set) {
            assert_eq!(
                hasher
                    .hash_backup_code(&permit(&hasher), code(text), [7; 16])
                    .await
                    .unwrap(),
                *hash
            );
            assert_ne!(
                hasher
                    .hash_backup_code(&permit(&hasher), code(text), [8; 16])
                    .await
                    .unwrap(),
                *hash
            );
        }
        assert_ne!(set[0], set[1]);
    }

    #[tokio::test]
    async fn a_full_line_is_busy_at_once_and_empties_again() {
        let hasher = Hasher::with_limits(Cost::LEAST, 1, 1).unwrap();
        let (release, wait) = mpsc::channel::<()>();
        let running = {
            let (hasher, permit) = (hasher.clone(), permit(&hasher));
            let work = move || wait.recv().map_err(super::failed);
            tokio::spawn(async move { hasher.run(&permit, work).await })
        };
        let waiting = {
            let hasher = hasher.clone();
            tokio::spawn(async move {
                hasher
                    .hash_password(&permit(&hasher), password("vK7#qpzw"))
                    .await
            })
        };
        while hasher.queue.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(hasher.acquire(), Err(HasherError::Busy)));
        release.send(()).unwrap();
        running.await.unwrap().unwrap();
        waiting.await.unwrap().unwrap();
        assert!(
            hasher
                .hash_password(&permit(&hasher), password("vK7#qpzw"))
                .await
                .is_ok()
        );
    }

    #[tokio::test]
    async fn no_more_run_at_once_than_there_are_places() {
        let hasher = Hasher::with_limits(Cost::LEAST, 2, 100).unwrap();
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let (hasher, running, most) =
                    (hasher.clone(), Arc::clone(&running), Arc::clone(&most));
                tokio::spawn(async move {
                    let work = move || {
                        most.fetch_max(
                            running.fetch_add(1, Ordering::SeqCst) + 1,
                            Ordering::SeqCst,
                        );
                        std::thread::yield_now();
                        running.fetch_sub(1, Ordering::SeqCst);
                        Ok(())
                    };
                    hasher.run(&permit(&hasher), work).await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert!(most.load(Ordering::SeqCst) <= 2);
    }

    #[tokio::test]
    async fn hanging_up_does_not_let_more_run() {
        let hasher = Hasher::with_limits(Cost::LEAST, 1, 1).unwrap();
        let (started, has_started) = tokio::sync::oneshot::channel();
        let (release, wait) = mpsc::channel::<()>();
        let abandoned = {
            let hasher = hasher.clone();
            let work = move || {
                let _ = started.send(());
                wait.recv().map_err(super::failed)
            };
            tokio::spawn(async move { hasher.run(&permit(&hasher), work).await })
        };
        has_started.await.unwrap();
        abandoned.abort();
        assert!(abandoned.await.unwrap_err().is_cancelled());
        assert_eq!(hasher.cores.available_permits(), 0);
        release.send(()).unwrap();
        assert!(
            hasher
                .hash_password(&permit(&hasher), password("vK7#qpzw"))
                .await
                .is_ok()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_length_is_cut(length in 1_usize..1_000) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let hasher = hasher();
                let same = "a".repeat(length);
                let stored = hasher.hash_password(&permit(&hasher), password(&format!("{same}X"))).await.unwrap();
                let other = password(&format!("{same}Y"));
                assert_eq!(hasher.verify_password(&permit(&hasher), other, Some(stored)).await.unwrap(), WRONG);
            });
        }
    }

    #[tokio::test]
    async fn the_lengths_at_which_others_cut_are_whole_here() {
        let hasher = hasher();
        for length in [55, 56, 63, 64, 71, 72, 73, 127, 128, 255, 256, 511, 512] {
            let same = "a".repeat(length);
            let stored = hasher
                .hash_password(&permit(&hasher), password(&format!("{same}X")))
                .await
                .unwrap();
            let other = password(&format!("{same}Y"));
            assert_eq!(
                hasher
                    .verify_password(&permit(&hasher), other, Some(stored))
                    .await
                    .unwrap(),
                WRONG,
                "{length}"
            );
        }
    }
}
