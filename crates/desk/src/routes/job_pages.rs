//! The page of a long command: how far it is, and how to cancel it.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::json;
use tokio::sync::watch;

use super::{not_found, see};
use crate::desk::Desk;
use crate::jobs::{Job, JobProgress};
use crate::layout;
use crate::locked::hold;

/// An event at least this often, so that a connection that is gone is noticed.
const PULSE: Duration = Duration::from_secs(10);

/// `/jobs/ID`, `/jobs/ID/events`.
pub(super) fn show(desk: &Desk, rest: &str, generation: u64) -> Response {
    let (id, what) = rest.split_once('/').unwrap_or((rest, ""));
    let Some(job) = desk.kept::<Job>(id) else {
        return not_found(desk);
    };
    match what {
        "events" => events(&job, hold(&desk.session).generations(), generation),
        "" if job.end().is_some() => see(desk, &then(&job, id)),
        "" => layout::progress_page(desk, &job, id, &then(&job, id)),
        _ => not_found(desk),
    }
}

/// `/jobs/ID/cancel`.
pub(super) fn cancel(desk: &Desk, rest: &str) -> Response {
    let id = rest.strip_suffix("/cancel").unwrap_or(rest);
    let Some(job) = desk.kept::<Job>(id) else {
        return not_found(desk);
    };
    job.cancel();
    // That page waits for its end: what has not ended yet has no result to show.
    see(desk, &format!("/jobs/{id}"))
}

fn then(job: &Job, id: &str) -> String {
    format!("{}/{id}", job.then)
}

/// Server-sent events: one for each change, until the job has ended or the desk is locked.
fn events(job: &Job, locks: watch::Receiver<u64>, generation: u64) -> Response {
    let watch = job.watch();
    let begin = (watch, locks, false, true);
    let events = stream::unfold(
        begin,
        move |(mut watch, mut locks, over, first)| async move {
            if over {
                return None;
            }
            if !first {
                // Whether it has changed or only time has passed: the present state is told.
                tokio::select! {
                    _ = tokio::time::timeout(PULSE, watch.changed()) => {}
                    _ = locks.changed() => {}
                }
            }
            if *locks.borrow() != generation {
                return None;
            }
            let progress = watch.borrow_and_update().clone();
            let ended = progress.ended;
            let next = (watch, locks, ended, false);
            Some((Ok::<_, Infallible>(event(&progress)), next))
        },
    );
    let kind = [(header::CONTENT_TYPE, "text/event-stream")];
    (kind, Body::from_stream(events)).into_response()
}

fn event(progress: &JobProgress) -> Bytes {
    let data = json!({
        "text": progress.text,
        "done": progress.done,
        "total": progress.total,
        "ended": progress.ended,
    });
    // JSON has no line ends of its own, which would end the event.
    format!("data: {data}\n\n").into()
}
