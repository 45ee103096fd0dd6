// Sets the page going once it is read.
const Page = JSON.parse(document.getElementById("data").textContent);
// An invented school, to try the form out: the page is opened with ?specimen at the end of its address.
// A form for one school knows whether that is invented.
Page.specimen = Page.asked ? Page.asked.specimen : new URLSearchParams(window.location.search).has("specimen");
document.getElementById("specimen").hidden = !Page.specimen;
Page.parents = Page.parents.filter((parent) => Page.specimen || !parent.specimen);

State.start();
if (State.saved && !["", "#/start"].includes(window.location.hash)) State.now = State.saved;
// A form for one school has its policies from the start, so no page shows by itself that nothing was answered yet.
if (Page.asked && !State.saved && !["", "#/start"].includes(window.location.hash)) window.location.replace(Pages.href("start"));

document.addEventListener("submit", Pages.submit);
Pages.byId("form-read").addEventListener("submit", Parts.readFile);
window.addEventListener("hashchange", Pages.show);
window.addEventListener("beforeunload", (event) => {
  if (!State.now.keep && !State.done && Object.keys(State.now.answers).length) event.preventDefault();
});
for (const item of Object.values(Page.items)) {
  for (const field of item.type === "person" ? document.querySelectorAll(`[name="${item.id}"]`) : []) {
    field.addEventListener("change", () => Fields.reveal(item));
  }
  if (item.type === "person") Pages.byId(`${item.id}-another`).addEventListener("click", () => People.add(item));
}
Pages.byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  Pages.byId("main").focus();
});
Pages.byId("resume-go").addEventListener("click", () => {
  State.now = State.saved;
});
Pages.byId("resume-delete").addEventListener("click", () => {
  State.forget();
  State.now = State.fresh();
  Pages.show();
});
Pages.byId("forget").addEventListener("click", () => {
  State.forget();
  Pages.kept();
  Pages.byId("forgotten").textContent = Page.words.forgotten;
  Pages.byId("main").focus();
});
Pages.byId("without").hidden = true;
Pages.show();
