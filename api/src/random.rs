//! Random bytes from the operating system. The only file that asks for them.

/// The operating system gave no random bytes. Whatever needed them must fail.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no random bytes: {0}")]
pub struct NoRandomness(#[from] getrandom::Error);

/// `N` random bytes, fit for keys.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn two_draws_differ() {
        let draws: HashSet<[u8; 16]> = (0..1_000).map(|_| super::bytes().unwrap()).collect();
        assert_eq!(draws.len(), 1_000);
    }
}
