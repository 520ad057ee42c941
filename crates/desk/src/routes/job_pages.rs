//! The page of a long command: how far it is, and how to cancel it.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::json;

use super::{not_found, see};
use crate::desk::Desk;
use crate::jobs::{Job, JobProgress};
use crate::layout;

/// An event at least this often, so that a connection that is gone is noticed.
const PULSE: Duration = Duration::from_secs(10);

/// `/jobs/ID`, `/jobs/ID/events`.
pub(super) fn show(desk: &Desk, rest: &str) -> Response {
    let (id, what) = rest.split_once('/').unwrap_or((rest, ""));
    let Some(job) = desk.kept::<Job>(id) else {
        return not_found(desk);
    };
    match what {
        "events" => events(&job),
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

/// Server-sent events: one for each change, until the job has ended.
fn events(job: &Job) -> Response {
    let watch = job.watch();
    let events = stream::unfold((watch, false, true), async |(mut watch, over, first)| {
        if over {
            return None;
        }
        if !first {
            // Whether it has changed or only time has passed: the present state is told.
            let _ = tokio::time::timeout(PULSE, watch.changed()).await;
        }
        let progress = watch.borrow_and_update().clone();
        let ended = progress.ended;
        Some((Ok::<_, Infallible>(event(&progress)), (watch, ended, false)))
    });
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
