/** The scripts of a restore by phase, and the text of one as it is printed: values in front, checked bodies behind. */
import { preamble, type ScriptValues } from './values.ts';

/** One script of a node; `parts` are files of `scripts/`, in the order in which they stand in it. */
export interface Script {
  readonly name: ScriptName;
  /** Its file's name in the node's folder: `1-stop.sh`. */
  readonly file: string;
  /** undefined: beside the phases, for whoever needs it. */
  readonly phase?: number;
  readonly parts: readonly string[];
}

export type ScriptName = (typeof NAMES)[number];

const NAMES = [
  'find-snapshot',
  'survivor',
  'fetch',
  'preflight',
  'stop',
  'set-aside',
  'restore',
  'put-in-place',
  'start-etcd',
  'start-rest',
  'verify',
  'undo',
  'undo-start',
] as const;

/** Stands before the values: what they are written in must be known to be bash. */
export const FRONT = 'lib/shell';

const BASE = ['lib/base'];
const NODE = [...BASE, 'lib/manifest'];
const RUNTIME = [...NODE, 'lib/runtime'];
const HELD = [...RUNTIME, 'lib/containers'];

const PARTS: Readonly<Record<ScriptName, readonly string[]>> = {
  'find-snapshot': BASE,
  survivor: [...HELD, 'lib/tool', 'lib/ports', 'lib/client'],
  fetch: BASE,
  preflight: [
    ...RUNTIME,
    'lib/certificates',
    'lib/tool',
    'lib/ports',
    'lib/client',
    'lib/disaster',
    'lib/snapshot',
    'lib/encryption',
    'lib/agreement',
  ],
  stop: [...HELD, 'lib/certificates', 'lib/ports', 'lib/client', 'lib/disaster', 'lib/agreement'],
  'set-aside': [...HELD, 'lib/ports', 'lib/barrier'],
  restore: [...HELD, 'lib/agreement', 'lib/tool'],
  'put-in-place': HELD,
  'start-etcd': RUNTIME,
  'start-rest': [...RUNTIME, 'lib/ports', 'lib/client'],
  verify: NODE,
  undo: [...HELD, 'lib/ports', 'lib/barrier'],
  'undo-start': NODE,
};

/** The phases in which a restore runs, node by node, every node through one phase before any goes to the next. */
const PHASES: readonly ScriptName[] = NAMES.slice(NAMES.indexOf('preflight'), NAMES.indexOf('verify') + 1);

/** Every script, in the order of use. */
export const SCRIPTS: readonly Script[] = NAMES.map((name) => {
  const phase = PHASES.indexOf(name);
  const parts = [...PARTS[name], name];
  return phase < 0
    ? { name, file: `${name}.sh`, parts }
    : { name, file: `${phase}-${name}.sh`, phase, parts };
});

/** Bodies of `scripts/` by their path without `.sh`; handed in, because this room reads no files. */
export type ScriptBodies = Readonly<Record<string, string>>;

/** The whole text of one script for one node: runs on its own, and carries no secret. */
export function scriptText(script: Script, values: ScriptValues, bodies: ScriptBodies): string {
  const body = (part: string): string => {
    const text = bodies[part];
    if (text === undefined) throw new RangeError(`there is no scripts/${part}.sh`);
    return text;
  };
  return [
    `#!/usr/bin/env bash\n# ${script.file} of plan ${values.planId}\n# shellcheck disable=SC2034 # values are the same for all scripts\n${body(FRONT)}${preamble(values)}`,
    ...script.parts.map(body),
  ].join('\n');
}
