/** kuberc, kubectl's preferences, may say which credential plugins run: a kubeconfig from elsewhere must not run just anything. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { type Fields, fieldsOf, listOf, textOf } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import { programPath } from './program-path.ts';
import type { KubeWorld } from './settings.ts';

const VERSIONS = ['kubectl.config.k8s.io/v1beta1', 'kubectl.config.k8s.io/v1'];

/** Throws UserError where the preferences forbid the plugin at `path`. */
export function checkAllowed(command: string, path: string, world: KubeWorld): void {
  const preferences = preferencesOf(world);
  const policy = textOf(preferences['credentialPluginPolicy']) ?? '';
  const list = preferences['credentialPluginAllowlist'] ?? undefined;
  const fault = faultOf(policy, list);
  if (fault !== undefined) throw refused(`kuberc: ${fault}`, 'mend kuberc, or set KUBERC=off');
  if (policy === 'DenyAll')
    throw refused(`the credential plugin "${visible(command)}" is not allowed`, BY_KUBERC);
  if (policy === 'Allowlist' && !listOf(list).some((entry) => allows(entry, path, world)))
    throw refused(`the credential plugin ${visible(path)} is not allowed`, BY_KUBERC);
}

const NOT_YAML = 'it is not valid YAML';
const BY_KUBERC = 'kuberc says so (credentialPluginPolicy); allow it there if you know what it does';

function refused(message: string, hint: string): UserError {
  return new UserError(message, { hint, exitCode: EXIT.usage, reason: 'Plugin' });
}

function faultOf(policy: string, list: unknown): string | undefined {
  if (!['', 'AllowAll', 'DenyAll', 'Allowlist'].includes(policy))
    return `there is no credentialPluginPolicy "${visible(policy)}"`;
  if (policy === 'Allowlist' && listOf(list).length === 0)
    return 'credentialPluginPolicy Allowlist needs a credentialPluginAllowlist';
  if (policy !== 'Allowlist' && list !== undefined)
    return 'credentialPluginAllowlist counts only with credentialPluginPolicy Allowlist';
  return undefined;
}

/** A path must be the plugin's, a bare name must lead to it on PATH. Kubernetes 1.35 called the field `name`. */
function allows(entry: unknown, path: string, world: KubeWorld): boolean {
  const fields = fieldsOf(entry);
  const wanted = textOf(fields['command']) ?? textOf(fields['name']);
  return wanted !== undefined && programPath(wanted, world) === path;
}

/** The preferences of the version that this reads; none where the file is not there. */
function preferencesOf(world: KubeWorld): Fields {
  const named = world.env['KUBERC'] || undefined;
  if (named === 'off' || world.env['KUBECTL_KUBERC'] === 'false') return {};
  const file = named ?? join(world.homedir, '.kube', 'kuberc');
  try {
    const documents = loadAll(readFileSync(file, 'utf8')).map(fieldsOf);
    return documents.find((one) => VERSIONS.includes(textOf(one['apiVersion']) ?? '')) ?? {};
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (named !== undefined)
      throw refused(`cannot read ${visible(file)}: ${code ?? NOT_YAML}`, 'KUBERC names it');
    // kubectl passes over it without a word.
    if (code !== 'ENOENT') world.say(`${visible(file)} does not count: ${code ?? NOT_YAML}`);
    return {};
  }
}
