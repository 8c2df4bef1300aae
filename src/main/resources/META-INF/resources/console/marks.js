// The verdicts of one evaluator on one round: changed at once, saved behind, undone one by one. What is not saved yet
// survives a reload and a lost connection.
import { put, ApiError } from './api.js';

const WAIT = 150;
const LONGEST_PAUSE = 15000;

export class Marks extends EventTarget {
  #path; #key; #verdicts = new Map(); #best = null; #unsaved = new Set(); #formerBest = new Set(); #sending = false; #history = []; #timer; #pause = 1000; #closed = false;
  state = 'saved';
  problem = '';

  constructor(round, subject) {
    super();
    this.#path = `/v1/adapters/${round.adapter}/rounds/${round.id}/feedback`;
    this.#key = `konomi.unsaved.${subject}.${round.id}`;
    window.addEventListener('online', this.#online);
  }

  #online = () => { this.#pause = 1000; this.#later(0); };

  // Takes over what the server knows; what this browser could not save yet wins.
  load(images) {
    for (const { image, feedback } of images) {
      if (this.#unsaved.has(image) || !feedback) continue;
      this.#verdicts.set(image, feedback.verdict);
      if (feedback.best) this.#best = image;
    }
    const kept = JSON.parse(localStorage.getItem(this.#key) ?? 'null');
    if (kept && this.#unsaved.size === 0) {
      for (const [image, verdict] of kept.verdicts) { this.#verdicts.set(image, verdict); this.#unsaved.add(image); }
      this.#formerBest = new Set(kept.formerBest);
      if (kept.best !== null) this.#best = kept.best;
      else if (this.#formerBest.has(this.#best)) this.#best = null;
      this.#later(0);
    }
  }

  verdict(image) { return this.#verdicts.get(image) ?? 'none'; }
  get best() { return this.#best; }
  get unsaved() { return this.#unsaved.size; }
  get canUndo() { return this.#history.length > 0; }

  count(verdict) {
    let number = 0;
    for (const one of this.#verdicts.values()) if (one === verdict) number++;
    return number;
  }

  get judged() { return this.count('good') + this.count('bad') + this.count('skip'); }

  mark(image, verdict) { this.#change([[image, verdict]], verdict === 'good' || this.#best !== image ? this.#best : null); }

  markBest(image) {
    if (this.#best === image) this.#change([[image, 'good']], null);
    else this.#change([[image, 'good']], image);
  }

  noneGood(images) {
    this.#change(images.filter((image) => this.verdict(image) !== 'skip').map((image) => [image, 'bad']), null);
  }

  // Returns the image that the undone step began with, to go back to.
  undo() {
    const step = this.#history.pop();
    if (!step) return null;
    this.#apply(step.verdicts, step.best);
    return step.verdicts[0]?.[0] ?? null;
  }

  #change(verdicts, best) {
    const changed = verdicts.filter(([image, verdict]) => this.verdict(image) !== verdict);
    if (changed.length === 0 && best === this.#best) return;
    const touched = changed.length > 0 ? changed : verdicts.slice(0, 1);
    this.#history.push({ verdicts: touched.map(([image]) => [image, this.verdict(image)]), best: this.#best });
    this.#apply(changed, best);
  }

  #apply(verdicts, best) {
    if (best !== this.#best) {
      if (this.#best !== null) { this.#unsaved.add(this.#best); this.#formerBest.add(this.#best); }
      if (best !== null) this.#unsaved.add(best);
      this.#best = best;
    }
    for (const [image, verdict] of verdicts) {
      this.#verdicts.set(image, verdict);
      this.#unsaved.add(image);
    }
    this.#keep();
    this.#say(this.state === 'offline' ? 'offline' : 'saving');
    this.#later(WAIT);
  }

  // best: false takes the best back, whichever image it is on, so only the one that had it may say so.
  #item(image) {
    const item = { image, verdict: this.verdict(image) };
    if (image === this.#best) item.best = true;
    else if (this.#best === null && this.#formerBest.has(image)) item.best = false;
    return item;
  }

  #keep() {
    if (this.#unsaved.size === 0) localStorage.removeItem(this.#key);
    else localStorage.setItem(this.#key, JSON.stringify({ verdicts: [...this.#unsaved].map((image) => [image, this.verdict(image)]), best: this.#best, formerBest: [...this.#formerBest] }));
  }

  #say(state, problem = '') {
    this.state = state;
    this.problem = problem;
    this.dispatchEvent(new Event('change'));
  }

  #later(pause) {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.#save(), pause);
  }

  async #save() {
    if (this.#sending || this.#unsaved.size === 0) return;
    this.#sending = true;
    const sent = new Map([...this.#unsaved].map((image) => [image, this.#item(image)]));
    const formerBest = this.#formerBest;
    this.#unsaved = new Set();
    this.#formerBest = new Set();
    try {
      await put(this.#path, { verdicts: [...sent.values()] });
      this.#pause = 1000;
      this.#keep();
      this.#say(this.#unsaved.size === 0 ? 'saved' : 'saving');
    } catch (failure) {
      const forGood = failure instanceof ApiError && failure.status < 500 && failure.status !== 401 && failure.status !== 429;
      if (!forGood) {
        for (const image of sent.keys()) this.#unsaved.add(image);
        for (const image of formerBest) this.#formerBest.add(image);
      }
      this.#keep();
      this.#say(forGood ? 'refused' : 'offline', failure.message);
      if (!forGood && failure.status !== 401) {
        this.#sending = false;
        this.#later(this.#pause);
        this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
        return;
      }
    }
    this.#sending = false;
    if (this.#unsaved.size > 0) this.#later(WAIT);
  }

  // Resolves when everything is saved; rejects when that cannot be.
  flush() {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.state === 'saved' && this.#unsaved.size === 0 && !this.#sending) resolve();
        else if (this.state === 'refused') reject(new Error(this.problem));
        else { this.addEventListener('change', () => queueMicrotask(look), { once: true }); }
      };
      this.#later(0);
      look();
    });
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    window.removeEventListener('online', this.#online);
    if (this.#unsaved.size > 0) this.#save();
  }
}
