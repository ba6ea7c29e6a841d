import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderHtml } from '../../../../pkg/restore/pages/html.ts';
import { renderMarkdown } from '../../../../pkg/restore/pages/markdown.ts';
import { linesToType, type Page } from '../../../../pkg/restore/pages/page.ts';
import { planPage } from '../../../../pkg/restore/pages/plan-page.ts';
import { renderText } from '../../../../pkg/restore/pages/text.ts';
import { en } from '../../../../pkg/restore/words/en/plan.ts';
import { languageOf } from '../../../../pkg/restore/words/language.ts';
import type { PlanWords } from '../../../../pkg/restore/words/plan-words.ts';
import { zh } from '../../../../pkg/restore/words/zh/plan.ts';
import { golden } from '../../../golden.ts';
import { MEMBERS, planOf, SNAPSHOT } from '../examples.ts';

const text = (page: Page): string => renderText(page, { columns: 100, color: false });

for (const words of [en, zh]) {
  test(`the plan for three nodes, in ${words.language}`, () => {
    const page = planPage(planOf(), words);
    golden(`restore/plan.${words.language}.txt`, text(page));
    golden(`restore/plan.${words.language}.md`, renderMarkdown(page));
  });
}

test('the runbook as HTML', () => golden('restore/plan.en.html', renderHtml(planPage(planOf(), en))));

const sources = [
  { ...SNAPSHOT, from: 'hand', name: null, sha256: null, size: null, taken: null, takenBy: null },
  { ...SNAPSHOT, from: 'node', name: '/cpaas/backup/a b.tar', holder: 'etcd-2' },
  { ...SNAPSHOT, from: 'node', name: '/cpaas/a.tar' },
  { ...SNAPSHOT, from: 'survivor', name: null, holder: 'etcd-3', sha256: null, withoutHash: true },
  { ...SNAPSHOT, from: 'bucket', name: 'prod/a.tar' },
  SNAPSHOT,
] as const;

for (const snapshot of sources) {
  test(`English and Chinese print the same commands, with a snapshot from ${snapshot.from}`, () => {
    const plan = planOf({ snapshot, without: snapshot.from === 'file' ? ['etcd-2'] : [] });
    const lines = (words: PlanWords): readonly string[] => linesToType(planPage(plan, words));
    assert.ok(lines(en).length > 20);
    assert.deepEqual(lines(zh), lines(en));
  });
}

test('both languages say the same number of things', () => {
  const shape = (words: PlanWords): readonly unknown[] =>
    planPage(planOf(), words).blocks.map((block) =>
      block.is === 'list' ? block.items.length : block.is === 'facts' ? block.rows.length : block.is,
    );
  assert.deepEqual(shape(zh), shape(en));
  assert.doesNotMatch(text(planPage(planOf(), en)), /\p{Script=Han}/u);
});

test('one node only: its own steps with the numbers of the whole plan, and the waits', () => {
  const page = text(planPage(planOf(), en, { node: 'etcd-2' }));
  golden('restore/node-only.txt', page);
  assert.doesNotMatch(page, /On etcd-[13]:/);
});

test('without a machine: fenced first, and how it joins again last', () => {
  const page = text(planPage(planOf({ without: ['etcd-2'] }), en));
  golden('restore/without.txt', page);
  assert.match(page, /Gone for good +etcd-2/);
});

test('a survivor, a file of one node, the bucket, and whatever is found: how each reaches the nodes', () => {
  const arrivals = sources.map((snapshot) => {
    const page = text(planPage(planOf({ snapshot }), en));
    return page.slice(page.indexOf('\nThe snapshot\n'), page.indexOf('\nPhase 0'));
  });
  golden('restore/arrivals.txt', arrivals.join(''));
});

test('an unsupported topology is told first, and on every printed page', () => {
  const [first] = MEMBERS;
  assert.ok(first);
  const members = [
    ...MEMBERS,
    { ...first, node: 'x', name: 'x', ip: '10.0.0.9', peerUrl: 'https://10.0.0.9:2380' },
  ];
  const page = planPage(planOf({ members }), en);
  assert.match(page.footer, /^UNSUPPORTED: 4 control-plane nodes/);
  assert.match(text(page), /^Restore .*\n=+\n\n! UNSUPPORTED/);
});

const locales: readonly (readonly [Record<string, string>, string])[] = [
  [{}, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh' }, 'zh'],
  [{ LANG: 'zh_TW' }, 'zh'],
  [{ LANG: 'zha_CN' }, 'en'],
  [{ LANG: 'zh_CN', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_CN' }, 'zh'],
];

for (const [env, language] of locales)
  test(`${JSON.stringify(env)} speaks ${language}`, () => {
    assert.equal(languageOf(undefined, env), language);
    assert.equal(languageOf('en', env), 'en');
  });
