//! The clock behind the time limit: a thread that moves the engine's epoch on while a call is under way.
//!
//! The thread starts with the first call, sleeps while there is none, and ends with the engine. It is the only
//! thread of this crate. Tested through the time limit in `tests/contract/misbehaviour.rs`.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wasmtime::{Engine, EngineWeak};

/// How often the epoch moves on: the grain of the time limit.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// Starts the thread when it is first needed and counts the calls under way.
#[derive(Default)]
pub(crate) struct Ticker(Arc<State>);

#[derive(Default)]
struct State {
    counts: Mutex<Counts>,
    changed: Condvar,
}

#[derive(Default)]
struct Counts {
    started: bool,
    closed: bool,
    calls: usize,
}

/// One call under way; the epoch moves as long as one of these lives.
pub(crate) struct Running<'a>(&'a State);

impl State {
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticker {
    /// Marks a call as under way.
    ///
    /// # Errors
    /// When the thread cannot be started: without it no limit on time would hold, so no call may begin.
    pub(crate) fn run(&self, engine: &Engine) -> Result<Running<'_>, std::io::Error> {
        let mut counts = self.0.lock();
        if !counts.started {
            let (state, engine) = (Arc::clone(&self.0), engine.weak());
            std::thread::Builder::new()
                .name("plugin-clock".to_owned())
                .spawn(move || tick(&state, &engine))?;
            counts.started = true;
        }
        counts.calls += 1;
        drop(counts);
        self.0.changed.notify_one();
        Ok(Running(&self.0))
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_one();
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.lock().calls -= 1;
    }
}

/// Moves the epoch on until the ticker or the engine is gone.
fn tick(state: &State, engine: &EngineWeak) {
    loop {
        let idle = state
            .changed
            .wait_while(state.lock(), |counts| counts.calls == 0 && !counts.closed)
            .unwrap_or_else(PoisonError::into_inner);
        if idle.closed {
            return;
        }
        drop(idle);
        std::thread::sleep(TICK);
        let Some(engine) = engine.upgrade() else { return };
        engine.increment_epoch();
    }
}
