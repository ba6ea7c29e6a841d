/** A page as one HTML file: no script, no network, prints well, keeps no state. */
import { visible } from '../../words/visible.ts';
import { PRINT_STYLE } from './html-style.ts';
import type { Block, Page } from './page.ts';

/** A whole document; the footer stands on every printed sheet. */
export function renderHtml(page: Page): string {
  const title = page.blocks.find((block) => block.is === 'title')?.text ?? '';
  return `<!doctype html>
<html lang="${escaped(page.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>
${PRINT_STYLE}</style>
</head>
<body>
<main>
${page.blocks.map(renderBlock).join('\n')}
</main>
<footer>${escaped(page.footer)}</footer>
</body>
</html>
`;
}

function renderBlock(block: Block): string {
  switch (block.is) {
    case 'title':
      return `<h1>${escaped(block.text)}</h1>`;
    case 'heading':
      return `<h2>${escaped(block.text)}</h2>`;
    case 'paragraph':
      return `<p>${escaped(block.text)}</p>`;
    case 'warning':
      return `<p class="warning">${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${escaped(item)}</li>\n`).join('')}</ul>`;
    case 'facts':
      return `<table>\n${block.rows.map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>\n`).join('')}</table>`;
    case 'step':
      return stepBlock(block);
    case 'paste':
      return `<p>${escaped(block.text)}</p>\n${typed(block.lines)}`;
  }
}

function stepBlock({ number, text, lines }: Block & { is: 'step' }): string {
  const words = `<label><input type="checkbox"> ${number === undefined ? '' : `<b>${number}.</b> `}${escaped(text)}</label>`;
  return `<div class="step">${words}${lines.length === 0 ? '' : `\n${typed(lines)}`}</div>`;
}

function typed(lines: readonly string[]): string {
  return `<pre><code>${lines.map(markup).join('\n')}</code></pre>`;
}

function escaped(text: string): string {
  return markup(visible(text));
}

/** Lines to type stay letter for letter: `quote` has made them visible where they must be. */
function markup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
