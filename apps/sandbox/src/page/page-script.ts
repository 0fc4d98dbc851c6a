/**
 * The script of the page, which its policy knows by its hash. It follows what arrives and what is searched for, and leaves
 * alone what did not change: an opened mail stays open, and what is typed stays.
 */
export const SCRIPT = `
  const search = document.getElementById('search');
  let seen = '';
  let asked = 0;

  async function refresh() {
    const mine = ++asked;
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    const text = await answer.text();
    if (mine !== asked || text === seen || !answer.ok) return;
    seen = text;
    const page = new DOMParser().parseFromString(text, 'text/html');
    document.getElementById('count').textContent = page.getElementById('count').textContent;
    const none = page.getElementById('none');
    document.getElementById('none').textContent = none.textContent;
    document.getElementById('none').hidden = none.hidden;
    follow(document.getElementById('arrived'), page.getElementById('arrived'));
  }

  function follow(list, wanted) {
    let at = list.firstElementChild;
    for (const next of [...wanted.children]) {
      const known = document.getElementById(next.id);
      if (known !== null && known === at && known.dataset.version === next.dataset.version) {
        at = at.nextElementSibling;
        continue;
      }
      const isOpen = known?.querySelector('details')?.open;
      if (known === at && at !== null) at = at.nextElementSibling;
      known?.remove();
      if (isOpen) next.querySelector('details').open = true;
      localise(next);
      list.insertBefore(next, at);
    }
    while (at !== null) {
      const gone = at;
      at = at.nextElementSibling;
      gone.remove();
    }
  }

  function localise(inside) {
    for (const time of inside.querySelectorAll('time')) {
      time.title = time.textContent;
      time.textContent = new Date(time.dateTime).toLocaleString();
    }
  }

  search.addEventListener('input', () => {
    const address = new URL(location.href);
    address.searchParams.set('search', search.value);
    if (search.value === '') address.searchParams.delete('search');
    // What a refused form left in the address takes no search.
    if (address.pathname !== '/messages') address.pathname = '/messages';
    history.replaceState(null, '', address);
    void refresh().catch(() => undefined);
  });
  localise(document);
  setInterval(() => {
    // While the sandbox restarts there is no answer: the next round shows it again.
    if (!document.hidden && location.pathname === '/messages') void refresh().catch(() => undefined);
  }, 1000);`;
