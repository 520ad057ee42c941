// The verdict for the ear: a tone of its own for each answer, and the word, if a voice of this device can say it
// without a network.

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
let context = null;
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

/** Says an answer. */
export function sayAnswer(answer) {
  if (!isOn) return;
  tone(answer);
  const synthesis = globalThis.speechSynthesis;
  const wanted = lang() === "zh" ? "zh" : "en";
  // A voice that is not local would send the text away.
  const voice = synthesis?.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(wanted));
  if (!voice) return;
  synthesis.cancel();
  const said = new SpeechSynthesisUtterance(SAID[answer][wanted === "zh" ? 0 : 1]);
  said.voice = voice;
  said.lang = voice.lang;
  synthesis.speak(said);
}

function tone(answer) {
  if (!context || context.state !== "running") return;
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
}
