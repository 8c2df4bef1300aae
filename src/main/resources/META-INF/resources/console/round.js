// A round: its pictures as a grid to be judged, then its training.
import { h, replace, toast, ask } from './dom.js';
import { t, duration } from './words.js';
import { all, get, post, events, picture } from './api.js';
import { whoAmI } from './session.js';
import { isOpen } from './adapters.js';
import { Marks } from './marks.js';
import { crumbs, failure, loading, progressBar, stateChip } from './parts.js';

const KEYS = { g: 'good', b: 'bad', s: 'skip' };
const SIGNS = { good: '✓', bad: '✕', skip: '–', none: '' };

export async function showRound(main, adapterName, roundId) {
  loading(main);
  const me = whoAmI();
  const path = `/v1/adapters/${adapterName}/rounds/${roundId}`;
  const ended = new AbortController();
  const cleanUps = [() => ended.abort()];
  let adapter, round;
  try {
    [adapter, round] = await Promise.all([get(`/v1/adapters/${adapterName}`), get(path)]);
  } catch (error) {
    failure(main, error, () => showRound(main, adapterName, roundId));
    return undefined;
  }

  const marks = new Marks(round, me.subject);
  cleanUps.push(() => marks.close());
  const tiles = new Map();
  let order = [];
  let current = null;

  const head = h('div', { class: 'row' });
  const status = h('section', { class: 'status', 'aria-live': 'polite' });
  const counter = h('strong', { class: 'count' });
  const bar = progressBar(t('judged', 0, 0));
  const saveState = h('span', { class: 'save', role: 'status' });
  const undoButton = h('button', { type: 'button', class: 'quiet', onclick: undo }, t('undo'), h('kbd', {}, 'U'));
  const noneButton = h('button', { type: 'button', class: 'quiet', onclick: noneGood }, t('noneGood'), h('kbd', {}, 'N'));
  const submitButton = h('button', { type: 'button', class: 'primary', onclick: submit }, t('submit'));
  const tools = h('div', { class: 'tools' },
    h('div', { class: 'tally' }, counter, bar.element),
    saveState, undoButton, noneButton, me.admin ? submitButton : h('span', { class: 'faint small' }, t('waitAdmin')));
  const grid = h('div', { class: 'grid', role: 'group', 'aria-label': t('grid'), 'aria-describedby': 'key-help', onkeydown: onKey });
  const loupe = h('aside', { class: 'loupe card' });
  const judging = h('div', { class: 'judging' }, h('div', {}, tools, grid), loupe);
  const help = h('p', { id: 'key-help', class: 'hidden' }, t('keyHelp'));
  replace(main,
    crumbs([t('adapters'), '#/'], [adapter.title, `#/${adapterName}`], [t('round', round.number)]),
    head, status,
    h('details', { class: 'card guide', open: true }, h('summary', {}, t('guidelines')), h('p', {}, adapter.guidelines || t('noGuidelines'))),
    help, judging);

  const warn = (event) => { if (marks.unsaved > 0) event.preventDefault(); };
  window.addEventListener('beforeunload', warn);
  cleanUps.push(() => window.removeEventListener('beforeunload', warn));
  document.addEventListener('keydown', onStrayKey);
  cleanUps.push(() => document.removeEventListener('keydown', onStrayKey));
  cleanUps.push(() => tiles.forEach((tile) => tile.address && URL.revokeObjectURL(tile.address)));
  marks.addEventListener('change', refresh);

  const takesFeedback = () => round.state === 'SAMPLING' || round.state === 'AWAITING_FEEDBACK';

  async function addImages() {
    const images = await all(`${path}/images`);
    marks.load(images);
    for (const image of images) {
      if (tiles.has(image.image)) continue;
      const tile = makeTile(image);
      tiles.set(image.image, tile);
      grid.append(tile.element);
      picture(image.url, ended.signal).then((address) => { tile.address = address; tile.picture.src = address; if (current === image.image) drawLoupe(); })
        .catch((error) => { if (error.name !== 'AbortError') tile.element.classList.add('broken'); });
    }
    order = [...tiles.keys()].sort((a, b) => a - b);
    if (current === null && order.length > 0) {
      select(order.find((image) => marks.verdict(image) === 'none') ?? order[0], false);
    }
    refresh();
  }

  function makeTile(image) {
    const pictureElement = h('img', { alt: '', draggable: 'false' });
    const mark = h('span', { class: 'mark', 'aria-hidden': 'true' });
    const face = h('button', { type: 'button', class: 'face', tabindex: -1, onclick: () => select(image.image), onfocus: () => select(image.image, false),
      ondblclick: () => judge('best', image.image, false) }, pictureElement, mark);
    const small = ['good', 'bad', 'best'].map((verdict) => h('button', { type: 'button', tabindex: -1, class: `mini ${verdict}`, title: t(verdict), 'aria-label': `${t('image', image.image + 1)}: ${t(verdict)}`,
      onclick: () => judge(verdict, image.image, false) }, verdict === 'best' ? '★' : SIGNS[verdict]));
    const element = h('div', { class: 'tile' }, face, h('div', { class: 'minis' }, small));
    return { image, element, face, picture: pictureElement, mark };
  }

  function select(image, focus = true) {
    if (current !== null) { tiles.get(current).element.classList.remove('current'); tiles.get(current).face.tabIndex = -1; }
    current = image;
    const tile = tiles.get(image);
    tile.element.classList.add('current');
    tile.face.tabIndex = 0;
    if (focus) {
      tile.face.focus({ preventScroll: true });
      tile.element.scrollIntoView({ block: 'nearest' });
    }
    drawLoupe();
  }

  function judge(verdict, image, advance) {
    if (!takesFeedback() || image === null) return;
    if (verdict === 'best') marks.markBest(image);
    else marks.mark(image, marks.verdict(image) === verdict && !advance ? 'none' : verdict);
    if (advance) {
      const next = order.indexOf(image) + 1;
      select(order[Math.min(next, order.length - 1)]);
    } else {
      select(image);
    }
  }

  function undo() {
    const image = marks.undo();
    if (image !== null && tiles.has(image)) select(image);
  }

  function noneGood() {
    if (!takesFeedback()) return;
    marks.noneGood(order);
    toast(t('noneGood'), { action: t('undo'), onAction: undo });
  }

  function columns() {
    const first = tiles.get(order[0])?.element.offsetTop;
    const width = order.findIndex((image) => tiles.get(image).element.offsetTop !== first);
    return width < 0 ? order.length : width;
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || current === null) return;
    const at = order.indexOf(current);
    const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(), ArrowDown: columns(), Home: -at, End: order.length - 1 - at };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key in moves) {
      const to = at + moves[key];
      if (to >= 0 && to < order.length) select(order[to]);
    } else if (key in KEYS) judge(KEYS[key], current, true);
    else if (key === 'Enter') judge('best', current, false);
    else if (key === 'u') undo();
    else if (key === 'n') noneGood();
    else return;
    event.preventDefault();
  }

  // Keys work wherever the focus is, as long as nobody is typing.
  function onStrayKey(event) {
    const busy = event.target.closest?.('input, textarea, select, dialog, .grid, a, summary') || document.querySelector('dialog[open]');
    if (busy || (event.key === 'Enter' && event.target.closest?.('button'))) return;
    if (takesFeedback()) onKey(event);
  }

  function drawLoupe() {
    const tile = tiles.get(current);
    if (!tile) return;
    const verdict = marks.verdict(current);
    const best = marks.best === current;
    const button = (name, key) => h('button', { type: 'button', class: `verdict ${name}`, 'aria-pressed': String(name === 'best' ? best : verdict === name),
      disabled: !takesFeedback(), onclick: () => judge(name, current, false) },
    h('span', { class: 'sign', 'aria-hidden': 'true' }, name === 'best' ? '★' : SIGNS[name]), t(name === 'skip' ? 'skipIt' : name), h('kbd', {}, key));
    replace(loupe,
      h('div', { class: 'big' }, tile.address ? h('img', { src: tile.address, alt: tile.image.prompt }) : h('span', { class: 'faint' }, t('loading'))),
      h('p', { class: 'row' }, h('strong', {}, t('image', current + 1)), h('span', { class: 'faint' }, tile.image.prompt)),
      h('div', { class: 'verdicts' }, button('good', 'G'), button('bad', 'B'), button('skip', 'S'), button('best', '⏎')),
      h('p', { class: 'keys faint' }, h('kbd', {}, '←↑↓→'), ` ${t('keyMove')} `, h('kbd', {}, 'U'), ` ${t('keyUndo')} `, h('kbd', {}, 'N'), ` ${t('keyNone')}`));
  }

  function refresh() {
    for (const [image, tile] of tiles) {
      const verdict = marks.verdict(image);
      const best = marks.best === image;
      tile.element.dataset.verdict = best ? 'best' : verdict;
      tile.mark.textContent = best ? '★' : SIGNS[verdict];
      tile.face.setAttribute('aria-label', `${t('image', image + 1)}, ${tile.image.prompt}: ${t(best ? 'best' : verdict === 'skip' ? 'skipIt' : verdict)}`);
    }
    const all = Math.max(round.progress.images_total, order.length); // some may be shown twice
    counter.textContent = t('judged', marks.judged, all);
    bar.set(all ? marks.judged / all : 0);
    bar.element.setAttribute('aria-label', counter.textContent);
    saveState.dataset.state = marks.state;
    saveState.textContent = marks.state === 'offline' ? t('offline', marks.unsaved) : marks.state === 'refused' ? `${t('refused')}: ${marks.problem}` : t(marks.state);
    undoButton.disabled = !marks.canUndo || !takesFeedback();
    noneButton.disabled = !takesFeedback();
    submitButton.disabled = round.state !== 'AWAITING_FEEDBACK';
    drawLoupe();
  }

  async function submit() {
    const counts = [['good', marks.count('good')], ['bad', marks.count('bad')], ['skipIt', marks.count('skip')], ['unjudged', Math.max(round.progress.images_total, order.length) - marks.judged]];
    const enough = marks.count('good') > 0 && marks.count('bad') > 0;
    const yes = await ask(t('submitTitle'), [
      h('dl', { class: 'sums' }, counts.map(([name, number]) => h('div', {}, h('dt', {}, t(name)), h('dd', {}, String(number))))),
      h('p', { class: enough ? 'faint' : 'problem' }, t(enough ? 'submitText' : 'needBoth'))], t('submitYes'), t('cancel'));
    if (!yes) return;
    submitButton.disabled = true;
    try {
      await marks.flush();
      update(await post(`${path}/train`));
      follow();
    } catch (error) {
      toast(error.message, { kind: 'bad', seconds: 10 });
      submitButton.disabled = false;
    }
  }

  async function cancelRound() {
    if (!await ask(t('cancelTitle'), h('p', {}, t('cancelText')), t('cancelYes'), t('cancel'))) return;
    try {
      update(await post(`${path}/cancel`));
    } catch (error) {
      toast(error.message, { kind: 'bad' });
    }
  }

  const stageBar = progressBar('');
  function update(next) {
    round = next;
    replace(head, h('h1', {}, `${adapter.title} · ${t('round', round.number)}`), stateChip(round.state),
      me.admin && ['SAMPLING', 'AWAITING_FEEDBACK', 'TRAINING'].includes(round.state) && h('button', { type: 'button', class: 'quiet push', onclick: cancelRound }, t('cancelRound')));
    status.dataset.state = round.state;
    if (round.state === 'SAMPLING' || round.state === 'TRAINING') replace(status, working());
    else if (round.state === 'DONE') replace(status, finished());
    else if (round.state === 'FAILED' || round.state === 'CANCELLED') {
      replace(status, h('div', { class: 'card' }, h('h2', {}, t(round.state.toLowerCase())), round.failure && h('p', {}, round.failure)));
    } else replace(status);
    judging.classList.toggle('locked', !takesFeedback());
    refresh();
  }

  function working() {
    const { stage, fraction, queue_position: queue, seconds_left: left, images_done: done, images_total: total } = round.progress;
    stageBar.set(fraction);
    const title = t(round.state === 'SAMPLING' ? 'painting' : 'trainingTitle');
    stageBar.element.setAttribute('aria-label', title);
    return h('div', { class: 'card work' },
      h('div', { class: 'row' }, h('h2', {}, title), h('span', { class: 'percent' }, `${Math.round(fraction * 100)} %`)),
      stageBar.element,
      h('p', { class: 'faint row' },
        h('span', {}, queue > 0 ? t('queue', queue) : stage ? t(`stage.${stage}`) : ''),
        round.state === 'SAMPLING' && h('span', {}, `${done} / ${total}`),
        left !== undefined && left !== null && h('span', { class: 'push' }, t('left', duration(left)))));
  }

  function finished() {
    const report = round.report;
    const held = report?.guard?.held ?? [];
    const goal = report?.goal;
    const figure = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));
    return h('div', { class: 'card done' },
      h('div', { class: 'row' },
        h('div', {}, h('h2', {}, t('done', round.published_version)), h('p', {}, t('doneText'))),
        h('a', { class: 'button primary push', href: `#/${adapterName}/compare/${Math.min(adapter.live, round.published_version - 1)}/${round.published_version}` }, t('compare')),
        h('a', { class: 'button quiet', href: `#/${adapterName}/report/${round.published_version}` }, t('report'))),
      held.length > 0 && h('div', { class: 'problem' }, h('strong', {}, t('heldTitle', round.published_version)), h('p', {}, t('heldNext'))),
      goal && (goal.reached || goal.rounds_to_go) && h('p', {}, goal.reached ? t('goal.reached') : t('goal.left', goal.rounds_to_go)),
      report && h('dl', { class: 'sums' },
        figure(t('imagesWord'), String(report.images)), figure(t('labels'), String(report.labels)),
        report.seconds && figure(t('sampledIn'), duration(report.seconds.sampling)), report.seconds && figure(t('trainedIn'), duration(report.seconds.training))));
  }

  let following = false;
  async function follow() {
    if (following) return;
    following = true;
    let adding = Promise.resolve();
    try {
      await events(`${path}/events`, (event) => {
        const next = JSON.parse(event.data);
        const more = next.progress.images_done > tiles.size || next.state !== round.state;
        update(next);
        if (more) adding = adding.then(addImages).catch(() => {});
        return !isOpen(next);
      }, ended.signal);
      if (!ended.signal.aborted) update(await get(path));
    } catch (error) {
      toast(error.message, { kind: 'bad' });
    }
    following = false;
  }

  update(round);
  try {
    await addImages();
  } catch (error) {
    toast(error.message, { kind: 'bad' });
  }
  if (round.state === 'SAMPLING' || round.state === 'TRAINING' || round.state === 'AWAITING_FEEDBACK') follow();
  return () => cleanUps.forEach((cleanUp) => cleanUp());
}
