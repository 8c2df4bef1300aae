// Parts that several pages use.
import { h, replace } from './dom.js';
import { t } from './words.js';

export const chip = (text, kind = '') => h('span', { class: `chip ${kind}` }, text);

export const stateChip = (state) => chip(t(`state.${state}`), state.toLowerCase());

export function crumbs(...links) {
  return h('nav', { class: 'crumbs', 'aria-label': t('back') }, links.map(([text, href], i) => [
    i > 0 && h('span', { 'aria-hidden': 'true' }, '›'),
    href ? h('a', { href }, text) : h('span', { 'aria-current': 'page' }, text)]));
}

export function failure(main, error, again) {
  replace(main, h('div', { class: 'empty', role: 'alert' },
    h('p', {}, error.message),
    error.requestId && h('p', { class: 'faint' }, `${t('requestId')} ${error.requestId}`),
    h('button', { type: 'button', onclick: again }, t('reload'))));
}

// Why a version is held; the same figures that the API gives, in the reader's language.
export const heldReasons = (reasons) => h('ul', { class: 'reasons' },
  reasons.map((reason) => h('li', {}, t(`held.${reason.measure}`, reason.found, reason.limit))));

export const loading = (main) => replace(main, h('p', { class: 'empty faint', 'aria-busy': 'true' }, t('loading')));

export function progressBar(label) {
  const fill = h('div', { class: 'fill' });
  const bar = h('div', { class: 'progress', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 }, fill);
  return {
    element: bar,
    set(fraction) {
      const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
      fill.style.width = `${percent}%`;
      bar.setAttribute('aria-valuenow', percent);
    },
  };
}
