// While a form is filled in: saves what is typed, shows what is wrong at a field that was left, and
// keeps on this phone what the server has not taken yet. The rules are the server's: it is asked at
// the form's own address. Without `data-saves` it only judges, and the button saves.
(() => {
  const UNSAVED = {
    saving: '正在保存…',
    offline: '% 项未保存，等待网络。',
    busy: '% 项未保存，服务器忙，稍后自动再试。',
    login: '% 项未保存，请重新登录。',
    reload: '% 项未保存，请刷新本页。',
    unsaved: '尚未保存，填完请按“保存”。'
  };
  const KEPT = '内容已留在本机。';
  const LOST = '本机不能保留，离开前请先抄下。';
  const own = document.currentScript.dataset;
  const owner = own.keeper;
  const storing = own.saves;
  const path = location.pathname;
  const line = document.createElement('p');
  // By field: its `text`, what that `may` replace, what was `sent`; `open`: not saved, `fresh`: not asked.
  const typed = {};
  let sheet;
  let timer;
  let asking;
  let leaving;
  let told;
  let restored;
  let wait = 0;
  let kept = true;

  const joined = (data, key) => data.getAll(key).join(' ');
  const now = key => joined(new FormData(sheet), key);
  const all = key => sheet.querySelectorAll(`[name="${key}"]`);
  const waiting = () => Object.keys(typed).filter(key => typed[key].open);
  const pending = () => waiting().some(key => typed[key].fresh);
  const on = (kinds, does, first) => kinds.split(' ').forEach(kind => addEventListener(kind, does, first));
  const plan = delay => { clearTimeout(timer); timer = setTimeout(send, delay); };

  function adopt() {
    sheet = document.querySelector(`form[action="${path}"]`) || sheet;
    if (sheet) sheet.append(line);
  }

  adopt();
  if (!sheet) return;
  line.className = 'line s';
  line.setAttribute('role', 'status');
  const plain = sheet.cloneNode(true);
  plain.reset();
  const shown = new FormData(plain);

  function touch(key, hidden) {
    const field = typed[key] = typed[key] || {may: [joined(shown, key)], secret: hidden};
    if (field.text === now(key)) return;
    field.text = now(key);
    field.open = field.fresh = true;
    leaving = false;
    keep(key);
    say(storing ? 'saving' : 'unsaved');
  }

  // Begins with the time: page.js clears it after a day.
  function keep(key) {
    const field = typed[key];
    const shelf = `${owner} ${path} ${key}`;
    if (!owner || field.secret) return;
    try {
      if (field.open) localStorage[shelf] = `${Date.now()} ${JSON.stringify([field.text, field.may])}`;
      else localStorage.removeItem(shelf);
      kept = true;
    } catch (error) { kept = false; }
  }

  function put(key, wanted) {
    for (const control of all(key)) {
      if (/^[cr]/.test(control.type)) control.checked = wanted.split(' ').includes(control.value);
      else control.value = wanted;
      if (control.selectedIndex < 0) control.selectedIndex = 0;
    }
  }

  // One request at a time: an older one never overtakes a newer one.
  async function send() {
    clearTimeout(timer);
    const names = waiting().filter(key => now(key) === typed[key].text);
    if (asking || leaving || !names.some(key => typed[key].fresh)) return;
    const body = new URLSearchParams(new FormData(sheet));
    for (const key of names) {
      const field = typed[key];
      field.fresh = false;
      field.sent = field.text;
      body.append('changed', key);
      if (storing) field.may.forEach(each => body.append('may:' + key, each));
      // Perhaps it arrives and no answer does: then it may be replaced too.
      if (!field.may.includes(field.sent)) field.may.push(field.sent);
      keep(key);
    }
    if (restored) body.append('restored', 1);
    asking = new AbortController();
    const late = setTimeout(() => asking.abort(), 20000);
    try {
      const answer = await fetch(path, {
        method: 'POST', body, keepalive: true, signal: asking.signal,
        headers: {'HX-Request': 'true', 'X-Typed': 1}
      });
      hear(names, answer, await answer.text());
    } catch (error) { fail(names, 'offline'); }
    clearTimeout(late);
    asking = null;
    if (!wait) send();
  }

  function hear(names, answer, html) {
    const box = document.createElement('template');
    box.innerHTML = html;
    const found = box.content;
    const said = found.querySelector('#said');
    const away = answer.headers.get('HX-Redirect');
    if (away) return fail(names, 'login', away);
    if (!said) return answer.status < 429 ? fail(names, 'reload', path) : fail(names, 'busy');
    wait = 0;
    if (!answer.ok) return say('', said);
    restored = 0;
    for (const key of names) {
      const field = typed[key];
      if (!said.dataset.open.split(' ').includes(key)) {
        field.may = [field.sent];
        field.open = field.fresh;
        keep(key);
      }
      if (!field.fresh) field.notes = [`#${key}-error`, `[data-both=${key}]`].map(each => found.querySelector(each));
      note(key);
    }
    if (!pending()) say(storing ? '' : 'unsaved', storing && said);
  }

  function fail(names, word, away) {
    if (leaving) return;
    if (!away) for (const key of names) typed[key].fresh = true;
    say(word, 0, away);
    wait = Math.min(60000, wait * 2 || 2000);
    if (storing && !away) plan(wait);
  }

  // A screen reader hears what has changed, not every save.
  function say(word, said, away) {
    const count = waiting().length;
    if (!owner || !said && !storing && word !== 'unsaved') return;
    line.setAttribute('aria-live', word === 'saving' || word === told ? 'off' : 'polite');
    if (word !== 'saving') told = word;
    line.textContent = '';
    const place = away ? document.createElement('a') : line;
    place.append(...(said ? said.childNodes : count ? [UNSAVED[word].replace('%', count)] : []));
    if (away) {
      place.href = away;
      line.append(place);
    }
    if (count && word !== 'saving') line.append(' ', kept ? KEPT : LOST);
  }

  // Where and how the server's own page shows it.
  function note(key) {
    const field = typed[key];
    const control = all(key)[0];
    const box = control && control.closest('.f');
    if (!box || !field.left || !field.notes) return;
    const marked = box.matches('fieldset') ? box : control;
    const hint = box.querySelector('[id$=-hint]');
    const [fault, choice] = field.notes;
    box.querySelectorAll('.fault,.both').forEach(each => each.remove());
    if (fault) {
      const head = hint || box.querySelector('legend,label[for]');
      head ? head.after(fault) : box.prepend(fault);
    }
    if (choice) box.append(choice);
    box.classList.toggle('bad', !!fault);
    const tell = (mark, said) => said ? marked.setAttribute(mark, said) : marked.removeAttribute(mark);
    tell('aria-invalid', fault && 'true');
    tell('aria-describedby', [fault, hint].filter(Boolean).map(each => each.id).join(' '));
  }

  function leave(key) {
    if (!typed[key]) return;
    typed[key].left = true;
    note(key);
    plan(200);
  }

  on('input compositionend change focusout', event => {
    const control = event.target;
    const kind = event.type;
    if (control.form !== sheet || !control.name || event.isComposing) return;
    if (kind !== 'focusout') touch(control.name, 'private' in control.dataset || control.type === 'password');
    if (/ch|fo/.test(kind)) leave(control.name);
    else if (storing) plan(1000);
  });

  // Before another page asks how it stands. And of two values the person takes one.
  on('click', event => {
    const button = event.target;
    if (button.closest('a')) send();
    const box = button.value && button.closest('.both');
    if (!box) return;
    const key = box.dataset.both;
    const other = box.dataset.theirs;
    const {may, secret} = typed[key];
    typed[key] = {may: [...may, other], secret, notes: [], left: true};
    if (button.value === 'theirs') put(key, other);
    all(key)[0].focus();
    all(key)[0].dispatchEvent(new Event('change', {bubbles: true}));
  });

  // The button sends everything itself; what is on its way would only come late.
  on('submit', event => {
    if (event.defaultPrevented) return;
    leaving = true;
    if (asking) asking.abort();
    if (event.target === sheet) for (const key of waiting()) {
      typed[key].may.push(typed[key].text);
      keep(key);
    }
  }, true);
  on('online', () => { wait = 0; send(); });
  on('visibilitychange pagehide', send);

  // HTMX has changed the lists: what was typed meanwhile comes back, where there is a place for it.
  on('htmx:afterSettle', () => {
    adopt();
    for (const key in typed) {
      const field = typed[key];
      put(key, field.text);
      if (now(key) !== field.text) {
        field.text = now(key);
        field.open = false;
        keep(key);
      }
      note(key);
    }
    plan(0);
  });

  // What this phone kept for this form; of anybody else, or of a form since sent, it goes.
  on('DOMContentLoaded', () => {
    let list;
    try {
      for (const shelf of Object.keys(localStorage)) {
        const [who, where, key] = shelf.split(' ');
        if (who !== owner || where !== path) {
          if (where === path || who.split('.')[0] !== owner.split('.')[0]) localStorage.removeItem(shelf);
        } else if (all(key)[0]) {
          const [last, may] = JSON.parse(localStorage[shelf].replace(/^\d+/, ''));
          typed[key] = {text: last, may, open: true, fresh: true, left: true};
          put(key, last);
          list = all(key)[0].closest('[hx-get]') || list;
          restored = true;
        }
      }
    } catch (error) { kept = false; }
    if (!restored) return;
    const folded = sheet.closest('details');
    if (folded) folded.open = true;
    say(storing ? 'saving' : 'unsaved');
    if (list) list.dispatchEvent(new Event('change', {bubbles: true}));
    plan(0);
  });
})();
