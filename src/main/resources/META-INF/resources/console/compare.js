// Before and after: two versions, the same prompts and seeds, side by side.
import { h, replace, toast } from './dom.js';
import { t } from './words.js';
import { get, post } from './api.js';
import { whoAmI } from './session.js';
import { chip, crumbs, failure, loading } from './parts.js';
import { promote } from './adapter.js';

const COUNT = 4;

export async function showCompare(main, name, before, after) {
  loading(main);
  const me = whoAmI();
  let adapter;
  try {
    adapter = await get(`/v1/adapters/${name}`);
  } catch (error) {
    failure(main, error, () => showCompare(main, name, before, after));
    return undefined;
  }
  const ended = new AbortController();
  const prompt = h('input', { list: 'prompts', required: true, value: adapter.prompts[0] ?? '' });
  const seed = h('input', { type: 'number', min: 0, max: 2147483647, value: 1, required: true, class: 'seed' });
  const paintButton = h('button', { class: 'primary', type: 'submit' }, t('paint'));
  const pairs = h('div', { class: 'pairs' });
  const decision = h('div', { class: 'decision card' });

  const model = (version) => version === 0 ? 'base' : `${name}@${version}`;
  const column = (version, title) => {
    const cells = Array.from({ length: COUNT }, () => h('div', { class: 'cell waiting' }));
    return { version, cells, element: h('section', { class: 'side' }, h('h2', {}, title, ' ', chip(t('version', version))), h('div', { class: 'cells' }, cells)) };
  };

  async function paintSide(side) {
    const first = Number(seed.value);
    const answer = await post('/v1/images/generations', { model: model(side.version), prompt: prompt.value, n: COUNT, seed: first, response_format: 'b64_json' }, { signal: ended.signal });
    answer.data.forEach((picture, i) => {
      side.cells[i].classList.remove('waiting');
      replace(side.cells[i], h('img', { src: `data:image/png;base64,${picture.b64_json}`, alt: `${prompt.value}, ${t('seed')} ${first + i}` }), h('span', { class: 'seed-note' }, String(first + i)));
    });
  }

  async function paint(event) {
    event?.preventDefault();
    paintButton.disabled = true;
    paintButton.textContent = t('paintingNow');
    const sides = [column(before, t('before')), column(after, t('after'))];
    replace(pairs, sides.map((side) => side.element));
    try {
      await Promise.all(sides.map(paintSide));
    } catch (error) {
      if (error.name === 'AbortError') return;
      toast(error.message, { kind: 'bad', seconds: 10 });
      sides.flatMap((side) => side.cells).forEach((cell) => cell.classList.remove('waiting'));
    }
    paintButton.disabled = false;
    paintButton.textContent = t('paint');
  }

  async function makeLive(version, button) {
    button.disabled = true;
    try {
      await promote(name, version);
      adapter = await get(`/v1/adapters/${name}`, { headers: { 'Cache-Control': 'no-cache' } });
    } catch (error) {
      toast(error.message, { kind: 'bad', seconds: 10 });
    }
    drawDecision();
  }

  function drawDecision() {
    const to = (version, text, kind) => h('button', { type: 'button', class: kind, onclick: (e) => makeLive(version, e.target) }, text);
    const waits = adapter.pending?.version === after;
    replace(decision,
      h('div', {}, h('strong', { class: 'is-live' }, t('isLive', adapter.live)), waits && h('p', { class: 'faint' }, t('pending'))),
      h('div', { class: 'actions push' },
        !me.admin && h('span', { class: 'faint' }, t('onlyAdmin')),
        me.admin && adapter.live !== before && to(before, t('rollback', before), ''),
        me.admin && adapter.live !== after && to(after, after === 0 ? t('rollback', 0) : t('promote', after), 'primary')));
  }

  replace(main,
    crumbs([t('adapters'), '#/'], [adapter.title, `#/${name}`], [t('compareTitle')]),
    h('h1', {}, t('compareTitle')),
    h('p', { class: 'faint' }, t('sameSeed')),
    h('form', { class: 'asking', onsubmit: paint },
      h('label', { class: 'grow' }, t('prompt'), prompt, h('datalist', { id: 'prompts' }, adapter.prompts.map((p) => h('option', { value: p })))),
      h('label', {}, t('seed'), seed),
      h('button', { type: 'button', class: 'quiet', onclick: () => { seed.value = Math.floor(Math.random() * 100000); paint(); } }, t('another')),
      paintButton),
    decision, pairs);
  drawDecision();
  paint();
  return () => ended.abort();
}
