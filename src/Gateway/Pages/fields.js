// The inputs of a model's declared fields, and the features that stand in them.

const order = { text: 0, number: 1, category: 2 };
const decimal = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/;

/** Builds the inputs: the first text into `lead`, the rest into `others`; returns how to read them. */
export function buildFields(definition, lead, others) {
  const declared = new Map();
  for (const feature of definition.features) {
    if (!declared.has(feature.field)) declared.set(feature.field, feature.type);
  }

  const fields = [...declared]
    .map(([name, type]) => ({ name, type }))
    .sort((a, b) => (order[a.type] ?? 3) - (order[b.type] ?? 3))
    .map((field, index) => ({ ...field, ...inputOf(field, index) }));
  const isLead = fields[0]?.type === 'text';
  lead.replaceChildren(...(isLead ? [fields[0].label, fields[0].input] : []));
  others.replaceChildren(...fields.slice(isLead ? 1 : 0).map(wrap));
  if (isLead) {
    fields[0].label.className = 'unseen';
    fields[0].input.placeholder = 'taxi to conference';
  }

  return { first: fields[0]?.input, read: () => readAll(fields) };
}

function inputOf({ name, type }, index) {
  const input = document.createElement('input');
  input.id = `field-${index}`;
  input.spellcheck = false;
  input.autocomplete = 'off';
  if (type === 'number') input.inputMode = 'decimal';
  const label = document.createElement('label');
  label.htmlFor = input.id;
  label.textContent = name;
  const fault = document.createElement('span');
  fault.className = 'fault';
  fault.id = `${input.id}-fault`;
  input.setAttribute('aria-describedby', fault.id);
  return { input, label, fault };
}

function wrap({ input, label, fault, type }) {
  const box = document.createElement('div');
  box.className = `field ${type === 'number' ? 'narrow' : ''}`;
  box.append(label, input, fault);
  return box;
}

/** What is filled in. Object.fromEntries makes own members of any name, `__proto__` too. */
function readAll(fields) {
  return Object.fromEntries(fields.map(readOne).filter(entry => entry !== null));
}

function readOne({ name, type, input, fault }) {
  const text = input.value.trim();
  if (type !== 'number') return text === '' ? null : [name, text];
  const number = decimal.test(text) ? Number(text.replace(',', '.')) : NaN;
  const isWrong = text !== '' && !Number.isFinite(number);
  input.setAttribute('aria-invalid', String(isWrong));
  fault.textContent = isWrong ? 'A number, please: 12.50' : '';
  return text === '' || isWrong ? null : [name, number];
}
