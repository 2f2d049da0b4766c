// Returns a list of sentences: what is wrong with the page that is shown.
(async () => {
  const faults = [];
  const result = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
  for (const v of result.violations) {
    faults.push(`axe ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | ")}`);
  }
  for (const d of document.querySelectorAll("details")) d.open = true; // what a tap shows must fit too
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) {
    const out = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".unseen") && !e.closest("thead"));
    faults.push(`it scrolls sideways by ${wide} px: ${out.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" | ")}`);
  }
  for (const r of window.refused) faults.push(`the policy refused ${r}`);

  const rgb = c => (c.match(/[\d.]+/g) || []).map(Number);
  const part = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  const page = light(rgb(getComputedStyle(document.body).backgroundColor));
  const seen = e => e.checkVisibility({checkVisibilityCSS: true}) && e.getBoundingClientRect().width > 0;
  for (const t of document.querySelectorAll("svg text")) {
    if (!seen(t) || !t.textContent.trim()) continue;
    const ink = light(rgb(getComputedStyle(t).fill));
    const ratio = (Math.max(ink, page) + 0.05) / (Math.min(ink, page) + 0.05);
    if (ratio < 4.5) faults.push(`"${t.textContent}" in a picture has a contrast of ${ratio.toFixed(2)}`);
    const size = parseFloat(getComputedStyle(t).fontSize) * (t.getScreenCTM() || {a: 1}).a;
    if (size < 10) faults.push(`"${t.textContent}" in a picture is ${size.toFixed(1)} px high`);
  }
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    const box = e.getBoundingClientRect();
    if (!seen(e) || e.closest(".skip, .unseen, thead.unseen") || box.right < 0) continue;
    const least = e.matches("button, summary, .button") ? 44 : 24;
    if (box.height < least - 0.5 || box.width < Math.min(least, 24) - 0.5) {
      faults.push(`${e.outerHTML.slice(0, 100)} is ${box.width.toFixed(0)} × ${box.height.toFixed(0)} px, too small to hit`);
    }
  }
  return [...new Set(faults)];
})()
