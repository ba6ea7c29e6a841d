/** The folder of a plan, as files: what travels to the nodes, and what stays with the person. */
import { createHash } from 'node:crypto';
import { renderMarkdown } from '../pages/markdown.ts';
import type { Page } from '../pages/page.ts';
import type { ScriptBodies } from '../scripts.ts';
import { PLAN_FILE, SUMS_FILE } from './file-names.ts';
import { CURL_CONFIG, nodeScripts } from './node-scripts.ts';
import { presentMembers, type RestorePlan } from './plan.ts';

export interface PlanFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

const SCRIPT_MODE = 0o700;
const FILE_MODE = 0o600;

export interface FolderParts {
  readonly plan: RestorePlan;
  readonly page: Page;
  readonly bodies: ScriptBodies;
  /** Beside the scripts of every node; secrets are allowed here. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Beside the plan, by path. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Every file; `plan.json` last, so that a folder that has it is whole. */
export function planFolder({ plan, page, bodies, beside = {}, more = {} }: FolderParts): readonly PlanFile[] {
  const nodes = presentMembers(plan).flatMap(({ node }) => nodeFolder(plan, node, bodies, beside));
  const top = [
    file('README.md', renderMarkdown(page)),
    ...Object.entries(more).map(([path, content]) => file(path, content)),
  ];
  const plain = file(PLAN_FILE, `${JSON.stringify(plan, undefined, 2)}\n`);
  return [...nodes, ...top, sums([...nodes, ...top, plain], ''), plain];
}

/** What belongs on one node, in a folder of the name that it has there. */
function nodeFolder(
  plan: RestorePlan,
  node: string,
  bodies: ScriptBodies,
  beside: Readonly<Record<string, string>>,
): readonly PlanFile[] {
  const folder = `${node}/restore-${plan.id}/`;
  const scripts = nodeScripts(plan, node, bodies).map(({ file: name, text }) => ({
    path: folder + name,
    content: text,
    mode: SCRIPT_MODE,
  }));
  const others = Object.entries(beside).map(([name, content]) => file(folder + name, content));
  return [...scripts, ...others, sums([...scripts, ...others], folder)];
}

function file(path: string, content: string): PlanFile {
  return { path, content, mode: FILE_MODE };
}

/** For `sha256sum -c`, with names as seen from `folder`. */
function sums(files: readonly PlanFile[], folder: string): PlanFile {
  const lines = files.map(
    ({ path, content }) =>
      `${createHash('sha256').update(content).digest('hex')}  ${path.slice(folder.length)}\n`,
  );
  return file(folder + SUMS_FILE, lines.join(''));
}

/** What stands beside the scripts of every node that fetches from S3. */
export const BESIDE = { curlConfig: CURL_CONFIG, authority: 'fetch-ca.crt' } as const;
