//! Engagements as lines of JSON, to carry them to another workspace, another store or another program.
//!
//! ```text
//! {"alongside-export":1,"program":"0.1.0","engagements":["leesland"]}
//! {"file":"<digest>","part":1,"of":1,"text":"..."}            or "base64"; parts of at most 768 KiB, in order
//! {"engagement":"leesland","events":2,"hash":"<hash of the last event>"}
//! {"event":1,"command":"...","time":<microseconds since 1970>,"kind":"...","version":1,"hash":"...","payload":{...}}
//! {"event":2,...}
//! {"end":true,"lines":5,"digest":"<blake3 of all lines before>"}
//! ```
//!
//! `payload` comes last and holds the very bytes of the event, so that the chain of hashes can be worked out anew by
//! whoever reads it: `engine/DURABILITY.md` says how. Files come before the engagements whose logs name them.

mod base64;
mod bring;
mod export;
mod hasher;
mod lines;

pub use bring::{BroughtEngagement, BroughtIn, is_export};
pub use export::Exported;
