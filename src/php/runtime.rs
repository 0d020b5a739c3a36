//! The entry from PHP into async code: finds this process's runtime and portal, sets the deadline, blocks, maps errors.

use super::settings::Given;
use super::{engine, log, panics};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::portal::Portal;
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tracing::Dispatch;

/// How long a script's signal handler may wait while a call blocks.
const SLICE: Duration = Duration::from_millis(50);
/// Grace period after a call's own deadline, which normally ends it first with a more specific error.
const GRACE: Duration = Duration::from_millis(500);
/// The timeout for closing connections when a process ends.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(200);
/// Virtual hosts and `Entrata\Portal` objects differ in their settings; the oldest portal beyond this many is closed.
const MOST_PORTALS: usize = 8;

/// What one process created at its first use.
///
/// It is never dropped: a forked child inherits its parent's. Dropping that would join threads that the child does not
/// have, and close sockets that are still the parent's.
struct Process {
    pid: u32,
    runtime: Runtime,
    portals: RefCell<Vec<Rc<Opened>>>,
}

/// A portal that was opened with some settings.
struct Opened {
    settings: u64,
    portal: Portal,
    limit: Duration,
    subscriber: Dispatch,
}

thread_local! {
    static PROCESS: Cell<Option<&'static Process>> = const { Cell::new(None) };
}

/// Runs `work` to its end on PHP's thread, on the portal of these settings.
pub(super) fn run<T>(given: &Given, work: impl AsyncFnOnce(&Portal) -> Result<T>) -> Result<T> {
    let outcome = panics::caught(|| {
        let process = Process::current()?;
        let opened = process.portal(given)?;
        let _lines = tracing::dispatcher::set_default(&opened.subscriber);
        // Boxed: the future of a call has some thousand bytes and is moved through several layers.
        process.block(opened.limit, Box::pin(work(&opened.portal)))
    });
    let outcome = outcome.unwrap_or_else(|panic| {
        // State that the panic left half done is not used again.
        if let Some(process) = PROCESS.get() {
            std::mem::forget(process.portals.take());
        }
        Err(panic)
    });
    log::flush(given);
    outcome
}

/// [`run`] for work that may read and write a whole property, which takes some kilobytes a unit. The C library would keep
/// that memory for as long as the process lives, so it is returned to the system.
pub(super) fn run_large<T>(given: &Given, work: impl AsyncFnOnce(&Portal) -> Result<T>) -> Result<T> {
    let outcome = run(given, work);
    #[cfg(target_env = "gnu")]
    // SAFETY: it concerns memory alone that nothing uses, and may be called at any time.
    unsafe {
        libc::malloc_trim(0);
    }
    outcome
}

/// Closes the database connections, if this process opened any.
pub(super) fn close() {
    let close = || {
        // It stays reachable, so that leak checkers do not report it.
        let Some(process) = PROCESS.get().filter(|process| process.pid == std::process::id()) else {
            return;
        };
        for opened in process.portals.take() {
            process.close(&opened);
        }
    };
    // PHP is shutting down: no caller is left to report to.
    let _ = panics::caught(close);
}

impl Process {
    fn current() -> Result<&'static Self> {
        let pid = std::process::id();
        if let Some(process) = PROCESS.get().filter(|process| process.pid == pid) {
            return Ok(process);
        }
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .on_thread_start(block_signals)
            .build()
            .map_err(|error| {
                Error::new(ErrorKind::Internal, "the async runtime cannot start").with_source(error)
            })?;
        let process: &'static Self = Box::leak(Box::new(Self { pid, runtime, portals: RefCell::default() }));
        PROCESS.set(Some(process));
        Ok(process)
    }

    fn portal(&self, given: &Given) -> Result<Rc<Opened>> {
        let fingerprint = given.fingerprint();
        let known = self.portals.borrow().iter().find(|opened| opened.settings == fingerprint).map(Rc::clone);
        if let Some(opened) = known {
            return Ok(opened);
        }
        let settings = given.read()?;
        let subscriber = log::subscriber(&settings);
        let limit = settings.timeout + GRACE;
        let _inside = self.runtime.enter();
        let portal = Portal::open(settings)?;
        let opened = Rc::new(Opened { settings: fingerprint, portal, limit, subscriber });
        let mut portals = self.portals.borrow_mut();
        portals.push(Rc::clone(&opened));
        let oldest = (portals.len() > MOST_PORTALS).then(|| portals.remove(0));
        drop(portals);
        if let Some(oldest) = oldest {
            self.close(&oldest);
        }
        Ok(opened)
    }

    /// Blocks in slices, so that a script's signal handlers run while Entrata keeps us waiting.
    fn block<T>(&self, limit: Duration, work: impl Future<Output = Result<T>>) -> Result<T> {
        // What the work holds must be dropped inside the runtime too: connections go back to their pool.
        let _inside = self.runtime.enter();
        let ends = Instant::now() + limit;
        let mut work = pin!(async {
            // Lets the runtime notice connections that the other side closed since the last call.
            tokio::task::yield_now().await;
            work.await
        });
        loop {
            let left = ends.saturating_duration_since(Instant::now());
            let step = self.runtime.block_on(async { timeout(SLICE.min(left), work.as_mut()).await });
            if let Ok(end) = step {
                return end;
            }
            if Instant::now() >= ends {
                let message = format!("the call did not end within {} ms", limit.as_millis());
                return Err(Error::new(ErrorKind::Indeterminate, message));
            }
            if !engine::run_interrupts() {
                return Err(Error::new(ErrorKind::Indeterminate, "a signal handler ended the call"));
            }
        }
    }

    fn close(&self, opened: &Opened) {
        self.runtime.block_on(async {
            // A connection that does not close in time is abandoned.
            let _ = timeout(CLOSE_TIMEOUT, opened.portal.close()).await;
        });
    }
}

/// Name lookups run on a thread of their own; PHP's signal handlers must not run there.
fn block_signals() {
    let mut all = std::mem::MaybeUninit::uninit();
    // SAFETY: the set is filled before it is read, and the call is this thread's own affair.
    unsafe {
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_BLOCK, all.as_ptr(), std::ptr::null_mut());
    }
}
