// The one door to the server.
import { token } from './session.js';
import { t } from './words.js';

export class ApiError extends Error {
  constructor(status, problem, requestId) {
    super(problem?.detail ?? problem?.error?.message ?? `HTTP ${status}`);
    this.status = status;
    this.requestId = problem?.request_id ?? requestId;
  }
}

export class Unreachable extends Error {
  constructor() { super(t('unreachable')); }
}

async function send(method, path, { body, headers = {}, signal } = {}) {
  const all = { Authorization: `Bearer ${token()}`, ...headers };
  if (body !== undefined) all['Content-Type'] = 'application/json';
  if (method === 'POST') all['Idempotency-Key'] ??= crypto.randomUUID();
  let response;
  try {
    response = await fetch(path, { method, headers: all, body: body === undefined ? undefined : JSON.stringify(body), signal, cache: method === 'GET' ? 'default' : 'no-store' });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Unreachable();
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => undefined);
    if (response.status === 401) window.dispatchEvent(new Event('konomi:signed-out'));
    throw new ApiError(response.status, problem, response.headers.get('X-Request-Id'));
  }
  return response;
}

export const get = async (path, options) => (await send('GET', path, options)).json();
export const put = async (path, body, options) => (await send('PUT', path, { body, ...options })).json();
export const post = async (path, body, options) => (await send('POST', path, { body, ...options })).json();
export const putStatus = async (path, body) => {
  const response = await send('PUT', path, { body });
  return { status: response.status, body: await response.json() };
};

// Every page of a list.
export async function all(path) {
  const items = [];
  let cursor = null;
  do {
    const page = await get(path + (path.includes('?') ? '&' : '?') + 'limit=200' + (cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''));
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}

// An address for <img>, which cannot send a token by itself. Whoever asks gives it back by URL.revokeObjectURL.
export async function picture(path, signal) {
  return URL.createObjectURL(await (await send('GET', path, { signal })).blob());
}

// Server-sent events over fetch, because EventSource cannot send a token. Comes back after a break by itself, from
// where it was; ends when onEvent returns true, for the last one, or the signal is given.
export async function events(path, onEvent, signal) {
  let last = '';
  let pause = 1000;
  while (!signal.aborted) {
    try {
      const response = await send('GET', path, { headers: { Accept: 'text/event-stream', ...(last && { 'Last-Event-ID': last }) }, signal });
      pause = 1000;
      for await (const event of parse(response.body)) {
        if (event.id) last = event.id;
        if (onEvent(event)) return;
      }
      throw new Error('the server went away');
    } catch (failure) {
      if (signal.aborted || failure.name === 'AbortError') return;
      if (failure instanceof ApiError && failure.status < 500) throw failure;
      await new Promise((resume) => setTimeout(resume, pause));
      pause = Math.min(15000, pause * 2);
    }
  }
}

async function* parse(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    text = (text + value).replaceAll('\r\n', '\n');
    let end;
    while ((end = text.indexOf('\n\n')) >= 0) {
      const event = { data: '' };
      for (const line of text.slice(0, end).split('\n')) {
        const [, field, content] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
        if (field === 'data') event.data += content;
        else if (field) event[field] = content;
      }
      text = text.slice(end + 2);
      if (event.data) yield event;
    }
  }
}
