// Files and texts that somebody brings: by dialog, drop or paste.

import { W } from "./words.js";
import { say } from "./lang.js";

/** As the terminal has it for update files. */
const MOST_BYTES = 64 * 1024 * 1024;
/** A root set has a few hundred bytes. */
const MOST_ROOTS = 64 * 1024;

/** Files of the dialog and files that are dropped. */
export function takeFiles(input, cover, intake) {
  input.addEventListener("change", async () => {
    const [file] = input.files;
    // The same file may be chosen again.
    input.value = "";
    if (file) await take(file, intake);
  });
  let depth = 0;
  window.addEventListener("dragenter", (event) => {
    event.preventDefault();
    depth += 1;
    cover.hidden = false;
  });
  window.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    cover.hidden = depth === 0;
  });
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", async (event) => {
    event.preventDefault();
    depth = 0;
    cover.hidden = true;
    const [file] = event.dataTransfer.files;
    if (file) await take(file, intake);
    else if (intake.isSetUp()) intake.text(event.dataTransfer.getData("text/plain"));
  });
}

/** A picture or a text from the clipboard. */
export function takePaste(intake) {
  window.addEventListener("paste", async (event) => {
    if (event.target instanceof HTMLInputElement) return;
    const [file] = event.clipboardData.files;
    if (file) await take(file, intake);
    else if (intake.isSetUp()) intake.text(event.clipboardData.getData("text/plain"));
  });
}

async function take(file, intake) {
  try {
    if (file.size > MOST_BYTES) throw Object.assign(new Error(say(W.fileTooLarge)), { code: "file-too-large" });
    if (file.type.startsWith("image/")) {
      if (intake.isSetUp()) await intake.picture(await pictureOf(file));
      return;
    }
    if (!intake.isSetUp()) {
      if (file.size > MOST_ROOTS) throw Object.assign(new Error(say(W.fileTooLarge)), { code: "file-too-large" });
      await intake.roots(await bytesOf(file));
    } else {
      await intake.update(await bytesOf(file), file.name);
    }
  } catch (error) {
    intake.fault(error);
  }
}

async function bytesOf(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw Object.assign(new Error(say(W.fileUnreadable)), { code: "file-unreadable" });
  }
}

async function pictureOf(file) {
  try {
    const whole = await createImageBitmap(file);
    const by = Math.max(whole.width, whole.height) / 4096;
    if (by <= 1) return whole;
    const reduced = await createImageBitmap(whole, { resizeWidth: Math.round(whole.width / by), resizeHeight: Math.round(whole.height / by), resizeQuality: "high" });
    whole.close();
    return reduced;
  } catch {
    throw Object.assign(new Error(say(W.badPicture)), { code: "qr-picture-damaged" });
  }
}
