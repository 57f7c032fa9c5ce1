// The comments: filters, search, and the NPS of what they find. Other people's text only ever
// becomes the text of a node, never markup.
{
  const AT_A_TIME = 50;
  const HASH = "#comments";

  const byId = (name) => document.getElementById(`comments-${name}`);
  const source = byId("data");
  const data = source && JSON.parse(source.textContent);

  // Rows of text and positions -> comments.
  const commentsOf = () => data.rows.map(
    ([id, period, score, group, text, cut, values, said, weight]) => ({
      id, group, text, cut,
      period: data.periods[period],
      score: data.scores[score],
      weight: data.weights[weight],
      values: values.map((k) => data.values[k] ?? ""),
      said: said.map((k) => [data.themes[Math.floor(k / 3)], data.signs[k % 3]]),
    }),
  );

  // Search: capitals, accents and kinds of quotation marks and spaces make no difference.

  const plain = (text) => text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/\u03c2/g, "\u03c3")
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c-\u201f\u00ab\u00bb]/g, '"')
    .replace(/\s+/g, " ");

  const termsOf = (query) => [...plain(query).matchAll(/"([^"]*)"|[^\s"]+/g)]
    .map(([word, phrase]) => (phrase ?? word).trim())
    .filter((term) => term);

  const plainOf = (comment) => (comment.plain ??= plain(comment.text));

  // The plain text again, with the place in the text that each of its characters comes from.
  const tracedOf = (text) => {
    let folded = "";
    const from = [];
    let at = 0;
    for (const sign of text) {
      const units = plain(sign);
      if (!units && from.length) from[from.length - 1][1] = at + sign.length; // an accent apart
      for (const unit of units) {
        if (unit === " " && folded.endsWith(" ")) continue;
        folded += unit;
        for (let k = 0; k < unit.length; k += 1) from.push([at, at + sign.length]);
      }
      at += sign.length;
    }
    return { folded, from };
  };

  // Stretches of the text in which a term stands, in order and apart.
  const stretchesOf = (text, terms) => {
    const { folded, from } = tracedOf(text);
    const found = [];
    for (const term of terms) {
      for (let k = folded.indexOf(term); k >= 0; k = folded.indexOf(term, k + term.length)) {
        found.push([from[k][0], from[k + term.length - 1][1]]);
      }
    }
    found.sort((a, b) => a[0] - b[0]);
    const apart = [];
    for (const [start, end] of found) {
      const last = apart[apart.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else apart.push([start, end]);
    }
    return apart;
  };

  // Filters.

  const NONE = "(none)"; // no theme has brackets in its id

  const speaks = (comment, theme, sign) => (theme === NONE && !sign
    ? !comment.said.length
    : comment.said.some(([of, how]) => (!theme || of[0] === theme) && (!sign || how === sign)));

  const meets = (comment, asked) => {
    const { theme, sign } = asked;
    return (!asked.period || comment.period === asked.period)
      && (!asked.group || data.groups[comment.group] === asked.group)
      && data.segments.every((name, k) => {
        const value = asked[`segment.${name}`];
        return !value || comment.values[k] === value;
      })
      && (!(theme || sign) || speaks(comment, theme, sign));
  };

  const isFound = (comment, query, terms) => comment.id === query
    || terms.every((term) => plainOf(comment).includes(term));

  const found = (comments, asked) => {
    const query = (asked.q ?? "").trim();
    const terms = termsOf(query);
    const hits = comments.filter((comment) => meets(comment, asked)
      && isFound(comment, query, terms));
    return { hits, terms };
  };

  // NPS with the score interval of Tango (1998), as the report has it (docs/methods.md).

  const npsOf = (comments) => {
    const shares = [0, 0, 0];
    let sum = 0;
    let squares = 0;
    for (const { group, weight } of comments) {
      shares[group] += weight;
      sum += weight;
      squares += weight * weight;
    }
    if (!(sum > 0) || comments.length < data.minimum) return null;
    const n = (sum * sum) / squares;
    const [promoters, , detractors] = shares.map((share) => (share / sum) * n);
    const value = (promoters - detractors) / n;
    const excess = (d) => Math.abs(statistic(d, detractors, promoters, n)) - 1.959963984540054;
    return [value, rooted(excess, -1, value), rooted(excess, 1, value)].map((x) => 100 * x);
  };

  const statistic = (d, detractors, promoters, n) => {
    const above = promoters - detractors - n * d;
    if (Math.abs(above) < 1e-12) return 0;
    const b = (2 * n - promoters + detractors) * d - detractors - promoters;
    const c = -detractors * d * (1 - d);
    const share = (Math.sqrt(Math.max(b * b - 8 * n * c, 0)) - b) / (4 * n);
    const variance = n * (2 * share + d * (1 - d));
    return variance > 0 ? above / Math.sqrt(variance) : above * Infinity;
  };

  // Where the excess becomes negative, from the end towards the value.
  const rooted = (excess, end, value) => {
    const edge = end * (1 - 1e-12);
    if (Math.abs(value) >= 1 - 1e-12 && value * end > 0) return end;
    if (excess(edge) <= 0) return edge;
    let [outer, inner] = [edge, value];
    for (let k = 0; k < 60; k += 1) {
      const middle = (outer + inner) / 2;
      if (excess(middle) > 0) outer = middle;
      else inner = middle;
    }
    return inner;
  };

  // Words: the same number reads as in the rest of the page.

  const many = (n) => n.toLocaleString("en-US");
  const counted = (n) => `${many(n)} ${n === 1 ? "comment" : "comments"}`;

  const scored = (value) => {
    const size = Math.abs(value);
    // Halves go away from zero, of the 15 digits that a spreadsheet shows.
    const text = (Math.round(Number((10 * size).toPrecision(15))) / 10).toFixed(1);
    return value < 0 && text !== "0.0" ? `\u2212${text}` : text;
  };

  const npsWords = (hits) => {
    const nps = npsOf(hits);
    if (!nps) return "too few for an NPS";
    const [value, low, high] = nps.map(scored);
    return `their NPS is ${value}\u00a0[${low},\u00a0${high}]`;
  };

  // The NPS of one group alone says nothing.
  const countWords = (hits, all, group) => {
    if (!hits.length) return "No comment meets all of these filters.";
    const what = hits.length < all ? `${many(hits.length)} of ${counted(all)}` : counted(all);
    return group ? `${what}.` : `${what}; ${npsWords(hits)}.`;
  };

  const saidWords = (comment) => data.signs
    .map((sign, k) => [
      data.signWords[k],
      comment.said.filter(([, own]) => own === sign).map(([theme]) => theme[1]).join(", "),
    ])
    .filter(([, of]) => of)
    .map(([word, of]) => `${word}: ${of}`)
    .join(" \u00b7 ");

  // Drawing.

  const made = (name, className, ...children) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.append(...children); // a string becomes a text node
    return node;
  };

  const marked = (text, terms) => {
    const node = made("bdi");
    let at = 0;
    for (const [start, end] of stretchesOf(text, terms)) {
      node.append(text.slice(at, start), made("mark", "", text.slice(start, end)));
      at = end;
    }
    node.append(text.slice(at));
    return node;
  };

  const who = (comment) => {
    const period = comment.period === "all" ? "" : ` \u00b7 ${comment.period}`;
    const line = made("p", "who", `${data.groups[comment.group]}, ${comment.score}${period}`);
    for (const value of comment.values) if (value) line.append(" \u00b7 ", made("bdi", "", value));
    line.append(" ", made("span", "id", "id ", made("bdi", "", comment.id)));
    return line;
  };

  const drawn = (comment, terms) => {
    const text = made("p", "", marked(comment.text, terms));
    if (comment.cut) text.append(made("span", "cut", " [\u2026]"));
    const item = made("li", "", text, who(comment));
    const said = saidWords(comment);
    if (said) item.append(made("p", "said", said));
    return item;
  };

  // What is asked stands in the fields, and in the address.

  const explore = () => {
    const comments = commentsOf();
    const [list, more, count, clear] = ["list", "more", "count", "clear"].map(byId);
    const panel = list.parentElement.querySelector(".filters");
    const fields = [...panel.querySelectorAll("input, select")];
    let shown = { hits: [], terms: [] };
    let later = 0;

    const asked = () => Object.fromEntries(
      fields.filter((field) => field.value).map((field) => [field.name, field.value]),
    );

    const showMore = () => {
      const from = list.children.length;
      const next = shown.hits.slice(from, from + AT_A_TIME);
      list.append(...next.map((comment) => drawn(comment, shown.terms)));
      const left = shown.hits.length - from - next.length;
      more.hidden = left <= 0;
      more.textContent = `Show ${Math.min(left, AT_A_TIME)} more (${many(left)} left)`;
      return list.children[from];
    };

    const show = (note = "") => {
      const now = asked();
      shown = found(comments, now);
      list.replaceChildren();
      showMore();
      count.textContent = note + countWords(shown.hits, comments.length, now.group);
      clear.disabled = !Object.keys(now).length;
      list.classList.toggle("any", clear.disabled);
    };

    const write = () => {
      const query = new URLSearchParams(asked()).toString();
      try {
        history.replaceState(null, "", query ? `${HASH}?${query}` : HASH);
      } catch {
        // Some browsers refuse where a page is in a frame, or where it changes often.
      }
    };

    // Fill the fields from the address; name what it asks for and the page does not know.
    const read = () => {
      const query = new URLSearchParams(location.hash.slice(HASH.length + 1));
      for (const field of fields) field.value = query.get(field.name) ?? "";
      const strange = [...query].filter(
        ([name, value]) => value && !fields.some((f) => f.name === name && f.value === value),
      );
      return strange.map(([name, value]) => `Not known here: ${name} = ${value}. `).join("");
    };

    const changed = () => {
      clearTimeout(later);
      show();
      write();
    };

    const arrive = () => {
      if (!location.hash.startsWith(`${HASH}?`)) return;
      show(read());
      document.getElementById("comments").scrollIntoView();
    };

    for (const field of fields) {
      field.addEventListener("input", () => {
        clearTimeout(later);
        later = setTimeout(changed, field.type === "search" ? 200 : 0);
      });
    }
    clear.addEventListener("click", () => {
      for (const field of fields) field.value = "";
      changed();
      fields[0].focus();
    });
    more.addEventListener("click", () => {
      const first = showMore();
      first.tabIndex = -1;
      first.focus();
    });
    addEventListener("hashchange", arrive);
    panel.hidden = false;
    show();
    arrive();
  };

  if (data) explore();
}
