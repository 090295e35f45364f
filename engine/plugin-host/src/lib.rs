//! alongside-plugin-host
