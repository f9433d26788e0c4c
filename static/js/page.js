// On every page. Without it everything works; with it the errors take the focus, and an impatient
// thumb sends a form once.
(() => {
  const STUCK = 15000;
  const sent = new Set();

  document.addEventListener('submit', event => {
    const form = event.target;
    if (sent.has(form)) { event.preventDefault(); return; }
    if (/\/logout$/.test(form.action)) forget(true);
    // A form that HTMX sends, or that only asks, leaves the page where it is.
    if (event.defaultPrevented || form.method !== 'post') return;
    sent.add(form);
    const button = event.submitter || form.querySelector('.b');
    if (button) {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy || '正在提交…';
      button.setAttribute('aria-disabled', 'true');
    }
    setTimeout(release, STUCK, form);
  });

  // The page may come back from the browser's memory as it was left.
  addEventListener('pageshow', () => { sent.forEach(release); });

  document.addEventListener('click', event => {
    const link = event.target.closest('.sum a');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest('.f') || field).scrollIntoView();
    field.focus({preventScroll: true});
  });

  // What form.js keeps on this phone begins with its time: it stays for a day.
  function forget(everything) {
    try {
      Object.keys(localStorage).forEach(key => {
        if (everything || Date.now() - parseInt(localStorage[key]) > 864e5) localStorage.removeItem(key);
      });
    } catch (error) { return; }
  }
  forget();

  // Browsers of before 2020 give `autofocus` to fields alone.
  const summary = document.querySelector('.sum');
  if (summary && !('autofocus' in summary)) summary.focus();

  function release(form) {
    sent.delete(form);
    form.querySelectorAll('[data-label]').forEach(button => {
      button.textContent = button.dataset.label;
      button.removeAttribute('data-label');
      button.removeAttribute('aria-disabled');
    });
  }
})();
