// A camera on a screen, until a code is found that somebody wants.

import { Camera } from "./camera.js";
import { CAMERA_WORDS } from "./camera-words.js";
import { el, fill } from "./dom.js";
import { FramePump } from "./frame-pump.js";
import { say } from "./lang.js";
import { button, fault } from "./parts.js";

/**
 * A view with the camera. `onText` gets each text that is read, and says with `true` that it was the last one.
 * `end` stops the camera.
 */
export function scanView(reader, onText) {
  const video = el("video", { playsinline: true, muted: true, "aria-label": say(["摄像头的画面", "picture of the camera"]) });
  const state = el("div", { role: "status" });
  const tools = el("div", { class: "row" });
  let ended = false;

  const camera = new Camera(video, ({ state: what, words }) => {
    video.hidden = what === "fault";
    if (what === "fault") fill(state, fault(...words), button(["再试一次", "Try again"], () => camera.open()));
    else fill(state, what === "opening" ? say(["正在打开摄像头…", "opening the camera…"]) : "");
    if (what === "streaming") {
      pump.start();
      offer();
    } else {
      pump.stop();
    }
  }, CAMERA_WORDS);
  // The next frame comes while a text is still looked at: it waits for one after it.
  let isBusy = false;
  const pump = new FramePump(video, (image) => reader.frame(image), async (reading) => {
    if (isBusy) return;
    isBusy = true;
    try {
      for (const code of reading.codes ?? []) {
        if (ended) return;
        if (await onText(code.text)) {
          end();
          return;
        }
      }
    } finally {
      isBusy = false;
    }
  });

  function offer() {
    const { torch } = camera.abilities();
    if (!torch) return;
    let on = false;
    fill(tools, button(["手电筒", "Light"], () => camera.set({ torch: (on = !on) })));
  }

  function end() {
    ended = true;
    pump.stop();
    camera.close();
  }

  camera.open();
  return { node: el("div", {}, video, state, tools), end };
}
