// Calls into a worker. A worker that breaks down, or does not answer, is ended and made anew.

/** A worker that breaks down so often before it has started once is not made again. */
const MOST_FAILED_STARTS = 4;

/** What a call that was lost with its worker ends with. */
export class WorkerLost extends Error {
  constructor(reason) {
    super(`the worker was lost: ${reason}`);
    this.name = "WorkerLost";
  }
}

/**
 * A worker with numbered calls. `make` gives a new `Worker`; `first` is called with this client after each
 * start, and prepares the worker; `patience` is how long a call may take, in milliseconds.
 */
export class WorkerClient {
  constructor({ make, first, patience = 10_000, onRestart = () => {}, onEvent = () => {} }) {
    this.make = make;
    this.first = first;
    this.patience = patience;
    this.onRestart = onRestart;
    this.onEvent = onEvent;
    this.restarts = 0;
    this.failedStarts = 0;
    this.isReady = false;
    this.waiting = new Map();
    this.next = 1;
    this.start();
  }

  start() {
    const worker = this.make();
    this.worker = worker;
    this.isReady = false;
    worker.onmessage = ({ data }) => {
      if (worker === this.worker) this.answered(data);
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      if (worker === this.worker) this.restart(event.message || "error");
    };
    this.ready = Promise.resolve(this.first?.(this)).then((value) => {
      if (worker === this.worker) {
        this.isReady = true;
        this.failedStarts = 0;
      }
      return value;
    });
    // Whoever calls hears of it.
    this.ready.catch(() => {});
  }

  /** Calls after the worker is prepared. */
  async call(method, values = {}, transfer = []) {
    await this.ready;
    return this.send(method, values, transfer);
  }

  /** Calls at once: for what prepares the worker. */
  send(method, values = {}, transfer = []) {
    const number = this.next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.restart(`no answer to ${method}`), this.patience);
      this.waiting.set(number, { resolve, reject, timer });
      this.worker.postMessage({ number, method, values }, transfer);
    });
  }

  answered({ number, result, error, fatal, event }) {
    if (event) {
      this.onEvent(event);
      return;
    }
    const call = this.waiting.get(number);
    if (call) {
      this.waiting.delete(number);
      clearTimeout(call.timer);
      if (error) call.reject(Object.assign(new Error(error.message), error));
      else call.resolve(result);
    }
    // A module that has trapped may be in any state: nothing more is asked of it.
    if (fatal) this.restart(error?.message || "trap");
  }

  restart(reason) {
    this.worker.terminate();
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    this.restarts += 1;
    if (!this.isReady) this.failedStarts += 1;
    for (const call of lost) {
      clearTimeout(call.timer);
      call.reject(new WorkerLost(reason));
    }
    if (this.failedStarts < MOST_FAILED_STARTS) {
      this.start();
    } else {
      this.ready = Promise.reject(new WorkerLost(reason));
      this.ready.catch(() => {});
    }
    this.onRestart(reason);
  }
}
