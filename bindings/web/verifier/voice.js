// The verdict for the ear: a tone of its own for each answer, and words. In Chinese the installed page plays the
// recordings that stand beside it; otherwise a voice of this device speaks, if it can without a network.

import { lang } from "./lang.js";

const KEY = "voice";
const TONES = {
  accept: [[660, 0.11], [990, 0.2]],
  compare: [[660, 0.11], [660, 0.16]],
  check: [[520, 0.14], [390, 0.2]],
  refuse: [[220, 0.2], [220, 0.32]],
  again: [[440, 0.1]],
};
const SAID = {
  accept: ["通过", "Accepted"],
  compare: ["请核对本人", "Compare the person"],
  check: ["请先查明", "Look into it"],
  refuse: ["拒绝", "Refused"],
  again: ["请再扫一次", "Scan again"],
};
/** Recordings by answer; of a refusal there is one for each reason besides. */
const RECORDED = { accept: "accept", compare: "check-bearer", check: "check", refuse: "refuse", again: "again" };
const recordings = new Set((document.getElementById("recordings")?.textContent ?? "").split(/\s+/).filter(Boolean));
const decoded = new Map();
let context = null;
let playing = null;
let turn = 0;
let isOn = read();

function read() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function voiceIsOn() {
  return isOn;
}

export function setVoice(on) {
  isOn = on;
  if (!on) silence();
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // It holds until the page is closed.
  }
}

/** A browser plays nothing before somebody has touched the page. */
export function wake() {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume();
  } catch {
    // No sound here: the screen says it all.
  }
}

/** Says a verdict. The next one always wins, in the ear too. */
export async function sayAnswer({ answer, code }) {
  silence();
  if (!isOn) return;
  const now = turn;
  const begins = tone(answer);
  const sound = lang() === "zh" ? await recording(answer, code) : null;
  if (now !== turn) return;
  if (sound && play(sound, begins)) return;
  speak(answer);
}

function silence() {
  turn += 1;
  playing?.stop();
  playing = null;
  globalThis.speechSynthesis?.cancel();
}

/** The recording that fits, or `null`. */
async function recording(answer, code) {
  const name = [`${answer}-${code}`, RECORDED[answer]].find((one) => recordings.has(one));
  if (!name || context?.state !== "running") return null;
  if (!decoded.has(name)) {
    const sound = fetch(`voice/${name}.wav`).then((response) => response.arrayBuffer()).then((bytes) => context.decodeAudioData(bytes));
    decoded.set(name, sound.catch(() => null));
  }
  return decoded.get(name);
}

function play(sound, at) {
  try {
    const source = context.createBufferSource();
    source.buffer = sound;
    source.connect(context.destination);
    source.start(Math.max(at, context.currentTime));
    playing = source;
    document.documentElement.dataset.played = String(Number(document.documentElement.dataset.played ?? 0) + 1);
    return true;
  } catch {
    return false;
  }
}

function speak(answer) {
  const synthesis = globalThis.speechSynthesis;
  const wanted = lang() === "zh" ? "zh" : "en";
  // A voice that is not local would send the text away.
  const voice = synthesis?.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(wanted));
  if (!voice) return;
  const said = new SpeechSynthesisUtterance(SAID[answer][wanted === "zh" ? 0 : 1]);
  said.voice = voice;
  said.lang = voice.lang;
  synthesis.speak(said);
}

/** Plays the tone of an answer; when it is over, in seconds of the context. */
function tone(answer) {
  if (!context || context.state !== "running") return 0;
  let at = context.currentTime + 0.01;
  for (const [frequency, seconds] of TONES[answer] ?? []) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency;
    oscillator.type = answer === "refuse" ? "square" : "sine";
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.2, at + 0.01);
    gain.gain.linearRampToValueAtTime(0, at + seconds);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + seconds);
    at += seconds + 0.03;
  }
  return at;
}
