// The other side of worker-client.js: answers numbered calls, in their order.

/** Serves `methods`, functions by name that take values and may be asynchronous. */
export function serve(methods) {
  let last = Promise.resolve();
  self.onmessage = ({ data: { number, method, values } }) => {
    last = last.then(() => answer(methods, number, method, values));
  };
}

async function answer(methods, number, method, values) {
  try {
    const { result, transfer = [] } = wrap(await methods[method](values));
    self.postMessage({ number, result }, transfer);
  } catch (error) {
    // A panic of the module arrives as a trap.
    const fatal = error instanceof WebAssembly.RuntimeError;
    // A `DOMException` has a number there.
    const code = typeof error?.code === "string" ? error.code : "failed";
    const said = { code, message: String(error?.message ?? error), remedy: error?.remedy };
    self.postMessage({ number, error: said, fatal });
  }
}

function wrap(value) {
  return value && value.transfer ? value : { result: value };
}

/** Tells the page something that it has not asked for. */
export function tell(event) {
  self.postMessage({ event });
}
