// What pages do beyond HTML: they follow changes, obey keys, say that they load. Without this everything works as well.
(() => {
  "use strict";
  const AGAIN_AFTER = 30000, LOADING_AFTER = 400, SECOND_KEY_WITHIN = 1500, WHILE_AWAY_EVERY = 3000;
  const page = document.body, find = (selector, root = document) => root.querySelector(selector);
  const AT_MOST_EVERY = page.dataset.live === "/live" ? 5000 : 1000; // what a page follows by itself is watched

  // Live updates: an event of the stream lets htmx get the parts again that ask for `console:changed`.
  let isPaused = sessionStorage.getItem("live-paused") === "yes", isDue = false, last = Date.now(), timer = 0;
  const [state, pause, show] = ["#live-state", "#live-pause", "#live-show"].map((id) => find(id));
  const isTyped = (field) => field.type !== "hidden" && field.value !== field.defaultValue;
  const isInUse = () => find("#live input:checked") || [...document.querySelectorAll("#live input, #live textarea")].some(isTyped) || (find("#live tbody") && document.activeElement.closest("#live tbody"));
  const update = () => {
    [isDue, last, show.hidden] = [false, Date.now(), true];
    page.dispatchEvent(new CustomEvent("console:changed"));
  };
  const consider = () => {
    timer = 0;
    if (!isDue || isPaused || document.hidden) return;
    if (isInUse()) show.hidden = false; else update(); // nothing moves below what is in use
  };
  const changed = () => {
    isDue = true;
    timer ||= setTimeout(consider, Math.max(0, last + AT_MOST_EVERY - Date.now()));
  };
  const listen = () => {
    let stream = new EventSource(page.dataset.live), lost = 0;
    stream.addEventListener("open", () => { [lost, state.textContent] = [0, "Live."]; });
    stream.addEventListener("counts", changed);
    stream.addEventListener("error", () => {
      if (++lost > 1 || stream.readyState === EventSource.CLOSED) state.textContent = "Not live just now.";
      if (stream.readyState !== EventSource.CLOSED) return; // it has ended, and the browser opens it again by itself
      setTimeout(() => { changed(); listen(); }, AGAIN_AFTER * (1 + Math.random()));
    });
  };
  const showPause = () => pause.setAttribute("aria-pressed", String(isPaused));
  if (page.dataset.live && find("#live[hx-get]")) {
    find(".live").hidden = false;
    showPause();
    pause.addEventListener("click", () => {
      isPaused = !isPaused;
      sessionStorage.setItem("live-paused", isPaused ? "yes" : "no");
      showPause();
      consider();
    });
    show.addEventListener("click", update);
    document.addEventListener("visibilitychange", consider);
    listen();
  }

  // Single keys, outside of fields, unless they are switched off in /me.
  let isAfterG = 0, going = 0, slow = 0;
  const rows = () => [...document.querySelectorAll("main table.rows tbody tr")];
  const row = () => document.activeElement.closest("main table.rows tbody tr");
  const step = (by) => {
    const all = rows(), to = all[Math.min(Math.max(all.indexOf(row()) + by, 0), all.length - 1)];
    if (to) (find("a", to) ?? find("input, button", to) ?? to).focus();
  };
  const here = (selector) => (row() && find(selector, row())) ?? null;
  const keys = {
    "/": () => find("#search").focus(), "?": () => location.assign("/help"), g: () => { isAfterG = Date.now(); },
    j: () => step(1), k: () => step(-1), x: () => here("input[type=checkbox]")?.click(),
    r: () => (here("[data-key=r]") ?? find("main [data-key=r]"))?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (!page.dataset.keys || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const place = Date.now() - isAfterG < SECOND_KEY_WITHIN && find(`nav [data-go="${CSS.escape(event.key)}"]`);
    isAfterG = 0;
    const does = place ? () => place.click() : keys[event.key];
    if (does) { event.preventDefault(); does(); }
  });

  // What takes long says so; a page that could not be made is opened again once it can be.
  const loading = (by) => { going += by; clearTimeout(slow); slow = setTimeout(() => { find("#loading").hidden = !going; }, going ? LOADING_AFTER : 0); };
  document.addEventListener("htmx:before:request", (event) => { event.detail.ctx.target?.setAttribute("aria-busy", "true"); loading(1); });
  document.addEventListener("htmx:finally:request", (event) => { event.detail.ctx.target?.removeAttribute("aria-busy"); loading(-1); });
  const lookAgain = () => setTimeout(() => fetch(page.dataset.again, { method: "HEAD" }).then((answer) => (answer.status === 503 ? lookAgain() : location.reload()), lookAgain), WHILE_AWAY_EVERY);
  if (page.dataset.again) lookAgain();
})();
