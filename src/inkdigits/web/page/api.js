// Questions to the service in; its answers out, or an Error whose text is for people.

const TOKEN = "inkdigits-token";

/** Told when the service wants a token that we do not have; gives a promise that there is one. */
let askForToken = async () => { throw new Error("This service wants a token."); };

export function onToken(ask) {
  askForToken = ask;
}

export function keepToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

/**
 * Ask the service.
 * @param {string} path
 * @param {{method?: string, json?: any, body?: Blob, signal?: AbortSignal}} [options]
 * @returns {Promise<Response>} an answer that is no refusal
 */
export async function ask(path, { method, json, body, signal } = {}) {
  const headers = {};
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.Authorization = `Bearer ${token}`;
  if (json !== undefined) headers["Content-Type"] = "application/json";
  else if (body) headers["Content-Type"] = body.type;
  const content = json === undefined ? body : JSON.stringify(json);
  const response = await send(path, { method: method ?? (content ? "POST" : "GET"), headers, body: content, signal });
  if (response.ok) return response;
  if (response.status === 401) {
    await askForToken(Boolean(token));
    return ask(path, { method, json, body, signal });
  }
  const problem = await response.json().catch(() => ({}));
  const detail = typeof problem.detail === "string" ? problem.detail : `The service answered ${response.status}.`;
  throw Object.assign(new Error(detail), { status: response.status });
}

/** As `ask`, and the answer's JSON. */
export async function askJson(path, options) {
  return (await ask(path, options)).json();
}

async function send(path, options) {
  try {
    return await fetch(path, { ...options, cache: "no-store", credentials: "omit", redirect: "error" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The service does not answer. Is inkdigits serve still running?");
  }
}

/**
 * Work of which only the latest counts: one piece is in hand, the newest waits, others are dropped.
 * @template T, R
 * @param {(input: T, signal: AbortSignal) => Promise<R>} work
 * @param {(result: R, input: T) => void} done
 * @param {(error: Error) => void} failed
 */
export function latest(work, done, failed) {
  let running = null;
  let waiting = null;
  async function start(input) {
    const own = new AbortController();
    running = own;
    try {
      const result = await work(input, own.signal);
      if (running === own) done(result, input);
    } catch (error) {
      if (running === own && error.name !== "AbortError") failed(error);
    }
    if (running !== own) return;
    running = null;
    if (waiting) next();
  }
  function next() {
    const { input } = waiting;
    waiting = null;
    start(input);
  }
  return {
    /** Do this after what is in hand; at once, in its place, if it is `urgent`. */
    ask(input, { urgent = false } = {}) {
      waiting = { input };
      if (running && !urgent) return;
      running?.abort();
      next();
    },
    /** Drop all of it: what is in hand has become pointless. */
    drop() {
      running?.abort();
      running = waiting = null;
    },
  };
}
