import { h, replace } from './dom.js';
import { t } from './words.js';
import { keepToken } from './session.js';

export async function showSignIn(main, done, message) {
  const info = await fetch('/auth/info').then((r) => r.ok ? r.json() : null).catch(() => null);
  const local = info?.local_issuer ?? true;
  const problem = h('p', { class: 'problem', role: 'alert', hidden: !message }, message ?? '');
  const user = h('input', { name: 'username', autocomplete: 'username', required: true, autocapitalize: 'none', spellcheck: 'false' });
  const password = h('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const pasted = h('textarea', { name: 'token', rows: 4, required: true, spellcheck: 'false' });
  const button = h('button', { class: 'primary', type: 'submit' }, t('signIn'));

  async function submit(event) {
    event.preventDefault();
    problem.hidden = true;
    if (!local) { keepToken(pasted.value.trim()); done(); return; }
    button.disabled = true;
    button.textContent = t('signingIn');
    try {
      const response = await fetch(info?.token_url ?? '/auth/token', {
        method: 'POST', body: new URLSearchParams({ grant_type: 'password', username: user.value.trim(), password: password.value }) });
      const answer = await response.json().catch(() => ({}));
      if (!response.ok) throw new Error(answer.error_description ?? answer.detail ?? `HTTP ${response.status}`);
      keepToken(answer.access_token);
      done();
    } catch (failure) {
      problem.textContent = failure instanceof TypeError ? t('unreachable') : failure.message;
      problem.hidden = false;
      button.disabled = false;
      button.textContent = t('signIn');
    }
  }

  const demo = ['evaluator@acme', 'admin@acme', 'client@acme', 'admin@bolt'];
  replace(main, h('section', { class: 'sign-in' },
    h('div', { class: 'hero' }, h('p', { class: 'kanji', lang: 'ja', 'aria-hidden': 'true' }, '好み'), h('h1', {}, t('signInTitle')), h('p', {}, t('signInText'))),
    h('form', { class: 'card', onsubmit: submit },
      problem,
      local
        ? [h('label', {}, t('user'), user), h('label', {}, t('password'), password)]
        : [h('p', { class: 'faint' }, t('tokenHint')), h('label', {}, t('token'), pasted)],
      button,
      local && h('div', { class: 'demo' }, h('p', { class: 'faint' }, t('demoHint')),
        h('div', { class: 'chips' }, demo.map((name) => h('button', { type: 'button', class: 'chip', onclick: () => { user.value = name; password.value = 'demo'; button.focus(); } }, name)))))));
  (local ? user : pasted).focus();
}
