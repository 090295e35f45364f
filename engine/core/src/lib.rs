//! alongside-core
