/** JSON and YAML of one view object. */
import type { dump } from 'js-yaml';

/** Legal inside JSON and YAML, and no less harmful on a terminal: DEL, C1 controls, bidirectional and invisible marks. */
const HIDDEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Two spaces and a line break at the end, as kubectl prints it. Every control character is escaped. */
export function renderJson(view: unknown): string {
  const text = JSON.stringify(view, undefined, 2);
  return `${text.replaceAll(HIDDEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/**
 * YAML by js-yaml's `dump`, which is handed in so that only `-o yaml` pays for loading it. A view with invisible
 * characters comes out as JSON, which is YAML as well: there they can be escaped.
 */
export function renderYaml(view: unknown, yaml: typeof dump): string {
  const plain: unknown = JSON.parse(JSON.stringify(view));
  const text = yaml(plain, { lineWidth: -1, noRefs: true });
  return text.search(HIDDEN) === -1 ? text : renderJson(view);
}
