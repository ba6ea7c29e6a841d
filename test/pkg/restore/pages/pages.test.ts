import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold } from '../../../../pkg/restore/pages/fold.ts';
import { renderHtml } from '../../../../pkg/restore/pages/html.ts';
import { renderMarkdown } from '../../../../pkg/restore/pages/markdown.ts';
import { linesToType, type Page } from '../../../../pkg/restore/pages/page.ts';
import { renderText } from '../../../../pkg/restore/pages/text.ts';
import { displayWidth } from '../../../../pkg/words/width.ts';

const HOSTILE = '</pre><script>alert(1)</script> & "q" \'s\' `x` [a](b) | \u001b[2J';
const page: Page = {
  language: 'en',
  footer: 'plan abc',
  blocks: [
    { is: 'title', text: 'Restore' },
    { is: 'warning', text: `Careful: ${HOSTILE}` },
    {
      is: 'facts',
      rows: [
        ['nodes', HOSTILE],
        ['id', 'abc'],
      ],
    },
    { is: 'heading', text: 'Phase 0' },
    { is: 'paragraph', text: 'word '.repeat(40).trim() },
    { is: 'list', items: ['one', HOSTILE] },
    { is: 'step', number: 1, text: 'On etcd-1', lines: ['bash /root/x.sh', "echo '```' && echo <a>"] },
    { is: 'step', number: undefined, text: 'Wait for all.', lines: [] },
    { is: 'paste', text: 'Paste this:', lines: ['scp a b'] },
  ],
};

test('on a terminal prose is folded, lines to type are whole, control characters are seen', () => {
  const text = renderText(page, { columns: 40, color: false });
  assert.match(text, /^Restore\n=======\n\n! Careful/);
  assert.match(text, /\n\[ \] 1\. On etcd-1\n {4}bash \/root\/x\.sh\n/);
  assert.doesNotMatch(text, /\u001b/);
  const prose = text.split('\n').filter((line) => /^(?:! |word)/.test(line));
  assert.ok(prose.length > 4 && prose.every((line) => displayWidth(line) <= 40));
  assert.match(renderText(page, { columns: 40, color: true }), /\u001b\[33m! Careful/);
});

test('Markdown has tick boxes, and nothing from outside is markup', () => {
  const text = renderMarkdown(page);
  assert.match(text, /^# Restore\n\n> ⚠ /);
  assert.match(text, /\n- \[ \] \*\*1\.\*\* On etcd-1\n\n {2}````bash\n {2}bash \/root\/x\.sh\n/);
  assert.doesNotMatch(text.replaceAll(/\\./g, ''), /<script|\[a\]\(/);
});

test('HTML is one file without script or network, and nothing from outside is markup', () => {
  const text = renderHtml(page);
  assert.match(text, /<html lang="en">/);
  assert.match(text, /default-src 'none'/);
  assert.doesNotMatch(text, /<script|<\/pre><script|https?:|src=|\u001b/i);
  assert.equal(text.match(/<input type="checkbox">/g)?.length, 2);
  assert.match(text, /echo &lt;a&gt;/);
  assert.doesNotMatch(text, /position: fixed/, 'it would cover the last line of a printed sheet');
});

test('what is to be typed is known without looking at words', () => {
  assert.deepEqual(linesToType(page), ['bash /root/x.sh', "echo '```' && echo <a>", 'scp a b']);
});

test('Chinese is folded between characters, no line begins with a stop, a long path stays whole', () => {
  const lines = fold(
    '在每个控制平面节点上运行以下命令，然后等待。路径 /var/lib/etcd/a/very/long/path/that/stays 不变',
    20,
  );
  assert.ok(lines.length > 2);
  assert.ok(lines.every((line) => !/^[，。]/u.test(line)));
  assert.ok(lines.some((line) => line.includes('/var/lib/etcd/a/very/long/path/that/stays')));
  assert.deepEqual(fold('', 10), ['']);
  assert.equal(fold('one two  three', 8).join('|'), 'one two|three');
});
