//! The pure heart of Alongside: definitions, commands, events, state and school time.
//!
//! Nothing here reads a clock, touches a file, or draws a random number; everything is decided from
//! arguments. See `engine/ARCHITECTURE.md` for the map.

pub mod calendar;
pub mod column;
pub mod command;
pub mod definition;
pub mod digest;
pub mod evaluate;
pub mod event;
pub mod finding;
pub mod ids;
pub mod plugin;
pub mod state;
pub mod urn;
pub mod urn;
pub mod value;
