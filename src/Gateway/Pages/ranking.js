// The ranked bars. A row keeps its element while its answer stays, so that it moves instead of being replaced.

const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const spokenPauseMs = 900;
/** Half of the last digit that is shown. */
const smallestChange = 0.0005;

/** Shows predictions in the list; `spoken` tells the best ones to screen readers when typing pauses. */
export class Ranking {
  #list;
  #spoken;
  #rows = new Map();
  #timer = 0;

  constructor(list, spoken) {
    this.#list = list;
    this.#spoken = spoken;
  }

  get isEmpty() {
    return this.#rows.size === 0;
  }

  clear() {
    this.#rows.clear();
    this.#list.replaceChildren();
    clearTimeout(this.#timer);
    this.#spoken.textContent = '';
  }

  /** Shows the predictions; with a `booked` answer, rows say how far they rose or fell by it. */
  show(predictions, booked = null) {
    const isMoving = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    const before = new Map([...this.#rows].map(([value, row]) => [value, row.item.offsetTop]));
    const rows = new Map();
    for (const { value, probability } of predictions) {
      const known = this.#rows.get(value);
      const row = known ?? newRow(value);
      const change = known ? probability - known.probability : value === booked ? Infinity : 0;
      row.probability = probability;
      row.share.textContent = percent.format(probability);
      row.change.textContent = booked !== null && Math.abs(change) >= smallestChange ? signed(change) : '';
      row.item.classList.toggle('rose', booked !== null && change >= smallestChange);
      rows.set(value, row);
    }

    this.#rows = rows;
    this.#list.replaceChildren(...[...rows.values()].map(row => row.item));
    // A new bar grows from nothing: its first layout has to happen before its width is set.
    void this.#list.offsetHeight;
    for (const [value, row] of rows) {
      row.bar.style.setProperty('--share', String(Math.max(row.probability, 0.002)));
      const top = before.get(value);
      const from = top === undefined ? { opacity: 0 } : { transform: `translateY(${top - row.item.offsetTop}px)` };
      if (isMoving && (top === undefined || top !== row.item.offsetTop)) {
        row.item.animate([from, {}], { duration: 260, easing: 'cubic-bezier(.2,.7,.2,1)' });
      }
    }

    this.#speakLater(predictions);
  }

  #speakLater(predictions) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#spoken.textContent = predictions.slice(0, 3)
        .map(({ value, probability }) => `${value}, ${percent.format(probability)}`)
        .join('; ');
    }, spokenPauseMs);
  }
}

function newRow(value) {
  const item = document.createElement('li');
  const name = piece('span', 'value');
  name.textContent = value;
  const change = piece('span', 'change');
  const share = piece('span', 'share');
  const track = piece('span', 'track');
  const bar = piece('span', 'fill');
  track.setAttribute('aria-hidden', 'true');
  track.append(bar);
  item.append(name, change, share, track);
  return { item, change, share, bar, probability: 0 };
}

function piece(tag, className) {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

function signed(change) {
  if (change === Infinity) return 'new';
  return `${change > 0 ? '▲' : '▼'} ${percent.format(Math.abs(change)).replace('%', '')}`;
}
