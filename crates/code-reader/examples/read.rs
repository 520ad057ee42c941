//! Reads the codes in picture files: `cargo run --release -p code-reader --features files --example read
//! -- PHOTO…`

use std::time::Instant;
use std::{env, fs};

use code_reader::{PictureFile, read_still};

#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in env::args_os().skip(1) {
        let path = path.to_string_lossy().into_owned();
        let begin = Instant::now();
        let picture = PictureFile::decode(&fs::read(&path)?)?;
        let decoded = begin.elapsed();
        let reading = read_still(&picture.picture());
        println!(
            "{path}: {:?} to decode, {:?} in all",
            decoded,
            begin.elapsed()
        );
        for code in &reading.codes {
            println!("  {}", code.text);
        }
        if let Some(hint) = reading.hint {
            println!("  {hint:?}");
        }
    }
    Ok(())
}
