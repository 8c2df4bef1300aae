import { ask, h, replace, toast } from './dom.js';
import { t, language } from './words.js';
import { all, get, putStatus } from './api.js';
import { whoAmI } from './session.js';
import { chip, crumbs, failure, heldReasons, loading, stateChip } from './parts.js';
import { isOpen, openRound } from './adapters.js';

const when = (instant) => new Date(instant).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' });

// Makes a version live; resolves to whether it is. A version that is held needs a reason.
export async function promote(adapter, version) {
  const request = { version };
  const now = await get(`/v1/adapters/${adapter}/versions/${version}`);
  if (now.state === 'held') {
    const reason = await reasonToOverride(now);
    if (!reason) return false;
    request.override = { reason };
  }
  const answer = await putStatus(`/v1/adapters/${adapter}/live`, request);
  toast(answer.status === 202 ? t('pending') : t('promoted', version), { kind: 'good' });
  return answer.status === 200;
}

async function reasonToOverride(version) {
  const text = h('textarea', { id: 'override-reason', rows: 3, maxlength: 500, required: true });
  const yes = await ask(t('heldTitle', version.number),
    [heldReasons(version.held), h('p', {}, t('heldText')), h('label', { for: 'override-reason' }, t('heldReason')), text], t('heldYes'), t('cancel'));
  return yes ? text.value.trim() : '';
}

export async function showAdapter(main, name) {
  loading(main);
  const me = whoAmI();
  try {
    const [adapter, versions, rounds] = await Promise.all([
      get(`/v1/adapters/${name}`), all(`/v1/adapters/${name}/versions`), me.evaluator ? all(`/v1/adapters/${name}/rounds`) : []]);
    const open = rounds.find(isOpen);
    const again = () => showAdapter(main, name);
    replace(main,
      crumbs([t('adapters'), '#/'], [adapter.title]),
      h('div', { class: 'row' },
        h('h1', {}, adapter.title),
        open
          ? h('a', { class: 'button primary', href: `#/${name}/rounds/${open.id}` }, t(open.state === 'AWAITING_FEEDBACK' ? 'giveFeedback' : 'watch'))
          : me.admin && h('button', { type: 'button', class: 'primary', onclick: (e) => openRound(name, e.target) }, t('openRound'))),
      h('section', { class: 'card guide' }, h('h2', {}, t('guidelines')), h('p', {}, adapter.guidelines || t('noGuidelines')),
        h('p', { class: 'chips' }, adapter.prompts.map((prompt) => chip(`“${prompt}”`)))),
      h('section', {}, h('h2', {}, t('versions')), h('ul', { class: 'lines' }, versions.map((version) => versionLine(version, adapter, me, again)))),
      me.evaluator && h('section', {}, h('h2', {}, t('rounds')),
        rounds.length === 0 ? h('p', { class: 'faint' }, t('noRounds'))
          : h('ul', { class: 'lines' }, rounds.map((round) => h('li', {},
            h('a', { href: `#/${name}/rounds/${round.id}` }, t('round', round.number)), stateChip(round.state),
            h('span', { class: 'faint' }, when(round.created_at)))))));
  } catch (error) {
    failure(main, error, () => showAdapter(main, name));
  }
}

function versionLine(version, adapter, me, again) {
  const live = version.number === adapter.live;
  const change = async (event) => {
    event.target.disabled = true;
    try {
      await promote(adapter.name, version.number);
      again();
    } catch (error) {
      toast(error.message, { kind: 'bad' });
      event.target.disabled = false;
    }
  };
  return h('li', { class: version.state === 'held' ? 'held' : '' },
    h('strong', {}, t('version', version.number)),
    chip(t(`vstate.${version.state}`), version.state),
    version.number > 0 && h('span', { class: 'faint' }, `${t(`origin.${version.origin}`)} · ${when(version.created_at)}`),
    h('span', { class: 'mono faint', title: version.digest }, version.digest.slice(0, 12)),
    h('span', { class: 'push actions' },
      version.has_report && me.evaluator && h('a', { class: 'button quiet', href: `#/${adapter.name}/report/${version.number}` }, t('report')),
      !live && h('a', { class: 'button quiet', href: `#/${adapter.name}/compare/${adapter.live}/${version.number}` }, t('compareLive')),
      !live && me.admin && h('button', { type: 'button', onclick: change }, version.number < adapter.live ? t('rollback', version.number) : t('promote', version.number))),
    version.state === 'held' && heldReasons(version.held));
}
