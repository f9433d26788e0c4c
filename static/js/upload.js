// Makes a photo small and upright before it is sent, and shows how many bytes have arrived.
// Where a browser lacks something the file goes as it is; without this script the plain form works.
(function () {
  // Shorter side in pixels, quality: the first that is light enough is sent.
  const STEPS = [[1600, .8], [1200, .8], [1200, .7], [1200, .6], [1200, .5]];
  const LIGHT = 320000;
  const prepared = new WeakMap();
  const sending = new WeakMap();
  // Two pixels side by side that EXIF turns by 90 degrees: does this browser turn them?
  const TURNED = '/9j/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAP' + '/'.repeat(86) +
    'wAALCAABAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z';

  document.addEventListener('change', function (event) {
    const form = event.target.form;
    if (event.target.type === 'file' && form && 'upload' in form.dataset) ready(form, event.target);
  });

  // Before page.js, which takes a form that stays on its page for sent.
  document.addEventListener('submit', function (event) {
    const form = event.target;
    const input = form.querySelector('[type=file]');
    if (!('upload' in form.dataset) || !input.files[0]) return;
    event.preventDefault();
    if (!sending.has(form)) send(form, input);
  }, true);

  document.addEventListener('click', function (event) {
    const box = event.target.closest('.up');
    const request = box && event.target.type === 'button' && sending.get(box.closest('form'));
    if (request) request.abort();
  });

  async function ready(form, input) {
    const file = input.files[0];
    if (!file) return say(form, '');
    if (!prepared.has(file)) prepared.set(file, shrunk(file));
    say(form, 'shrinking');
    const made = await prepared.get(file);
    if (input.files[0] === file && !sending.has(form)) say(form, 'ready', made.size);
    return made;
  }

  async function send(form, input) {
    const request = new XMLHttpRequest();
    sending.set(form, request);
    const body = new FormData(form);
    const file = input.files[0];
    body.set(input.name, await ready(form, input), file.name);
    request.open('POST', form.action);
    request.setRequestHeader('HX-Request', 'true');
    request.upload.onprogress = function (event) {
      say(form, 'sending', event.loaded, event.total);
    };
    request.upload.onload = function () { say(form, 'saving'); };
    request.onload = function () { if (!shown(request)) stop(form, 'failed'); };
    request.onerror = function () { stop(form, 'failed'); };
    request.onabort = function () { stop(form, 'cancelled'); };
    say(form, 'sending', 0, file.size);
    request.send(body);
  }

  function stop(form, word) {
    sending.delete(form);
    say(form, word);
    form.querySelector('.b').textContent = form.querySelector('.up').dataset.retry;
  }

  // The next page, or this one with what is wrong. Anything else is not from us.
  function shown(request) {
    const away = request.getResponseHeader('HX-Redirect');
    if (away) return location.assign(away), true;
    if (request.status >= 500 || !request.responseText.startsWith('<title>')) return false;
    const main = document.getElementById('main');
    main.innerHTML = request.responseText;
    const title = main.querySelector('title');
    document.title = title.textContent;
    title.remove();
    if (request.status < 400) history.replaceState(null, '', request.responseURL);
    scrollTo(0, 0);
    (main.querySelector('.sum') || main).focus();
    return true;
  }

  function say(form, word, first, second) {
    const box = form.querySelector('.up');
    const moving = word === 'sending' || word === 'saving';
    const bar = box.querySelector('progress');
    const numbers = [first, second].map(function (bytes) { return Math.ceil(bytes / 1024) + ' KB'; });
    const text = (box.dataset[word] || '').replace(/%/g, function () { return numbers.shift(); });
    box.hidden = !word;
    // A screen reader hears the steps, not every kilobyte.
    box.querySelector('p').textContent = text;
    box.querySelector('p').setAttribute('aria-live', word === 'sending' && first ? 'off' : 'polite');
    box.querySelector('button').hidden = word !== 'sending';
    form.querySelector('.b').hidden = moving;
    bar.hidden = !moving;
    if (word === 'sending') { bar.max = second; bar.value = first; }
  }

  async function shrunk(file) {
    if (!/^image\/(jpeg|png)$/.test(file.type) || file.size <= LIGHT) return file;
    try {
      const test = Uint8Array.from(atob(TURNED), function (c) { return c.charCodeAt(0); });
      if ((await createImageBitmap(new Blob([test], {type: 'image/jpeg'}))).width > 1) return file;
      const picture = await createImageBitmap(file);
      let made;
      for (const [side, quality] of STEPS) {
        made = await drawn(picture, side, quality);
        if (made.size <= LIGHT) break;
      }
      picture.close();
      return made.size < file.size ? made : file;
    } catch (error) {
      return file;
    }
  }

  function drawn(picture, side, quality) {
    const scale = Math.min(1, side / Math.min(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise(function (done) { canvas.toBlob(done, 'image/jpeg', quality); });
  }
})();
