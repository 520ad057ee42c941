// A phone with a bound code, played by `issuer holder`.

import { execFileSync } from "node:child_process";
import { ISSUER } from "./hall.mjs";

/** Binds a phone to the first holder of a hall; `show()` gives a fresh proof. */
export function phone(hall, name) {
  const key = `${name}.pem`;
  const enrolment = JSON.parse(hall.run("holder", "enrol", "--json", "--key", key, "--label", name, "--no-passphrase"));
  const [{ holder }] = hall.manifest("codes");
  hall.run("bind", "--bureau", "bureau", "--holder", String(holder), "--code", enrolment.enrolment, "--out", name, "--operator", "test", "--yes");
  const [code] = hall.manifest(name);
  const show = () => {
    const said = execFileSync(ISSUER, ["--json", "holder", "show", "--key", key, "--credential", code.text, "--count", "1"], { cwd: hall.folder, encoding: "utf-8", stdio: ["ignore", "pipe", "pipe"] });
    return JSON.parse(said.trim().split("\n")[0]).presentation;
  };
  return { holder, show };
}
