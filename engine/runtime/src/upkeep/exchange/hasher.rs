//! The digest of what comes piece by piece.

/// Computes the digest of content that comes piece by piece.
#[derive(Debug, Default)]
pub(super) struct Hasher(blake3::Hasher);

impl Hasher {
    /// Takes the next piece.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of everything so far, as it is written.
    pub(super) fn digest(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}
