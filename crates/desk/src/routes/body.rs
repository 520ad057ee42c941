//! What a form sends, read with bounds.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::header;
use axum::http::request::Parts;
use messages::{Failure, Lang, Text, text};
use multer::Multipart;
use zeroize::Zeroize;

use crate::defence::Defence;
use crate::desk::Desk;
use crate::form::{CSRF, FILES, Form};
use crate::locked::hold;
use crate::uploads::Upload;

/// The most that fields may come to, in bytes.
const MAX_FIELDS: usize = 256 << 10;

/// The most parts that a form with files may have.
const MAX_PARTS: usize = 64;

/// Reads a form.
///
/// # Errors
/// Why it is not taken.
pub(super) async fn read(desk: &Desk, parts: &Parts, body: Body) -> Result<Form, Text> {
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let boundary = multer::parse_boundary(kind).map_err(|_| unreadable())?;
        return read_parts(desk, Multipart::new(body.into_data_stream(), boundary)).await;
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(text!("不是表单"; "this is no form"));
    }
    let bytes = to_bytes(body, MAX_FIELDS)
        .await
        .map_err(|_| too_large(desk))?;
    let form = Form::parse(&bytes);
    // The copy that was read may hold a passphrase; those of the connection are beyond reach.
    if let Ok(mut bytes) = bytes.try_into_mut() {
        bytes.as_mut().zeroize();
    }
    Ok(form)
}

async fn read_parts(desk: &Desk, mut multipart: Multipart<'_>) -> Result<Form, Text> {
    let mut form = Form::default();
    let (mut count, mut size) = (0, 0);
    while let Some(mut field) = multipart.next_field().await.map_err(|_| unreadable())? {
        count += 1;
        if desk.holds(Defence::Parts) && count > MAX_PARTS {
            return Err(text!("表单的项目太多"; "the form has too many parts"));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            let mut value = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(|_| unreadable())? {
                size += chunk.len();
                if desk.holds(Defence::Size) && size > MAX_FIELDS {
                    return Err(too_large(desk));
                }
                value.extend_from_slice(&chunk);
            }
            form.insert(name, String::from_utf8_lossy(&value).into_owned());
            continue;
        };
        // A form that is not our own fills no disk.
        if desk.holds(Defence::Csrf) && !hold(&desk.session).is_csrf(form.text(CSRF)) {
            return Err(text!("表单不是本工作台的"; "the form is not of this desk"));
        }
        let is_one_of_several = name == FILES;
        if form.upload.is_some() && !is_one_of_several {
            return Err(text!("一次只能交一个文件"; "one file at a time"));
        }
        if file_name.is_empty() {
            continue;
        }
        // Several files may be together as large as one.
        let earlier: u64 = form.uploads.iter().map(|upload| upload.size()).sum();
        let number = is_one_of_several.then_some(form.uploads.len() + 1);
        let mut upload = begin(desk, &file_name, number).map_err(|failure| failure.what)?;
        while let Some(chunk) = field.chunk().await.map_err(|_| unreadable())? {
            if desk.holds(Defence::Size)
                && earlier + upload.size() + chunk.len() as u64 > desk.uploads.limit()
            {
                return Err(too_large(desk));
            }
            upload
                .append(&chunk)
                .map_err(|error| cannot_keep(&messages::io_error(&error)))?;
        }
        let upload = Arc::new(upload);
        if is_one_of_several {
            form.uploads.push(upload);
        } else {
            form.upload = Some(upload);
        }
    }
    Ok(form)
}

fn begin(desk: &Desk, name: &str, number: Option<usize>) -> Result<Upload, Failure> {
    let id = desk.new_id()?;
    match number {
        _ if !desk.holds(Defence::Names) => desk.uploads.begin_at(&id, name, name),
        Some(number) => desk.uploads.begin_one_of_several(&id, name, number),
        None => desk.uploads.begin(&id, name),
    }
}

fn too_large(desk: &Desk) -> Text {
    let mib = desk.uploads.limit() >> 20;
    text!("文件太大：最多 {mib} MiB"; "the file is too large: at most {mib} MiB")
}

fn unreadable() -> Text {
    text!("没有收完整，请再来一次"; "it did not arrive whole: try again")
}

fn cannot_keep(why: &Text) -> Text {
    text!("文件存不下（{}）", why.in_lang(Lang::Zh); "the file cannot be kept ({})", why.in_lang(Lang::En))
}
