//! Progress, for people who wait: on standard error, only on a terminal, only once a second has passed.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use alongside_runtime::Counted;
use indicatif::{ProgressBar, ProgressDrawTarget};

use super::screen::Screen;

/// How long work may take before anything is drawn.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the drawing moves.
const BEAT: Duration = Duration::from_millis(120);

/// Work under way; the drawing goes when this does.
#[derive(Debug)]
pub(crate) struct Progress {
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait for work that `message` names.
    pub(crate) fn start(screen: &Screen, message: impl Into<String>) -> Self {
        Self::watch(screen, message, None)
    }

    /// Begins to wait for work that counts what is done.
    pub(crate) fn counting(screen: &Screen, message: impl Into<String>, counted: &Arc<Counted>) -> Self {
        Self::watch(screen, message, Some(Arc::clone(counted)))
    }

    fn watch(screen: &Screen, message: impl Into<String>, counted: Option<Arc<Counted>>) -> Self {
        if !screen.shows_progress() {
            return Self { drawing: None };
        }
        let message = message.into();
        let (ended, wait) = channel::<()>();
        let thread = std::thread::spawn(move || {
            if wait.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.set_message(message.clone());
            bar.enable_steady_tick(BEAT);
            // Both a word and a dropped sender say that the work has ended.
            while wait.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                if let Some((done, total)) = counted.as_deref().map(Counted::read) {
                    bar.set_message(format!("{message}: {done} of {total}"));
                }
            }
            bar.finish_and_clear();
        });
        Self {
            drawing: Some((ended, thread)),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((ended, thread)) = self.drawing.take() {
            drop(ended);
            // A drawing that failed is no reason for the work to fail.
            let _ = thread.join();
        }
    }
}
