// Yuan and fen. Amounts are whole fen everywhere but on the screen.

/** `12.50` of 1250 fen; `12` of 1200. */
export function yuan(fen) {
  const whole = Math.trunc(fen / 100);
  const rest = Math.abs(fen % 100);
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, "0")}`;
}

/** Fen of what somebody has typed, or `null`: at most two places, at most 10 million yuan. */
export function fenOf(text) {
  const plain = text.trim().replace(/[。．，,]/g, ".").replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10));
  const parts = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!parts) return null;
  const fen = Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
  return fen > 0 && fen <= 1_000_000_000 ? fen : null;
}
