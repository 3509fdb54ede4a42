// Whose own model is asked: an input with a list of the entities that the model knows. Any other text is an entity too.

import { Fault, listEntities } from './api.js';

const listed = 100;
const typingPauseMs = 200;
const count = new Intl.NumberFormat('en');

/** The choice of an entity; `box` is hidden where the model has none. */
export class EntityChoice {
  #box;
  #input;
  #list;
  #own;
  #model = '';
  #isWhole = true;
  #typing = 0;

  constructor(box, input, list, own) {
    this.#box = box;
    this.#input = input;
    this.#list = list;
    this.#own = own;
    input.addEventListener('input', () => this.#listSoon());
  }

  /** The entity, or undefined where none is named. */
  get value() {
    return this.#box.hidden ? undefined : this.#input.value.trim() || undefined;
  }

  /** Begins anew for a model. */
  open(model) {
    clearTimeout(this.#typing);
    this.#box.hidden = !model.definition.entities;
    this.#model = model.name;
    this.#input.value = '';
    this.#own.textContent = '';
    this.#list.replaceChildren();
    return this.#box.hidden ? undefined : this.refresh();
  }

  /** Lists the first entities; where there are more, those that follow on what is typed. */
  async refresh() {
    if (this.#box.hidden) return;
    const name = this.#model;
    const typed = this.#isWhole ? '' : this.#input.value.trim();
    try {
      const page = await listEntities(name, listed, typed);
      if (name !== this.#model) return;
      if (typed === '') this.#isWhole = page.next === null;
      this.#list.replaceChildren(...page.entities.map(optionOf));
    } catch (error) {
      // The list is a help: a key that may not see it, or a server that is away, leaves an input for any text.
      if (!(error instanceof Fault)) throw error;
    }
  }

  /** Tells how much of its own the answering entity has learned. */
  tell(entity) {
    this.#own.textContent = !entity ? ''
      : entity.observations === 0 ? 'Nothing of its own yet: the model as a whole answers.'
      : entity.observations === 1 ? '1 observation of its own.'
      : `${count.format(entity.observations)} observations of its own.`;
  }

  #listSoon() {
    clearTimeout(this.#typing);
    if (!this.#isWhole) this.#typing = setTimeout(() => void this.refresh(), typingPauseMs);
  }
}

function optionOf({ entity, observations }) {
  const option = document.createElement('option');
  option.value = entity;
  option.label = count.format(observations);
  return option;
}
