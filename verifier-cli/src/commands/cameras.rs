//! `verifier scan --list-cameras`: which cameras there are.

use cli_support::{Console, Format};
use messages::untrusted::escape_untrusted;
use messages::{Exit, Failure, text};
use serde::Serialize;

use crate::camera::{CameraState, Devices as _, System};
use cli_support::Stop;

#[derive(Serialize)]
struct CameraRecord<'a> {
    camera: &'a str,
    path: &'a str,
}

pub(super) fn list(console: &mut Console<'_>) -> Result<Exit, Stop> {
    let listed = System.list().map_err(|error| {
        let state = error.state(String::new());
        let remedy = state.remedy().unwrap_or_else(|| text!(""; ""));
        Failure::new(state.code(), state.what(), remedy)
    })?;
    for camera in &listed {
        match console.format {
            Format::Json => console.json(&CameraRecord {
                camera: &camera.name,
                path: &camera.id,
            })?,
            Format::Human => {
                let (name, id) = (escape_untrusted(&camera.name), escape_untrusted(&camera.id));
                console.result_as_is(&format!("{name}  {id}"))?;
            }
        }
    }
    if listed.is_empty() {
        let state = CameraState::NoCamera;
        console.say(&state.sentence())?;
    }
    Ok(Exit::Done)
}
