// Scanners that type. They work at any time, whatever has the focus, and never press a button.

/** Nobody types many keys faster than this, in milliseconds between two keys. */
const FAST = 60;
/** A text that has begun goes on for so long without a key: computers are busy, in milliseconds. */
const PAUSE = 280;
/** As many fast keys are a scanner. */
const BURST = 8;
/** So are as many digits, however slow the computer is: nobody types them by hand. */
const MANY_DIGITS = /^\d{24,}$/;
/** Behind an end of line nothing more is waited for than this, in milliseconds. */
const LINE_END = 80;
/** Some scanners send the end of line late. For so long after a text none reaches a button, in milliseconds. */
const LATE_END = 400;
/** Longer texts are none of ours. */
const LONGEST = 8192;

/** `onText` gets what a scanner has typed. */
export function listenToScanner(onText) {
  let text = "";
  let last = 0;
  let timer = 0;
  let fast = 0;
  let deafUntil = 0;
  // What stood in the field before the scanner began to type into it.
  let field = null;
  let before = "";

  const isBurst = () => fast >= BURST || MANY_DIGITS.test(text);
  const end = () => {
    clearTimeout(timer);
    const scanned = isBurst() ? text : "";
    if (scanned && field) field.value = before;
    text = "";
    fast = 0;
    field = null;
    if (!scanned) return;
    deafUntil = performance.now() + LATE_END;
    onText(scanned);
  };

  const onKey = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const now = event.timeStamp || performance.now();
    const gap = now - last;
    const quick = gap < FAST || (isBurst() && gap < PAUSE);
    last = now;
    if (gap >= PAUSE && text) end();
    if (event.key === "Enter" || event.key === "Tab") {
      if (!isBurst() && now > deafUntil) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!isBurst()) return;
      // One code may have several lines; what stays silent now is complete.
      text += "\n";
      clearTimeout(timer);
      timer = setTimeout(end, LINE_END);
      return;
    }
    const character = characterOf(event);
    if (character === null) return;
    if (!text) {
      field = typedInto(event.target);
      before = field?.value ?? "";
    }
    text = (text + character).slice(-LONGEST);
    // Once it is a scanner it stays one until its text ends.
    if (fast < BURST) fast = quick ? fast + 1 : 1;
    // From here on it is a scanner: no field and no button gets its keys.
    if (isBurst() || (!field && character === " " && quick)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    clearTimeout(timer);
    timer = setTimeout(end, PAUSE);
  };
  const onKeyUp = (event) => {
    // A space or an end of line acts on a button when the key comes up.
    if ((isBurst() || event.timeStamp < deafUntil) && (event.key === " " || event.key === "Enter")) event.preventDefault();
  };
  window.addEventListener("keydown", onKey, { capture: true });
  window.addEventListener("keyup", onKeyUp, { capture: true });
}

/** What a key stands for. With an input method the key has no name, but its place on the keyboard is known. */
function characterOf(event) {
  if (event.key.length === 1) return event.key;
  if (event.key !== "Process" && event.key !== "Unidentified") return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  if (digit) return digit[1];
  const letter = /^Key([A-Z])$/.exec(event.code);
  return letter ? letter[1] : null;
}

function typedInto(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
}
