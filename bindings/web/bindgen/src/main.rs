//! Writes the JavaScript around a compiled WebAssembly module.
//!
//! It does what the program `wasm-bindgen` does, by the library that this is made of, so that the
//! version is the one of `Cargo.lock` and nothing has to be installed.
//!
//! `web-bindgen MODULE.wasm KIND NAME FOLDER`; KIND is `module` for an ES module, or `script` for a
//! script that works in every worker.

use std::error::Error;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match write(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error is all that this program has.
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "web-bindgen: {error}");
            ExitCode::from(2)
        }
    }
}

fn write(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let [module, kind, name, folder] = arguments else {
        return Err("usage: web-bindgen MODULE.wasm module|script NAME FOLDER".into());
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name(name);
    bindgen
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    match kind.as_str() {
        "module" => bindgen.web(true)?,
        "script" => bindgen.no_modules(true)?,
        _ => return Err("the kind is module or script".into()),
    };
    bindgen.generate(folder)?;
    Ok(())
}
