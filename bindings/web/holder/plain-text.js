// Texts from outside: signed by somebody or typed by somebody, and shown beside ours.

/** Accents upon accents, characters that turn or hide others. */
const STRANGE = /\p{M}{5}|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Without invisible and turning characters, and with no more accents than a letter bears. */
export function tidy(text) {
  return text.normalize("NFC").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").replace(/(\p{M}{4})\p{M}+/gu, "$1").trim();
}

/** An answer of the core with all its texts made tidy: one of them never disturbs its neighbours. */
export function plain(answer) {
  if (typeof answer === "string") return STRANGE.test(answer) ? tidy(answer) : answer;
  if (answer === null || typeof answer !== "object" || ArrayBuffer.isView(answer)) return answer;
  for (const [key, value] of Object.entries(answer)) answer[key] = plain(value);
  return answer;
}
