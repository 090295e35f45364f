//! Support for the cross-crate tests of this workspace.
