// Keys for the signs of a wall. Typing them does the same.
"use strict";
(() => {
  const box = document.getElementById("notes"), keys = document.getElementById("keys"), count = document.getElementById("so-far");
  if (!box || !keys) return;
  keys.hidden = false;
  for (const list of document.querySelectorAll(".signs")) list.open = false; // the keys say the same
  const marks = /^[+*>#]\s*/;
  const line = () => {
    const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
    const end = box.value.indexOf("\n", box.selectionStart);
    return [from, end < 0 ? box.value.length : end];
  };
  const put = {
    mark(sign) {
      const [from, end] = line(), text = box.value.slice(from, end);
      box.setRangeText(sign + " " + text.replace(marks, ""), from, end, "end");
    },
    whole(sign) {
      const [from, end] = line(), text = box.value.slice(from, end), mark = (text.match(marks) || [""])[0];
      box.setRangeText(text.slice(mark.length).trim() ? text + "\n" + sign + "\n" : mark + sign + "\n", from, end, "end");
    },
    here(sign) { box.setRangeText(sign, box.selectionStart, box.selectionEnd, "end"); },
    end(sign) { const end = line()[1]; box.setRangeText(" " + sign, end, end, "end"); },
  };
  const tell = () => { count.textContent = box.value.split("\n").filter(l => l.trim()).length; };
  keys.addEventListener("click", e => {
    const key = e.target.closest("button[data-put]");
    if (!key) return;
    put[key.dataset.put](key.value);
    box.focus();
    tell();
  });
  box.addEventListener("input", tell);
  tell();
})();
