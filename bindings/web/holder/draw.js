// Codes on the screen: always dark on white, whole pixels for each module.

const QUIET = 4;

/** Draws the modules that the core gave into a canvas; `label` is what it is for people who do not see it. */
export function drawModules(canvas, modules, label) {
  const side = Math.round(Math.sqrt(modules.length));
  const width = side + 2 * QUIET;
  const shown = canvas.clientWidth * (globalThis.devicePixelRatio || 1);
  const scale = Math.max(2, Math.floor(shown / width));
  canvas.width = canvas.height = width * scale;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  for (let at = 0; at < modules.length; at += 1) {
    if (modules[at] === 0) continue;
    const x = at % side;
    pen.fillRect((x + QUIET) * scale, ((at - x) / side + QUIET) * scale, scale, scale);
  }
}
