// Swaps the preview in while somebody answers. Without this script the page does the same when it is sent.
"use strict";
(() => {
  const form = document.querySelector("form[data-preview]");
  const paper = document.getElementById("preview");
  if (!form || !paper || !window.fetch) return;
  let timer = 0, sent = 0;
  const ask = async () => {
    const number = ++sent;
    const fields = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: fields, credentials: "omit" });
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
