// The page itself: what a link leads to is opened.
"use strict";
{
  const named = () => {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null; // an address with a lone per cent sign
    }
  };

  const reveal = () => {
    const target = named();
    const folded = target && target.closest("details");
    if (!folded) return;
    for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
    target.scrollIntoView();
    const summary = target === folded && folded.querySelector("summary");
    if (summary) summary.focus({ preventScroll: true });
  };

  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    // The same link again changes no address.
    if (link && link.hash === location.hash) setTimeout(reveal);
  });
  reveal();

  // The list of sections is open where it stands beside the page, and folded on a phone.
  const sections = document.querySelector("nav details");
  const wide = matchMedia("(min-width: 40rem)");
  const unfold = () => { sections.open = wide.matches; };
  wide.addEventListener("change", unfold);
  unfold();
  sections.addEventListener("click", (event) => {
    if (event.target.closest("a") && !wide.matches) sections.open = false;
  });
}
