//! Signatures: ed25519 over what a package says it is. Optional; a workspace may ask for them.
//!
//! What is signed is a short text of the plugin's id, version and digest, so that a signature cannot be carried over
//! to another component, nor to another name. Tests are below.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use alongside_core::digest::Digest;
use ed25519_dalek::{Signature as Bytes, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::RuntimeError;
use crate::workspace::{read_text, write_privately};

/// The first word of a key file.
const KEY_WORD: &str = "alongside-signing-key";

/// A public key, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// A signature, written as 128 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(Bytes);

/// A key that signs.
pub(crate) struct SecretKey(SigningKey);

/// What is signed.
fn statement(id: &str, version: &str, digest: &Digest) -> Vec<u8> {
    format!("alongside-plugin-1\n{id}\n{version}\n{digest}\n").into_bytes()
}

impl SecretKey {
    /// Makes a key from the machine's randomness.
    pub(crate) fn generate() -> Result<Self, RuntimeError> {
        let mut seed = [0_u8; 32];
        getrandom::fill(&mut seed)
            .map_err(|error| RuntimeError::Internal(format!("this machine has no randomness: {error}")))?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// Reads a key file.
    pub(crate) fn read(path: &Path) -> Result<Self, RuntimeError> {
        let text = read_text(path)?;
        let seed = text
            .trim()
            .strip_prefix(KEY_WORD)
            .and_then(|hex| from_hex::<32>(hex.trim()));
        seed.map(|seed| Self(SigningKey::from_bytes(&seed)))
            .ok_or_else(|| {
                RuntimeError::input_hint(
                    "plugin-key",
                    format!("{} is not a signing key", path.display()),
                    "make one with `alongside plugin key FILE`",
                )
            })
    }

    /// Writes a key file that its owner alone may read. A file that is there is left alone.
    pub(crate) fn write(&self, path: &Path) -> Result<(), RuntimeError> {
        if path.exists() {
            return Err(RuntimeError::AlreadyThere(path.to_owned()));
        }
        let text = format!("{KEY_WORD} {}\n", hex(&self.0.to_bytes()));
        write_privately(path, text.as_bytes())
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, id: &str, version: &str, digest: &Digest) -> Signature {
        Signature(self.0.sign(&statement(id, version, digest)))
    }
}

impl PublicKey {
    /// Whether a signature of this key is on this plugin. Weak keys and malleable signatures do not count.
    pub(crate) fn signed(&self, signature: &Signature, id: &str, version: &str, digest: &Digest) -> bool {
        self.0
            .verify_strict(&statement(id, version, digest), &signature.0)
            .is_ok()
    }
}

impl FromStr for PublicKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        from_hex::<32>(text)
            .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
            .map(Self)
            .ok_or_else(|| format!("`{text}` is not a public key of 64 hexadecimal digits"))
    }
}

impl FromStr for Signature {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        from_hex::<64>(text)
            .map(|bytes| Self(Bytes::from_bytes(&bytes)))
            .ok_or_else(|| "not a signature of 128 hexadecimal digits".to_owned())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0.as_bytes()))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0.to_bytes()))
    }
}

macro_rules! as_text {
    ($type:ty) => {
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

as_text!(PublicKey);
as_text!(Signature);

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0_u8; N];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_one_component_under_one_name_and_version() {
        let key = SecretKey::generate().unwrap();
        let digest = Digest::of(b"component");
        let signature = key.sign("gap", "1.0.0", &digest);
        let (public, again) = (key.public(), signature.to_string().parse().unwrap());
        assert!(public.signed(&again, "gap", "1.0.0", &digest));
        assert!(!public.signed(&again, "gap", "1.0.1", &digest));
        assert!(!public.signed(&again, "tiers", "1.0.0", &digest));
        assert!(!public.signed(&again, "gap", "1.0.0", &Digest::of(b"another")));
        let other = SecretKey::generate().unwrap().public();
        assert!(!other.signed(&again, "gap", "1.0.0", &digest));
        assert_eq!(public.to_string().parse::<PublicKey>(), Ok(public));
    }

    #[test]
    fn a_key_file_comes_back_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authority.key");
        let key = SecretKey::generate().unwrap();
        key.write(&path).unwrap();
        assert_eq!(SecretKey::read(&path).unwrap().public(), key.public());
        assert!(matches!(key.write(&path), Err(RuntimeError::AlreadyThere(_))));
        std::fs::write(&path, "something else").unwrap();
        assert_eq!(SecretKey::read(&path).err().unwrap().code(), "plugin-key");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let other = folder.path().join("other.key");
            key.write(&other).unwrap();
            assert_eq!(std::fs::metadata(&other).unwrap().permissions().mode() & 0o077, 0);
        }
    }
}
