// The try-it page: key, model, question, ranked answers, booking.

import { Fault, correct, curlOf, getModel, key, listModels, newId, observe, predict } from './api.js';
import { EntityChoice } from './entity.js';
import { buildFields } from './fields.js';
import { Ranking } from './ranking.js';

const top = 5;
const typingPauseMs = 80;
const figuresPauseMs = 5_000;
const longestRetrySeconds = 15;

const element = id => document.getElementById(id);
const count = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const ranking = new Ranking(element('ranking'), element('spoken'));
const entity = new EntityChoice(element('whose'), element('entity'), element('entities'), element('own'));

let models = null;
let model = null;
let fields = null;
let asking = null;
let typing = 0;
let retrying = 0;
let failures = 0;
/** The booking whose answer is not known yet: tried again, it keeps its id and is stored once. */
let openBooking = null;
/** The last booking of this page, which can be corrected, and whether the form corrects it now. */
let lastBooking = null;
let isCorrecting = false;

/* What is shown */

function show(section) {
  for (const id of ['entrance', 'empty', 'desk']) element(id).hidden = id !== section;
  element('account').hidden = section === 'entrance';
}

function notice(text, canRetry = false) {
  element('notice').hidden = text === '';
  element('notice-text').textContent = text;
  element('retry').hidden = !canRetry;
}

function enter(fault = '') {
  show('entrance');
  element('key-fault').textContent = fault;
  element('key').focus();
}

/* Faults: each ends in words and, where that can help, in another try; nothing blocks the page. */

async function attempt(action, signal) {
  try {
    await action();
    failures = 0;
    clearTimeout(retrying);
    if (!signal?.aborted) notice('');
    return true;
  } catch (error) {
    if (signal?.aborted) return false;
    if (!(error instanceof Fault)) throw error;
    meet(error);
    return false;
  }
}

function meet(fault) {
  clearTimeout(retrying);
  switch (fault.kind) {
    case 'key':
      leave(fault.message);
      break;
    case 'away': {
      const seconds = Math.min(longestRetrySeconds, Math.max(fault.retryAfterSeconds, 2 ** failures++));
      notice(`${fault.message} Next try in ${seconds} s.`, true);
      retrying = setTimeout(resume, seconds * 1000);
      break;
    }
    case 'model':
      notice(fault.message);
      models = null;
      retrying = setTimeout(resume, 2_000);
      break;
    case 'scope':
      if (models === null) leave(fault.message);
      else notice(fault.message);
      break;
    default:
      notice(fault.message);
  }
}

function resume() {
  clearTimeout(retrying);
  if (models === null || model === null) return open();
  return Promise.all([ask(), refreshFigures()]);
}

/* Key and models */

function leave(reason = '') {
  asking?.abort();
  key.forget();
  models = model = null;
  notice('');
  enter(reason);
}

async function open() {
  if (key.value === '') return enter();
  const wanted = model?.name;
  await attempt(async () => { models = await listModels(); });
  if (models === null) return undefined;
  element('key').value = '';
  element('model').replaceChildren(...models.map(({ name }) => new Option(name, name)));
  if (models.length === 0) return show('empty');
  return choose(models.find(({ name }) => name === wanted) ?? models[0]);
}

function choose(chosen) {
  asking?.abort();
  model = chosen;
  openBooking = null;
  keepBooking(null);
  element('model').value = model.name;
  fields = buildFields(model.definition, element('lead'), element('fields'));
  const { target } = model.definition;
  const isSentence = element('lead').childElementCount > 0;
  element('sentence-start').textContent = isSentence ? `On which ${target} should` : `On which ${target} does this belong?`;
  element('sentence-end').textContent = isSentence ? 'go?' : '';
  element('target').value = '';
  element('target').placeholder = target;
  element('booked').textContent = '';
  ranking.clear();
  suggest([]);
  showFigures();
  show('desk');
  void entity.open(model);
  fields.first?.focus();
  return ask();
}

/* Figures */

function showFigures() {
  const { overall, window } = model.metrics;
  const learned = `${count.format(overall.count)} observations learned`;
  element('figures').textContent = window.count === 0
    ? learned
    : `${learned}, accuracy@1 ${percent.format(window.accuracy_1)}, @3 ${percent.format(window.accuracy_3)} over the last ${count.format(window.count)}`;
}

async function refreshFigures() {
  const { name } = model;
  await attempt(async () => {
    const fresh = await getModel(name);
    if (model?.name !== name) return;
    model = fresh;
    showFigures();
  });
}

/* Question and answer */

async function ask(booked = null) {
  clearTimeout(typing);
  asking?.abort();
  const { signal } = asking = new AbortController();
  const features = fields.read();
  element('curl').textContent = curlOf(model.name, features, entity.value, top);
  if (Object.keys(features).length === 0) {
    ranking.clear();
    suggest([]);
    entity.tell(null);
    element('hint').textContent = 'Type a line: the answers appear while you write.';
    return;
  }

  await attempt(async () => {
    const answer = await predict(model.name, features, entity.value, top, signal);
    if (signal.aborted) return;
    ranking.show(answer.predictions, booked);
    suggest(answer.predictions);
    entity.tell(answer.entity);
    element('hint').textContent = ranking.isEmpty ? 'Nothing is learned yet. Book this line below, and ask again.' : '';
  }, signal);
}

function askSoon() {
  clearTimeout(typing);
  typing = setTimeout(() => ask(), typingPauseMs);
}

function suggest(predictions) {
  element('choices').replaceChildren(...predictions.map(({ value }) => {
    const choice = document.createElement('button');
    choice.type = 'button';
    choice.textContent = value;
    choice.addEventListener('click', () => {
      element('target').value = value;
      element('booking').querySelector('[type=submit]').focus();
    });
    return choice;
  }));
}

/* Booking */

function book() {
  const target = element('target').value.trim();
  if (target === '') {
    element('booked').textContent = `Say which ${model.definition.target} it belongs on.`;
    element('target').focus();
    return undefined;
  }

  return isCorrecting ? correctBooking(target) : addBooking(target);
}

async function addBooking(target) {
  const features = fields.read();
  if (Object.keys(features).length === 0) {
    element('booked').textContent = 'Type a line first.';
    fields.first?.focus();
    return;
  }

  const whose = entity.value;
  const content = JSON.stringify([model.name, features, whose, target]);
  if (openBooking?.content !== content) openBooking = { content, id: newId() };
  const { name } = model;
  const { id } = openBooking;
  keepBooking(null);
  if (!await submit(() => observe(name, id, features, whose, target))) {
    element('booked').textContent = `Not booked on ${target} yet; press the button again.`;
    return;
  }

  openBooking = null;
  if (model?.name !== name) return;
  keepBooking({ id, target });
  await showLearned(`Booked on ${target}: stored, and learned.`, target);
}

async function correctBooking(target) {
  const { name } = model;
  const { id } = lastBooking;
  let result;
  if (!await submit(async () => { result = await correct(name, id, target); })) {
    element('booked').textContent = `Not corrected to ${target} yet; press the button again.`;
    return;
  }

  if (model?.name !== name) return;
  keepBooking({ id, target });
  await showLearned(`Corrected from ${result.previous_target} to ${target}: stored, and learned.`, target);
}

async function submit(action) {
  const button = element('booking').querySelector('[type=submit]');
  button.disabled = true;
  element('booked').textContent = '';
  const isDone = await attempt(action);
  button.disabled = false;
  return isDone;
}

async function showLearned(text, target) {
  element('booked').textContent = text;
  element('target').value = '';
  await Promise.all([ask(target), refreshFigures(), entity.refresh()]);
}

/** Offers the correction of a booking, or of none. */
function keepBooking(booking) {
  lastBooking = booking;
  setCorrecting(false);
}

function setCorrecting(isOn) {
  isCorrecting = isOn;
  element('correct').hidden = lastBooking === null;
  element('correct').textContent = isOn ? 'Leave it' : 'Correct it';
  element('booking').querySelector('[type=submit]').textContent = isOn ? 'Correct it' : 'Book it';
}

function toggleCorrection() {
  setCorrecting(!isCorrecting);
  element('booked').textContent = isCorrecting ? `Booked on ${lastBooking.target}. Where does it belong?` : `Booked on ${lastBooking.target}.`;
  if (isCorrecting) element('target').focus();
}

/* Shell */

async function copyCurl() {
  const button = element('copy');
  try {
    await navigator.clipboard.writeText(element('curl').textContent);
    button.textContent = 'Copied';
  } catch {
    // No clipboard outside a secure context: the text is selected, Ctrl-C does the rest.
    getSelection().selectAllChildren(element('curl'));
    button.textContent = 'Selected';
  }
  setTimeout(() => { button.textContent = 'Copy'; }, 1_500);
}

/* Wiring */

function onSubmit(id, action) {
  element(id).addEventListener('submit', event => {
    event.preventDefault();
    void action();
  });
}

onSubmit('key-form', () => {
  const text = element('key').value.trim();
  if (text === '') return enter('Paste the key first.');
  key.keep(text);
  element('key-fault').textContent = '';
  return open();
});
onSubmit('question', () => ask());
onSubmit('booking', book);
element('question').addEventListener('input', askSoon);
element('model').addEventListener('change', event => choose(models.find(({ name }) => name === event.target.value)));
element('forget').addEventListener('click', () => leave());
element('retry').addEventListener('click', resume);
element('correct').addEventListener('click', toggleCorrection);
element('copy').addEventListener('click', copyCurl);
addEventListener('hashchange', () => { if (key.takeFromAddress()) void open(); });
setInterval(() => { if (model !== null && !document.hidden && element('notice').hidden) void refreshFigures(); }, figuresPauseMs);

key.takeFromAddress();
void open();
