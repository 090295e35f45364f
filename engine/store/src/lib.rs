//! alongside-store
