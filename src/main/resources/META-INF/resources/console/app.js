// The frame: bar, language, theme, and which page the address names.
import { h, replace } from './dom.js';
import { t, language, switchLanguage } from './words.js';
import { token, whoAmI, signOut } from './session.js';
import { failure } from './parts.js';
import { showSignIn } from './sign-in.js';
import { showAdapters } from './adapters.js';
import { showAdapter } from './adapter.js';
import { showRound } from './round.js';
import { showCompare } from './compare.js';
import { showReport } from './report.js';

const main = document.getElementById('main');
const THEME = 'konomi.theme';
let leave = () => {};

const PAGES = [
  [/^#\/?$/, () => showAdapters(main)],
  [/^#\/([a-z0-9-]+)$/, (adapter) => showAdapter(main, adapter)],
  [/^#\/([a-z0-9-]+)\/rounds\/(\w+)$/, (adapter, round) => showRound(main, adapter, round)],
  [/^#\/([a-z0-9-]+)\/report\/(\d+)$/, (adapter, version) => showReport(main, adapter, Number(version))],
  [/^#\/([a-z0-9-]+)\/compare\/(\d+)\/(\d+)$/, (adapter, before, after) => showCompare(main, adapter, Number(before), Number(after))],
];

function drawBar() {
  const me = token() ? whoAmI() : null;
  document.documentElement.lang = language();
  document.getElementById('skip').textContent = t('skip');
  replace(document.getElementById('bar'),
    h('a', { class: 'brand', href: '#/' }, h('img', { src: 'icon.svg', alt: '', width: 28, height: 28 }), h('span', {}, 'Konomi'), h('small', { lang: 'ja' }, '好み')),
    h('nav', { 'aria-label': 'Konomi' },
      me && h('span', { class: 'who', title: me.subject }, me.name),
      h('button', { type: 'button', class: 'quiet', onclick: () => { switchLanguage(); show(); } }, t('language')),
      h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('theme'), title: t('theme'), onclick: turnTheme }, '◐'),
      me && h('button', { type: 'button', class: 'quiet', onclick: () => { signOut(); show(); } }, t('signOut'))));
}

function turnTheme() {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark'
    || (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem(THEME, document.documentElement.dataset.theme);
}

async function show(message) {
  leave();
  leave = () => {};
  drawBar();
  if (!token()) {
    showSignIn(main, () => show(), message);
    return;
  }
  const hash = location.hash || '#/';
  for (const [form, page] of PAGES) {
    const match = form.exec(hash);
    if (!match) continue;
    const showing = page(...match.slice(1));
    let left = false;
    leave = () => { left = true; };
    let cleanUp;
    try {
      cleanUp = await showing;
    } catch (error) {
      console.error(error);
      failure(main, error, () => show());
      return;
    }
    if (left) cleanUp?.();
    else leave = cleanUp ?? (() => {});
    return;
  }
  replace(main, h('p', { class: 'empty' }, t('notFound')));
}

document.getElementById('skip').addEventListener('click', (event) => { event.preventDefault(); main.focus(); });
const theme = localStorage.getItem(THEME);
if (theme) document.documentElement.dataset.theme = theme;
window.addEventListener('hashchange', () => { show().then(() => main.focus({ preventScroll: true })); });
window.addEventListener('konomi:signed-out', () => { if (token()) { signOut(); show(t('expired')); } });
show();
