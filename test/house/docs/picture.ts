/** The README's picture of a terminal: what commands really print, on the embedded ACP, at the noon that tests live in. */
import { type Acp, startAcp } from '../../cluster/acp.ts';
import { memoryBacking } from '../../cluster/backing.ts';
import { demoRecords } from '../../cluster/main-job.ts';
import { NODES } from '../../cluster/seeds.ts';
import { NOON, run } from '../../run.ts';

export const PICTURE = 'docs/picture.svg';
const TYPED = ['list --limit 6', 'status', 'pause --dry-run=client'];

const CELL = 8.4;
const LINE = 19;
const MARGIN = 18;
/** What terminals call their colours, in a light that reads well on dark. */
const FILLS: Readonly<Record<string, string>> = {
  '1': '#ffffff',
  '2': '#8b949e',
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
};
const PLAIN = '#d0d7de';

/** The picture as SVG. */
export async function picture(): Promise<string> {
  const acp = await startAcp(memoryBacking(), { records: demoRecords(NODES, NOON) });
  try {
    const screens = [];
    for (const line of TYPED) screens.push(await screen(line, acp));
    return svg(screens.join('\n\n').split('\n'));
  } finally {
    await acp.stop();
  }
}

async function screen(line: string, acp: Acp): Promise<string> {
  const words = [...line.split(' '), '--kubeconfig', acp.kubeconfig];
  const { out, err } = await run(words, { columns: 110, color: true });
  const said = `${err}${out}`.trimEnd().replaceAll(acp.platformUrl, 'https://acp.example.com');
  return `\u001b[32m$\u001b[0m \u001b[1mkubectl etcdbackup ${line}\u001b[0m\n${said}`;
}

function svg(lines: readonly string[]): string {
  const widest = Math.max(...lines.map((line) => line.replaceAll(/\u001b\[\d*m/g, '').length));
  const width = Math.ceil(widest * CELL + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  const rows = lines.map((line, index) => {
    const y = MARGIN + (index + 0.75) * LINE;
    return `<text x="${MARGIN}" y="${y.toFixed(1)}">${spans(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>kubectl etcdbackup in a terminal</title>
<rect width="100%" height="100%" rx="8" fill="#161b22"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="${PLAIN}" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

/** Text between colour codes, each piece as wide as its cells whatever font is at hand. */
function spans(line: string): string {
  let fill = PLAIN;
  let column = 0;
  return line
    .split(/(\u001b\[\d*m)/)
    .map((piece) => {
      const code = /^\u001b\[(\d*)m$/.exec(piece)?.[1];
      if (code !== undefined) {
        fill = FILLS[code] ?? PLAIN;
        return '';
      }
      if (piece === '') return '';
      const at = MARGIN + column * CELL;
      column += piece.length;
      const width = (piece.length * CELL).toFixed(1);
      return `<tspan x="${at.toFixed(1)}" textLength="${width}" fill="${fill}">${escaped(piece)}</tspan>`;
    })
    .join('');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
