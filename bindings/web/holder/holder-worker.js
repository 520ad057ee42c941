// The core in a worker: what takes long does not hold the page up. `wasm_bindgen` stands before this in the bundle.

import { serve } from "./worker-server.js";

let lists = null;
let frames = null;

serve({
  start({ module, saved }) {
    wasm_bindgen.initSync({ module });
    frames = new wasm_bindgen.Frames();
    return restored(saved);
  },

  /** Begins again with what is stored. */
  restore: ({ saved }) => restored(saved),

  rootSet: ({ bytes }) => JSON.parse(wasm_bindgen.HolderLists.rootSet(bytes)),

  provision: ({ bytes }) => JSON.parse(lists.provision(bytes)),

  apply: ({ bytes, now }) => JSON.parse(lists.apply(bytes, now)),

  save: () => lists.save(),

  about: ({ now }) => JSON.parse(lists.about(now)),

  look: ({ text, now }) => JSON.parse(lists.look(text, now)),

  benefits: ({ code, now }) => JSON.parse(lists.benefits(code, now)),

  draw: ({ text }) => wasm_bindgen.drawCode(text),

  /** A code of an update that is shown as several. */
  frame({ text }) {
    const answer = JSON.parse(frames.add(text));
    return answer.whole ? { ...answer, bytes: frames.whole() } : answer;
  },

  /** Whether a code is bound to a key. */
  owns({ key, code }) {
    return withKey(key, (phone) => phone.owns(code));
  },

  keyId({ key }) {
    return withKey(key, (phone) => phone.id());
  },

  /** What the key has to sign: `{bytes}`, or `{error}`. `what` is enrolment, presentation or complaint. */
  prepare({ key, what, values }) {
    return withUnsigned(key, what, values, (unsigned) => {
      const fault = unsigned.fault();
      return fault ? JSON.parse(fault) : { bytes: unsigned.bytes() };
    });
  },

  /** The same once more, with the signature: it is made of the same values. */
  finish({ key, what, values, signature }) {
    return withUnsigned(key, what, values, (unsigned) => JSON.parse(unsigned.finish(signature)));
  },
});

function restored(saved) {
  lists?.free();
  lists = new wasm_bindgen.HolderLists();
  return saved ? JSON.parse(lists.restore(saved)) : null;
}

function withKey({ algorithm, raw }, use) {
  const phone = wasm_bindgen.PhoneKey.fromRaw(algorithm, raw);
  if (!phone) return null;
  try {
    return use(phone);
  } finally {
    phone.free();
  }
}

function withUnsigned(key, what, values, use) {
  return withKey(key, (phone) => {
    const unsigned = makers[what](phone, values);
    try {
      return use(unsigned);
    } finally {
      unsigned.free();
    }
  });
}

const makers = {
  enrolment: (phone, { now, issuer, label }) => phone.enrolment(now, issuer ?? undefined, label ?? undefined),
  presentation: (phone, { code, now, challenge }) => phone.presentation(code, now, challenge ?? undefined),
  complaint: (phone, { code, now, merchant, benefit, day, text }) =>
    phone.complaint(code, now, merchant, benefit, day, text),
};
