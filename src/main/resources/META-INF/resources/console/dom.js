// Small elements without a framework: h('button', {class: 'primary', onclick}, 'Save').

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else if (value === true) element.setAttribute(name, '');
    else element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function replace(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

export function toast(message, { kind = 'info', action, onAction, seconds = 6 } = {}) {
  const close = () => note.remove();
  const note = h('div', { class: `toast ${kind}` }, h('span', {}, message),
    action && h('button', { type: 'button', onclick: () => { close(); onAction(); } }, action));
  document.getElementById('toasts').append(note);
  setTimeout(close, seconds * 1000);
}

// A question before something that cannot be taken back; resolves to whether it was confirmed.
export function ask(title, body, yes, no) {
  return new Promise((resolve) => {
    const dialog = h('dialog', { 'aria-labelledby': 'ask-title' },
      h('form', { method: 'dialog' },
        h('h2', { id: 'ask-title' }, title),
        body,
        h('div', { class: 'actions' },
          h('button', { value: 'no', class: 'quiet', formnovalidate: true }, no),
          h('button', { value: 'yes', class: 'primary', autofocus: true }, yes))));
    dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
