// Calls of Berlin's HTTP API, and its faults in words.

const keyName = 'berlin.key';
const timeoutMs = 10_000;

/** A call that was not answered as asked; `kind` says what the page can do about it. */
export class Fault extends Error {
  /** @param {'key'|'scope'|'model'|'request'|'away'} kind */
  constructor(kind, text, retryAfterSeconds = 0) {
    super(text);
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The key of this tab. Storage may be forbidden; then the key lives as long as the page. */
export const key = {
  value: read(),

  keep(text) {
    this.value = text;
    try { sessionStorage.setItem(keyName, text); } catch { /* kept in memory */ }
  },

  forget() {
    this.value = '';
    try { sessionStorage.removeItem(keyName); } catch { /* nothing was kept */ }
  },

  /** Takes a key over from `#key=...` and removes it from the address bar and the history. */
  takeFromAddress() {
    const text = new URLSearchParams(location.hash.slice(1)).get('key');
    if (text === null) return false;
    history.replaceState(null, '', location.pathname + location.search);
    this.keep(text.trim());
    return true;
  },
};

/** All models of the tenant, in order of their names; at most 1,000, more than anybody picks from a list. */
export async function listModels() {
  const models = [];
  let after = '';
  do {
    const page = await call('GET', 'v1/models?limit=100' + (after && `&after=${encodeURIComponent(after)}`));
    models.push(...page.models);
    after = page.next;
  } while (after && models.length < 1000);
  return models;
}

export const getModel = (name, signal) => call('GET', pathOf(name), undefined, signal);

/** A page of the model's entities, those after `after`; needs the scope manage. */
export const listEntities = (name, limit, after) =>
  call('GET', `${pathOf(name)}/entities?limit=${limit}${after && `&after=${encodeURIComponent(after)}`}`);

/** An `entity` that is undefined is left out of the body. */
export const predict = (name, features, entity, top, signal) => call('POST', `${pathOf(name)}/predict`, { features, entity, top }, signal);

/** Books one observation under a random id; a retry with the same id is stored once. */
export async function observe(name, id, features, entity, target) {
  const result = await call('POST', `${pathOf(name)}/observations`, { observations: [{ id, features, entity, target }] });
  const [refused] = result.rejected ?? [];
  if (refused) throw new Fault('request', refused.error);
  return result;
}

/** Corrects the target of a booking; the same target again changes nothing. */
export const correct = (name, id, target) => call('PUT', `${pathOf(name)}/observations/${encodeURIComponent(id)}`, { target });

export const newId = () => crypto.randomUUID?.()
  // Outside a secure context (http on another host) only getRandomValues is there.
  ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

/** The shell command that repeats a prediction; the key is named, not shown. */
export function curlOf(name, features, entity, top) {
  const body = JSON.stringify({ features, entity, top }).replaceAll("'", String.raw`'\''`);
  return [
    `curl -s ${new URL(`${pathOf(name)}/predict`, document.baseURI).href}`,
    '-H "Authorization: Bearer $BERLIN_KEY"',
    "-H 'Content-Type: application/json'",
    `-d '${body}'`,
  ].join(' \\\n  ');
}

const pathOf = name => `v1/models/${encodeURIComponent(name)}`;

async function call(method, path, body, signal) {
  // A key with other characters cannot even stand in a header.
  if (!/^[\x21-\x7e]+$/.test(key.value)) throw badKey();
  const timeout = AbortSignal.timeout(timeoutMs);
  let response;
  let answer;
  try {
    response = await fetch(path, {
      method,
      headers: {
        Authorization: `Bearer ${key.value}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    });
    answer = await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Fault('away', 'Berlin does not answer at the moment.');
  }
  if (!response.ok) throw faultOf(response, answer);
  return answer;
}

function faultOf(response, answer) {
  const text = typeof answer?.error === 'string' ? answer.error : `The server answered ${response.status}.`;
  switch (response.status) {
    case 401: return badKey();
    case 403: return new Fault('scope', `This key may not do that. ${text}`);
    case 404: return answer?.code !== 'model.not_found' ? new Fault('request', text) : new Fault('model', `This model is not there any more. ${text}`);
    case 429:
    case 503: return new Fault('away', text, Number(response.headers.get('Retry-After')) || 1);
    default: return response.status >= 500 ? new Fault('away', text) : new Fault('request', text);
  }
}

const badKey = () => new Fault('key', 'Berlin does not know this key. Check that you copied all of it: bk_, an id, and a secret.');

function read() {
  try { return sessionStorage.getItem(keyName) ?? ''; } catch { return ''; }
}
