//! The file that holds the keys when no setting does: made at the first start, readable by its owner only.

use crate::{crypto::vault::VaultError, random};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// More than this many bytes are not keys.
const SIZE_MAX: u64 = 16 * 1_024;

/// What stands in the file; nothing when there is none.
pub fn read(path: &Path) -> Result<Option<Zeroizing<String>>, VaultError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(failed(path, source)),
    };
    if can_others_read(&file).map_err(|source| failed(path, source))? {
        return Err(VaultError::OthersCanRead {
            path: path.to_owned(),
        });
    }
    let mut text = Zeroizing::new(String::new());
    file.take(SIZE_MAX)
        .read_to_string(&mut text)
        .map_err(|source| failed(path, source))?;
    Ok(Some(text))
}

/// Makes the file with these keys, whole or not at all. When there is one already it stays as it is.
pub fn create(path: &Path, keys: &str) -> Result<(), VaultError> {
    let draft = draft_path(path)?;
    let made = write_draft(&draft, keys).and_then(|()| put_in_place(&draft, path));
    // Whatever happened, a draft with a key in it must not stay behind.
    let removed = fs::remove_file(&draft);
    made.and(removed).map_err(|source| failed(path, source))
}

/// Beside the file itself, under a name that no other process takes.
fn draft_path(path: &Path) -> Result<PathBuf, VaultError> {
    let random = data_encoding::HEXLOWER.encode(&random::bytes::<8>()?);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{random}"));
    Ok(PathBuf::from(name))
}

fn write_draft(draft: &Path, keys: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    file.write_all(keys.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// A link, unlike a rename, never replaces a file that another process made in the meantime.
fn put_in_place(draft: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }?;
    // Without this a power cut could leave rows sealed with a key that is gone.
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or(Ok(()), sync_folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn can_others_read(file: &File) -> io::Result<bool> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata()?.permissions());
    Ok(mode & 0o077 != 0)
}

#[cfg(not(unix))]
fn can_others_read(_: &File) -> io::Result<bool> {
    Ok(false)
}

fn failed(path: &Path, source: io::Error) -> VaultError {
    VaultError::File {
        path: path.to_owned(),
        source,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use crate::crypto::vault::{Vault, VaultError};
    use std::{fs, os::unix::fs::PermissionsExt as _, thread};

    #[test]
    fn the_first_start_makes_a_key_and_the_next_ones_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret-keys");
        let sealed = Vault::read_or_create_file(&path)
            .unwrap()
            .seal(b"text", b"row")
            .unwrap();
        let again = Vault::read_or_create_file(&path).unwrap();
        assert_eq!(again.open(&sealed, b"row").unwrap().as_slice(), b"text");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "a draft was left behind"
        );
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret-keys");
        Vault::read_or_create_file(&path).unwrap();
        for mode in [0o640, 0o604, 0o644, 0o660] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = Vault::read_or_create_file(&path).unwrap_err();
            assert!(
                matches!(error, VaultError::OthersCanRead { .. }),
                "{mode:o}: {error}"
            );
        }
    }

    #[test]
    fn an_unusable_file_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret-keys");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(
            Vault::read_or_create_file(&path),
            Err(VaultError::BadKeys(_))
        ));
        assert_eq!(fs::read(&path).unwrap(), b"");
        let nowhere = folder.path().join("missing").join("secret-keys");
        assert!(matches!(
            Vault::read_or_create_file(&nowhere),
            Err(VaultError::File { .. })
        ));
    }

    #[test]
    fn starts_at_the_same_time_agree_on_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret-keys");
        let start = || Vault::read_or_create_file(&path).unwrap();
        let vaults: Vec<Vault> = thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
            starts
                .into_iter()
                .map(|start| start.join().unwrap())
                .collect()
        });
        let sealed = vaults[0].seal(b"text", b"row").unwrap();
        assert!(
            vaults
                .iter()
                .all(|vault| vault.open(&sealed, b"row").is_ok())
        );
    }
}
