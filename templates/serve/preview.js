// Swaps the preview in while somebody answers, and the finished files once they are there. Without this script the page does the same when it is sent.
"use strict";
(() => {
  const ready = document.querySelector("[data-ready]");
  if (ready) {
    // Whoever goes back to this page has the file.
    if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") ready.click();
    return;
  }
  const waiting = document.querySelector("[data-waiting]");
  if (waiting) {
    // Looks whether the files are ready; what is said changes only if there is something new.
    const look = setInterval(async () => {
      try {
        const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
        const main = page.querySelector("main");
        const said = (one) => one.querySelector("[role=status]")?.textContent;
        if (main.hasAttribute("data-waiting")) {
          if (said(main) !== said(waiting)) waiting.querySelector("[role=status]").textContent = said(main);
          return;
        }
        clearInterval(look);
        if (waiting.dataset.waiting === "page") { location.reload(); return; }
        waiting.replaceChildren(...main.childNodes);
        document.title = page.title;
        waiting.focus();
      } catch { /* The link does the same. */ }
    }, 4000);
    return;
  }
  const form = document.querySelector("form[data-preview]");
  const paper = document.getElementById("preview");
  if (!form || !paper || !window.fetch) return;
  let timer = 0, sent = 0, going = new AbortController();
  const ask = async () => {
    const number = ++sent;
    going.abort();  // nobody waits for the one before any longer
    going = new AbortController();
    const fields = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: fields, credentials: "same-origin", signal: going.signal });
      if (!answer.ok || number !== sent) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const top = paper.scrollTop;
      paper.replaceChildren(...page.body.childNodes);
      paper.scrollTop = top;
      const first = paper.querySelector("ins, .inserted");
      if (first) {
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        paper.scrollTo({ top: first.getBoundingClientRect().top - paper.getBoundingClientRect().top + paper.scrollTop - 80, behavior: calm ? "auto" : "smooth" });
      }
    } catch { /* The page works without. */ }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, 400); };
  form.addEventListener("input", soon);
  form.querySelector("#show")?.addEventListener("change", soon);
  const errors = document.getElementById("errors");
  if (errors) errors.focus();
  const first = paper.querySelector("ins");
  if (first) paper.scrollTop = first.getBoundingClientRect().top - paper.getBoundingClientRect().top - 80;
})();
