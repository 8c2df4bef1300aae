// What a version learned: its report as one picture, and why it is held where it is.
import { h, replace } from './dom.js';
import { t } from './words.js';
import { get, picture } from './api.js';
import { crumbs, failure, heldReasons, loading } from './parts.js';

export async function showReport(main, name, number) {
  loading(main);
  const ended = new AbortController();
  const path = `/v1/adapters/${name}/versions/${number}`;
  let address;
  try {
    const [adapter, version, report] = await Promise.all([get(`/v1/adapters/${name}`), get(path), get(`${path}/report`)]);
    address = await picture(`${path}/report.svg`, ended.signal);
    replace(main,
      crumbs([t('adapters'), '#/'], [adapter.title, `#/${name}`], [t('report')]),
      h('h1', {}, t('reportTitle', number)),
      version.held.length > 0 && h('div', { class: 'card problem' }, h('h2', {}, t('heldTitle', number)), heldReasons(version.held)),
      h('section', { class: 'card report' }, h('img', { src: address, alt: (report.learned ?? []).join('. ') })));
  } catch (error) {
    failure(main, error, () => showReport(main, name, number));
  }
  return () => {
    ended.abort();
    if (address) URL.revokeObjectURL(address);
  };
}
