import { h, replace, toast } from './dom.js';
import { t } from './words.js';
import { all, get, post } from './api.js';
import { whoAmI } from './session.js';
import { chip, failure, loading, stateChip } from './parts.js';

export const newestRound = async (adapter) => whoAmI().evaluator
  ? (await get(`/v1/adapters/${adapter}/rounds?limit=1`)).items[0] : undefined;

export const isOpen = (round) => round && ['SAMPLING', 'AWAITING_FEEDBACK', 'TRAINING'].includes(round.state);

export async function openRound(adapter, button) {
  button.disabled = true;
  button.textContent = t('opening');
  try {
    const round = await post(`/v1/adapters/${adapter}/rounds`);
    toast(t('roundOpened'));
    location.hash = `#/${adapter}/rounds/${round.id}`;
  } catch (error) {
    toast(error.message, { kind: 'bad' });
    button.disabled = false;
    button.textContent = t('openRound');
  }
}

export async function showAdapters(main) {
  const me = whoAmI();
  if (!me.tenant) {
    replace(main, h('p', { class: 'empty' }, t('operatorHint')));
    return;
  }
  loading(main);
  try {
    const adapters = await all('/v1/adapters');
    const rounds = await Promise.all(adapters.map((adapter) => newestRound(adapter.name)));
    replace(main,
      h('h1', {}, t('adapters')),
      adapters.length === 0 && h('p', { class: 'empty' }, t('noAdapters')),
      h('ul', { class: 'cards' }, adapters.map((adapter, i) => card(adapter, rounds[i], me))));
  } catch (error) {
    failure(main, error, () => showAdapters(main));
  }
}

function card(adapter, round, me) {
  const open = isOpen(round);
  const waiting = round?.state === 'AWAITING_FEEDBACK';
  return h('li', { class: 'card' },
    h('div', { class: 'row' }, h('h2', {}, h('a', { href: `#/${adapter.name}` }, adapter.title)), open && stateChip(round.state)),
    h('p', { class: 'faint mono' }, adapter.name),
    h('p', { class: 'chips' },
      chip(`${t('liveVersion')}: ${t('version', adapter.live)}`, adapter.live > 0 ? 'live' : ''),
      chip(t('versionsCount', adapter.counts.versions)),
      chip(t('roundsCount', adapter.counts.rounds))),
    h('div', { class: 'actions' },
      open && h('a', { class: `button ${waiting ? 'primary' : ''}`, href: `#/${adapter.name}/rounds/${round.id}` }, t(waiting ? 'giveFeedback' : 'watch')),
      !open && me.admin && h('button', { type: 'button', class: 'primary', onclick: (e) => openRound(adapter.name, e.target) }, t('openRound')),
      h('a', { class: 'button quiet', href: `#/${adapter.name}` }, t('details'))));
}
