// Keeps a school's file in this browser if its visitor ticks that, and offers it where a file can be given. Without this script, the file is saved and given by hand.
"use strict";
(() => {
  const PREFIX = "policygen.school.";
  let store;
  try {
    store = window.localStorage;
    store.getItem(PREFIX);
  } catch { return; /* This browser keeps nothing. */ }

  // On a page with answers: the tick, and what became of it.
  const offerToKeep = () => {
    const keep = document.querySelector("[data-keep]");
    if (!keep) return;
    const key = PREFIX + keep.dataset.keep;
    const box = keep.querySelector("input");
    const say = (which) => {
      for (const one of keep.querySelectorAll("[data-said]")) one.hidden = one.dataset.said !== which;
    };
    const put = async () => {
      try {
        const state = box.form.querySelector("input[name=state]").value;
        const answer = await fetch("/file", { method: "POST", body: new URLSearchParams({ state }) });
        if (!answer.ok || answer.headers.get("content-type") !== "application/zip") throw new Error();
        const data = new Uint8Array(await answer.arrayBuffer());
        let text = "";
        for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
        if (!box.checked) return;
        store.setItem(key, JSON.stringify({ on: new Date().toISOString(), file: btoa(text) }));
        say("kept");
      } catch { say("refused"); }
    };
    box.checked = store.getItem(key) !== null;
    box.addEventListener("change", () => {
      if (box.checked) { put(); return; }
      store.removeItem(key);
      say("forgotten");
    });
    keep.querySelector("[data-choice]").hidden = false;
    if (box.checked) put();
  };
  offerToKeep();
  // What is ready comes into the page that waited for it.
  const waiting = document.querySelector("[data-waiting]");
  if (waiting) new MutationObserver((_, one) => { if (document.querySelector("[data-keep]")) { one.disconnect(); offerToKeep(); } }).observe(waiting, { childList: true });

  // Where a school's file can be given: those that are kept here.
  const offer = document.querySelector("[data-offer]");
  if (!offer) return;
  const form = offer.parentElement.querySelector("form[action='/continue']");
  const list = offer.querySelector("ul");
  const show = () => {
    list.replaceChildren();
    for (const key of Object.keys(store).filter((one) => one.startsWith(PREFIX)).sort()) {
      let kept;
      try {
        kept = JSON.parse(store.getItem(key));
        if (typeof kept.file !== "string") continue;
      } catch { continue; }
      const name = key.slice(PREFIX.length) + ".school.zip";
      const line = offer.querySelector("template").content.cloneNode(true);
      line.querySelector("[data-name]").textContent = name;
      const on = new Date(kept.on);
      line.querySelector("time").textContent = isNaN(on) ? "" : on.toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
      for (const one of line.querySelectorAll("[data-of]")) one.textContent = name;
      line.querySelector("[data-go]").addEventListener("click", () => {
        try {
          const bytes = Uint8Array.from(atob(kept.file), (one) => one.charCodeAt(0));
          const files = new DataTransfer();
          files.items.add(new File([bytes], name, { type: "application/zip" }));
          form.querySelector("input[type=file]").files = files.files;
          form.submit();
        } catch { store.removeItem(key); show(); }
      });
      line.querySelector("[data-forget]").addEventListener("click", () => {
        store.removeItem(key);
        show();
        offer.querySelector("[role=status]").hidden = false;
      });
      list.append(line);
    }
    const none = !list.children.length;
    offer.querySelector("[data-some]").hidden = none;
    if (!none) offer.hidden = false;
  };
  show();
  window.addEventListener("pageshow", (event) => { if (event.persisted) show(); });
})();
