//! alongside-runtime
