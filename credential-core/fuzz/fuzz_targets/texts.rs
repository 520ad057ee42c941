//! What a scanner sends: codes and frames, in any form.
#![no_main]

use credential_core::{Frame, FrameCollector, ParsedCode, ParsedCredential, TextForm};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut collector = FrameCollector::new();
    for line in text.lines() {
        let _ = TextForm::of(line);
        if let Ok(parsed) = ParsedCredential::from_text(line) {
            for form in [TextForm::Digits, TextForm::Base45] {
                let again = parsed.to_text(form).expect("a text");
                assert!(ParsedCredential::from_text(&again).is_ok(), "{again}");
            }
        }
        let _ = ParsedCode::from_text(line).map(|code| code.credential().hash());
        let _ = Frame::from_text(line);
        let _ = collector.add(line);
    }
});
